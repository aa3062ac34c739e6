/** A channel of ten thousand: as many statements as for ten, and no rows for those who are notified nowhere. */
import { expect, test } from "vitest";
import { createNotificationConsumer, MEMBERS_AT_A_TIME } from "../../src/domain/notification/consumer.ts";
import { createDecisionStore } from "../../src/storage/decisions.sql.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { addCrowd, uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { registers } from "./scene.ts";

interface SentRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly seq: number;
}

test(
  "ten thousand members cost as many statements as ten, and whoever has no device no row",
  { timeout: 60_000 },
  async () => {
    await using app = await startApp();
    const { ana, bo, group } = await app.people.inGroup("ana", "bo");
    const small = await ana.makesGroup("Small", bo);
    await addCrowd(app, group, MEMBERS_AT_A_TIME + 10);
    await rowsOf(
      app,
      "UPDATE conversation c SET member_count = (SELECT count(*) FROM member m WHERE m.conversation_id = c.id)",
    );
    await registers(bo, "phone");
    await ana.sends(small, "one", "two", "three");
    await ana.sends(group, "one", "two", "three");
    await using database = connectDatabase({
      databaseUrl: app.databaseUrl,
      poolMax: 2,
      onIdleError: () => undefined,
    });
    let statements = 0;
    const pool = new Proxy(database.pool, {
      get(target, name) {
        if (name === "query") statements += 1;
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const consumer = createNotificationConsumer({
      store: createDecisionStore(pool),
      timing: { delayMs: 0, windowMs: 0, mailAfterMs: 0 },
      onDecided: () => undefined,
    });
    const decides = async (conversationId: string): Promise<number> => {
      const rows = await rowsOf<SentRow>(
        app,
        "SELECT id, conversation_id, seq FROM message WHERE conversation_id = $1",
        [uuidOf(conversationId)],
      );
      statements = 0;
      const events = rows.map(({ id, conversation_id, seq }) => ({
        conversationId: conversation_id,
        seq,
        kind: "MESSAGE_SENT" as const,
        actorId: uuidOf(ana.id),
        payload: { messageId: id },
        occurredAt: new Date(),
      }));
      await consumer.handle(events, new AbortController().signal);
      return statements;
    };
    // How many there are for, who, and what was decided.
    expect(await decides(small)).toBe(3);
    // Each message by itself: its ranges, who in the first and in the second, and what was decided.
    expect(await decides(group)).toBe(1 + 3 * 4);
    const decided = await rowsOf<{ user: string; count: number }>(
      app,
      "SELECT user_id AS user, count(*)::int AS count FROM notification GROUP BY user_id",
    );
    expect(decided).toEqual([{ user: uuidOf(bo.id), count: 6 }]);
    // Told once more, nothing changes.
    const before = await rowsOf(app, "SELECT * FROM push ORDER BY device_id, conversation_id");
    await decides(group);
    expect(await rowsOf(app, "SELECT * FROM push ORDER BY device_id, conversation_id")).toEqual(before);
  },
);
