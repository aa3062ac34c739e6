/** Takes a job away in the transaction that has made it unnecessary. */
import type { Tx } from "../rows.ts";
import type { Job } from "./ports.ts";

/** Also one that somebody works on just now: whoever that is finds it gone in the end. */
export async function removeJob(tx: Pick<Tx, "$executeRaw">, { name, key }: Job): Promise<void> {
  await tx.$executeRaw`DELETE FROM job WHERE name = ${name} AND key = ${key}`;
}
