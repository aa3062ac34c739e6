/** A certificate of `localhost` and 127.0.0.1 for servers of these tests, good for a hundred years; nothing else trusts it. */
import { readFileSync } from "node:fs";
import path from "node:path";

const read = (name: string): string => readFileSync(path.join(import.meta.dirname, name), "utf8");

export const certificate = { cert: read("localhost.crt"), key: read("localhost.key") };
