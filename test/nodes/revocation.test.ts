/** A session that ends: what runs under it ends within five seconds on every node, and nothing else does. */
import { describe, expect, inject, test } from "vitest";
import { startCluster } from "../support/app.ts";
import { PASSWORD } from "../support/people.ts";
import { RawSocket, post } from "../transports/support.ts";
import { Proxy } from "./proxy.ts";

/** What `logout` and `revokeSession` promise. */
const ENDED_WITHIN_MS = 5_000;
const INBOX = "subscription { inboxEvents { __typename ... on MessageSent { sentMessage { body } } } }";

const ENDED = { code: 4403, reason: expect.stringMatching(/^Session ended; retry in 0-\d+ ms$/) };

const REDIS = [
  { redis: "there", begin: () => undefined },
  { redis: "gone", begin: (proxy: Proxy) => proxy.cut() },
  { redis: "silent", begin: (proxy: Proxy) => proxy.silence() },
];

/** How the session of a device comes to its end, by what is done on which one. */
const ENDINGS = [
  { by: "phone", mutation: () => "logout(input: {})" },
  {
    by: "laptop",
    mutation: ({ sessionId }: Device) => `revokeSession(input: { sessionId: "${sessionId}" })`,
  },
  {
    by: "laptop",
    mutation: () =>
      `changePassword(input: { currentPassword: "${PASSWORD}", newPassword: "another correct horse" })`,
  },
] as const;

describe.each(REDIS)("with Redis $redis", ({ begin }) => {
  test(
    "a session that ends anywhere ends its sockets and streams within five seconds",
    { timeout: 60_000 },
    async () => {
      await using proxy = await Proxy.before(inject("redisUrl"));
      await using cluster = await startCluster(2, { REDIS_URL: proxy.url });
      const [here, there] = cluster.nodes;
      if (!here || !there) throw new Error("unreachable");
      const { bo, conversation } = await cluster.people.inConversation("ana", "bo");
      const laptop = await logIn(here.url, "ana");
      await using staying = new AsyncDisposableStack();
      const sockets = [
        staying.use(await follow(here.url, laptop.authorization)),
        staying.use(await follow(there.url, laptop.authorization)),
        staying.use(await follow(there.url, bo.authorization)),
      ];
      const stream = await followOverSse(there.url, laptop.authorization);
      begin(proxy);

      for (const { by, mutation } of ENDINGS) {
        const phone = await logIn(here.url, "ana");
        const phoneHere = await follow(here.url, phone.authorization);
        const phoneThere = await follow(there.url, phone.authorization);
        const streamThere = await followOverSse(there.url, phone.authorization);

        const { authorization } = by === "phone" ? phone : laptop;
        const { text } = await post(here.url, `mutation { ${mutation(phone)} { __typename } }`, {
          authorization,
        });
        expect(text).toContain("Payload");
        const endedAt = performance.now();
        expect(await phoneHere.closed).toEqual(ENDED);
        expect(await phoneThere.closed).toEqual(ENDED);
        expect(await streamThere.rest()).toMatch(
          /event: next\ndata: .*"code":"UNAUTHENTICATED".*\n\nevent: complete/,
        );
        expect(performance.now() - endedAt, mutation(phone)).toBeLessThan(ENDED_WITHIN_MS);
        await expect(follow(there.url, phone.authorization)).rejects.toThrow("closed");
      }

      await bo.sends(conversation, "who hears me?");
      for (const socket of sockets) expect(JSON.stringify(await socket.next())).toContain("who hears me?");
      await stream.until("who hears me?");
    },
  );
});

interface Device {
  readonly authorization: string;
  readonly sessionId: string;
}

async function follow(url: string, authorization: string): Promise<RawSocket> {
  const socket = await RawSocket.enter(url, authorization);
  socket.subscribe("inbox", INBOX);
  expect(JSON.stringify(await socket.next())).toContain("StreamReady");
  return socket;
}

async function logIn(url: string, username: string): Promise<Device> {
  const { json } = await post(
    url,
    `mutation { login(input: { username: "${username}", password: "${PASSWORD}" }) {
      ... on LoginPayload { session { accessToken } }
    } }`,
  );
  const { login } = json.data as { login: { session: { accessToken: string } } };
  const authorization = `Bearer ${login.session.accessToken}`;
  const answer = await post(url, "{ viewer { sessions { id isCurrent } } }", { authorization });
  const { viewer } = answer.json.data as { viewer: { sessions: { id: string; isCurrent: boolean }[] } };
  return { authorization, sessionId: viewer.sessions.find(({ isCurrent }) => isCurrent)?.id ?? "" };
}

/** The inbox over server-sent events, open and read up to its first item. */
async function followOverSse(url: string, authorization: string) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { accept: "text/event-stream", "content-type": "application/json", authorization },
    body: JSON.stringify({ query: INBOX }),
  });
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  const decoder = new TextDecoder();
  let text = "";
  const read = async (isDone: () => boolean): Promise<string> => {
    while (!isDone()) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
    return text;
  };
  await read(() => text.includes("StreamReady"));
  return {
    /** Everything, up to the end. */
    rest: () => read(() => false),
    /** Reads until this has come, and leaves. */
    async until(words: string) {
      expect(await read(() => text.includes(words))).toContain(words);
      await reader.cancel();
    },
  };
}
