// A database with people in it, for tests of one part of the sign-in without a server around it.

import { newId } from "../../src/lib/ids.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import type { Database } from "../../src/storage/database.ts";
import { createDatabase } from "../support/postgres.ts";

export async function openDatabase(): Promise<
  { databaseUrl: string; prisma: Database["prisma"] } & AsyncDisposable
> {
  await using stack = new AsyncDisposableStack();
  const { databaseUrl } = stack.use(await createDatabase());
  const { prisma } = stack.use(connectDatabase({ databaseUrl, poolMax: 5, onIdleError: () => undefined }));
  const kept = stack.move();
  return { databaseUrl, prisma, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A person with one session that lasts an hour. */
export async function addSession(prisma: Database["prisma"], username: string) {
  const user = await prisma.user.create({ data: { id: newId(), username, displayName: username } });
  const session = await prisma.session.create({
    data: { id: newId(), userId: user.id, expiresAt: new Date(Date.now() + 3_600_000) },
  });
  return { user, session };
}
