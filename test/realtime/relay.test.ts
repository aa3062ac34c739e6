/** What the other processes are told of a commit, and what happens when they cannot be. */
import { expect, test } from "vitest";
import type { ConversationEvent } from "../../src/domain/events.ts";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import type { Broker } from "../../src/realtime/broker.ts";
import { decodePublication } from "../../src/realtime/codec.ts";
import { createRelay } from "../../src/realtime/relay.ts";
import type { RelayOptions } from "../../src/realtime/relay.ts";
import { conversationTopic } from "../../src/realtime/topics.ts";
import { CONVERSATION, EPOCH, failOn, sent } from "./fakes.ts";

function startRelay(told: Partial<RelayOptions> = {}) {
  const offered: number[] = [];
  const published: string[] = [];
  const lost: unknown[] = [];
  const memory = createMemoryBroker(failOn);
  const broker: Broker = {
    ...memory,
    publish: (topic, payload) => {
      published.push(payload);
      return memory.publish(topic, payload);
    },
  };
  const relay = createRelay({
    broker,
    origin: "here",
    epoch: () => EPOCH,
    profiles: { known: () => [], load: async () => [], learn: () => undefined },
    offer: (event: ConversationEvent) => void offered.push(event.seq),
    readMemberIds: async () => [],
    onLost: (_count, error) => void lost.push(error),
    ...told,
  });
  return { relay, broker, offered, published, lost };
}

test("what nobody can hear is offered here, and not published", async () => {
  const { relay, broker, offered, published } = startRelay();
  relay([sent(1)]);
  await expect.poll(() => offered).toEqual([1]);
  expect(published).toEqual([]);

  const heard: number[] = [];
  await broker.subscribe(conversationTopic(CONVERSATION), (payload) => {
    heard.push(decodePublication(payload).event.seq);
  });
  relay([sent(2)]);
  await expect.poll(() => heard).toEqual([2]);
  expect(published).toHaveLength(1);
});

test("an event that cannot be told of is lost to the others alone: those behind it are told of", async () => {
  const fault = new Error("no");
  const offered: number[] = [];
  const { relay, lost } = startRelay({
    profiles: {
      known: (userIds) => {
        if (offered.length === 0 && lost.length === 0) throw fault;
        return userIds.map(() => profile);
      },
      load: async () => [],
      learn: () => undefined,
    },
    offer: ({ seq }) => void offered.push(seq),
  });
  relay([sent(1), sent(2)]);
  expect(offered).toEqual([2]);
  expect(lost).toEqual([fault]);
});

const profile = {
  id: "ana",
  username: "ana",
  displayName: "Ana",
  avatarUrl: null,
  avatarAttachmentId: null,
  about: null,
  createdAt: new Date(0),
  profileVersion: 0,
};
