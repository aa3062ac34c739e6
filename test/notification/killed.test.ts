/**
 * A worker that is killed loses nothing and shows nothing twice. At length, as the order wants it:
 * `PUSH_MESSAGES=10000 PUSH_KILLS=20 npm test -- test/notification/killed.test.ts`.
 */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { killWhileSending } from "./killed.ts";

const { PUSH_MESSAGES: messages = "300", PUSH_KILLS: kills = "3" } = process.env;

test(
  "a worker that is killed while it decides and sends loses nothing and shows nothing twice",
  {
    timeout: 900_000,
  },
  async () => {
    await using app = await startApp();
    const figures = await killWhileSending(app, Number(messages), Number(kills));
    if (Number(messages) > 300) process.stdout.write(`${JSON.stringify(figures)}\n`);
    expect(figures).toMatchObject({ lost: 0, shownTwice: 0 });
  },
);
