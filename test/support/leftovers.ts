/** What a stopped server may not leave behind: sockets, servers, database connections. */
import { setTimeout as sleep } from "node:timers/promises";
import { rowsOf } from "./rows.ts";

const DEADLINE_MS = 5_000;

/** Sockets and servers of this process, before a test's servers are started. */
export function countHandles(): number {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => kind === "TCPSocketWrap" || kind === "TCPServerWrap").length;
}

/** Rejects, naming what is left, when handles or connections to the database are not gone within five seconds. */
export async function expectNothingLeft(databaseUrl: string, handlesBefore: number): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const [row] = await rowsOf<{ count: number }>(
      { databaseUrl },
      "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    const left = { connections: row?.count ?? 0, handles: Math.max(0, countHandles() - handlesBefore) };
    if (left.connections === 0 && left.handles === 0) return;
    if (Date.now() > deadline) throw new Error(`The stopped server left behind: ${JSON.stringify(left)}`);
    await sleep(20);
  }
}
