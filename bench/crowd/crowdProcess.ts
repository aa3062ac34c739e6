/**
 * A crowd in a process of its own, where one process may not hold all the sockets: `crowdProcess.ts`, forked by a
 * benchmark. Opens the followers it is told of, then answers each round of deliveries with their times.
 */
import { PARLEY_KIT } from "../chat/contestants.ts";
import { Crowd } from "./crowd.ts";
import { readAssignment } from "./crowdMessages.ts";
import type { CrowdReport } from "./crowdMessages.ts";

const stopping = new AbortController();
// Ctrl-C reaches us as well; it is the benchmark that decides when we end.
process.on("SIGINT", () => undefined);
process.once("disconnect", () => process.exit(0));
process.once("message", (message) => {
  run(message).catch((error: unknown) => {
    say({ type: "failed", reason: error instanceof Error ? (error.stack ?? "") : String(error) });
  });
});

async function run(message: unknown): Promise<void> {
  const { url, conversationId, epoch, headSeq, people } = readAssignment(message);
  const crowd = await Crowd.open({
    url: new URL(url),
    count: people.length,
    signal: stopping.signal,
    onProgress: (open) => say({ type: "progress", open }),
    speakerOf: (index) => {
      const person = people[index];
      if (person === undefined) throw new Error("Nobody is there.");
      return PARLEY_KIT.follow({ index, person, conversationId, epoch, headSeq }).speaker;
    },
  });
  crowd.failed.catch((error: unknown) => say({ type: "failed", reason: String(error) }));
  let times: number[] = [];
  crowd.reset();
  crowd.onDelivery = () => {
    times.push(performance.timeOrigin + performance.now());
    if (times.length < people.length) return;
    const isOnceEach = crowd.sockets.every(({ deliveries }) => deliveries === 1);
    if (isOnceEach) say({ type: "delivered", times });
    else say({ type: "failed", reason: "A follower got a message twice, and another one none." });
    times = [];
    crowd.reset();
  };
  say({ type: "opened" });
}

function say(report: CrowdReport): void {
  process.send?.(report);
}
