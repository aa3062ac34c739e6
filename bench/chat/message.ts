/** The realistic message of all benchmarks that deliver, and what a follower must have got of it. */
import { at } from "../support/json.ts";

const BODY_CHARS = 120;
const NUMBER_CHARS = 9;
const WORDS = "A message of the usual length, as people write them on a weekday. ".repeat(2);

/** 120 characters of ASCII that begin with the message's number. */
export function bodyOf(number: number): string {
  return `#${String(number).padStart(NUMBER_CHARS, "0")} ${WORDS}`.slice(0, BODY_CHARS);
}

/** A message as somebody received it, with every field of the realistic selection. */
export interface Received {
  readonly number: number;
  readonly seq: number;
}

/** Throws for what lacks a field or has another body than was sent. */
export function readReceived(message: unknown): Received {
  const body = at(message, "body");
  const number = typeof body === "string" ? Number(body.slice(1, 1 + NUMBER_CHARS)) : Number.NaN;
  const seq = at(message, "seq");
  const texts = [
    at(message, "id"),
    at(message, "createdAt"),
    at(message, "sender", "id"),
    at(message, "sender", "displayName"),
    at(message, "sender", "avatarUrl"),
    at(message, "conversation", "id"),
  ];
  const isWhole = texts.every((text) => typeof text === "string" && text !== "");
  if (!isWhole || typeof seq !== "number" || body !== bodyOf(number)) {
    throw new Error(`Not the message that was sent: ${JSON.stringify(message)}`);
  }
  return { number, seq };
}
