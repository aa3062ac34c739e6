/** Server-sent events with nothing but `fetch`: for whoever cannot have a socket. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { ConversationEventsDocument } from "../support/documents.ts";
import type { ConversationItem } from "../support/liveStream.ts";
import type { Person } from "../support/people.ts";
import { Arrivals } from "./arrivals.ts";

test("a plain fetch follows a conversation over server-sent events and resumes with its last cursor", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const live = await follow(app.url, bo, conversation);
  expect(await live.next()).toMatchObject({ __typename: "StreamReady", recovered: false });
  await ana.sends(conversation, "one");
  const last = await live.next();
  expect(last).toMatchObject({ __typename: "MessageSent", sentMessage: { body: "one" } });
  live.abort();
  await ana.sends(conversation, "two", "three");

  const resumed = await follow(app.url, bo, conversation, "cursor" in last ? last.cursor : null);
  expect(await resumed.take(3)).toMatchObject([
    { sentMessage: { body: "two" } },
    { sentMessage: { body: "three" } },
    { __typename: "StreamReady", recovered: true },
  ]);
  await ana.sends(conversation, "four");
  expect(await resumed.next()).toMatchObject({ sentMessage: { body: "four" } });
  resumed.abort();
});

test("an aborted fetch leaves no stream and no feed behind", async () => {
  await using app = await startApp();
  const { bo, conversation } = await app.people.inConversation("ana", "bo");
  const live = await follow(app.url, bo, conversation);
  await live.next();
  expect(await leftBehind(app.url)).toEqual({ streams: 1, feeds: 1 });
  live.abort();
  await expect
    .poll(() => leftBehind(app.url), { timeout: 5_000, interval: 20 })
    .toEqual({ streams: 0, feeds: 0 });
});

test("the removed member's stream completes behind the removal", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const live = await follow(app.url, bo, group);
  await live.next();
  await ana.removes(group, bo);
  expect(await live.next()).toMatchObject({ __typename: "MemberLeft" });
  expect(await live.over()).toBe("complete");
});

test("without a sign-in the stream is one UNAUTHENTICATED and its completion", async () => {
  await using app = await startApp();
  const { conversation } = await app.people.inConversation("ana", "bo");
  const live = await follow(app.url, undefined, conversation);
  await expect(live.next()).rejects.toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
});

/** Items as they come; `over` resolves with "complete" when the server said so. */
interface EventStream extends Pick<Arrivals<ConversationItem>, "next" | "take" | "over"> {
  abort(): void;
}

async function follow(
  url: string,
  person: Person | undefined,
  conversationId: string,
  after: string | null = null,
): Promise<EventStream> {
  const controller = new AbortController();
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      ...(person === undefined ? {} : { authorization: person.authorization }),
    },
    body: JSON.stringify({ query: String(ConversationEventsDocument), variables: { conversationId, after } }),
    signal: controller.signal,
  });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const arrivals = new Arrivals<ConversationItem>();
  void read(response, arrivals);
  return Object.assign(arrivals, { abort: () => controller.abort() });
}

interface Next {
  readonly data?: { readonly conversationEvents: ConversationItem } | null;
  readonly errors?: unknown;
}

async function read(response: Response, arrivals: Arrivals<ConversationItem>): Promise<void> {
  try {
    for await (const { event, data } of messagesOf(response)) {
      if (event === "complete") arrivals.end("complete");
      if (event !== "next") continue;
      const next = JSON.parse(data) as Next;
      if (next.data == null) arrivals.end(next.errors);
      else arrivals.put(next.data.conversationEvents);
    }
    arrivals.end("cut");
  } catch (error) {
    arrivals.end(error);
  }
}

/** The messages of an event stream; comments, which are pings, are passed over. */
async function* messagesOf(response: Response): AsyncGenerator<{ event: string; data: string }> {
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = block.split("\n").map((line) => /^(\w+): ?(.*)$/.exec(line) ?? []);
      const valueOf = (name: string): string => fields.find(([, field]) => field === name)?.[2] ?? "";
      yield { event: valueOf("event"), data: valueOf("data") };
    }
  }
}

/** What the server says it still holds. */
async function leftBehind(url: string): Promise<{ streams: number; feeds: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const valueOf = (line: RegExp): number => Number(line.exec(text)?.[1] ?? 0);
  return {
    streams: valueOf(/^parley_open_streams\{transport="sse"\} (\d+)$/m),
    feeds: valueOf(/^parley_feeds (\d+)$/m),
  };
}
