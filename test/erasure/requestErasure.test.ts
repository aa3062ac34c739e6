/** Asking for one's erasure: who is believed, what holds at once, and how one asks how far it has got. */
import { expect, test } from "vitest";
import { admitExternalUser } from "../../src/domain/account/admitExternalUser.ts";
import { ERASED_NAME } from "../../src/domain/erasure/nameless.ts";
import { requestErasure } from "../../src/domain/erasure/requestErasure.ts";
import { InvalidCredentialsError } from "../../src/domain/errors.ts";
import { lockUsers } from "../../src/domain/lockUsers.ts";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId, idOf } from "../../src/schema/nodeId.ts";
import { PASSWORD, Scene as AccountScene } from "../account/scene.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";
import { startApp } from "../support/app.ts";
import { ErasureDocument, RequestErasureDocument } from "../support/documents.ts";
import { openJobs } from "../removal/scene.ts";
import { rowsOf } from "../support/rows.ts";
import { RawSocket } from "../transports/support.ts";

const RECEIPT = "requestedErasure { state progress finishedAt } receipt";

interface Payload {
  readonly requestedErasure: { readonly state: string; readonly progress: number };
  readonly receipt: string;
}

const asked = { password: PASSWORD };

async function progressOf(person: Person, receipt: string) {
  const { data } = await person.asks<{ erasure: object | null }>(
    "query ($receipt: String!) { erasure(receipt: $receipt) { state progress } }",
    { receipt },
  );
  return data.erasure;
}

test("who asks is signed out everywhere at once, and is nobody to the others", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  await ana.does("updateProfile", { displayName: "Ana Silva", about: "Ships on Fridays." }, "__typename");
  await bo.does("createDirectConversation", { userId: ana.id }, "__typename");

  const { receipt } = await ana.does<Payload>("requestErasure", asked, RECEIPT);
  expect((await ana.asks("{ viewer { user { id } } }")).codes).toEqual(["UNAUTHENTICATED"]);
  const signIn = { username: "ana", password: PASSWORD };
  expect(await scene.anonymous.tries("login", signIn)).toBe("InvalidCredentialsError");
  const { data } = await bo.asks<{ node: { username: string } }>(
    `query ($id: ID!) {
      node(id: $id) { ... on User { username displayName avatarUrl about isErased } }
      user(username: "ana") { id }
      users(query: "ana", first: 10) { edges { node { id } } }
      others: users(query: "deleted", first: 10) { edges { node { id } } }
    }`,
    { id: ana.id },
  );
  expect(data).toEqual({
    node: {
      username: expect.stringMatching(/^deleted-[0-9a-f]{32}$/),
      displayName: ERASED_NAME,
      avatarUrl: null,
      about: null,
      isErased: true,
    },
    user: null,
    users: { edges: [] },
    others: { edges: [] },
  });
  // What is left of them can be named nowhere, and their name is free.
  expect(await bo.tries("createDirectConversation", { userId: ana.id })).toBe("NotFoundError");
  const group = { title: "Group", memberIds: [ana.id], clientKey: "group" };
  expect(await bo.tries("createGroup", group)).toBe("NotFoundError");
  const { username } = data.node;
  const taken = { username, displayName: "Taken", password: PASSWORD, email: "taken@example.com" };
  expect(await scene.anonymous.tries("register", taken)).toBe("InputValidationError");
  expect(await scene.anonymous.tries("login", { username, password: PASSWORD })).toBe(
    "InvalidCredentialsError",
  );
  const { ana: another } = await scene.people("ana");
  expect(another.id).not.toBe(ana.id);
  expect(await progressOf(scene.anonymous, receipt)).toEqual({ state: "REQUESTED", progress: 0 });
});

test("nobody joins any more by a link that they made, from the request on", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const { createdConversation } = await ana.does<{ createdConversation: { id: string } }>(
    "createGroup",
    { title: "Group", memberIds: [], clientKey: "group" },
    "createdConversation { id }",
  );
  const { secret } = await ana.does<{ secret: string }>(
    "createInviteLink",
    { conversationId: createdConversation.id, clientKey: "link" },
    "secret",
  );
  await ana.does("requestErasure", asked, "__typename");
  expect(await bo.tries("joinByInviteLink", { secret })).toBe("InviteLinkRevokedError");
  expect(await scene.db.inviteLink.count({ where: { revokedAt: null } })).toBe(0);
});

test("sockets and sessions of all devices end with it", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  await using socket = await RawSocket.enter(app.url, ana.authorization);
  await ana.asks(RequestErasureDocument, { input: asked });
  expect((await socket.closed).code).toBe(4403);
  expect(await rowsOf(app, "SELECT 1 FROM session WHERE revoked_at IS NULL OR address IS NOT NULL")).toEqual(
    [],
  );
});

test("nobody is erased who does not prove it, and nothing is written then", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  expect(await scene.anonymous.tries("requestErasure", asked)).toBe("UNAUTHENTICATED");
  const refused = [
    [{ password: "wrong horse battery" }, "InvalidCredentialsError"],
    [{}, "InvalidCredentialsError"],
    // Who has a password proves it by that alone.
    [{ username: "ana" }, "InvalidCredentialsError"],
    [{ password: "x".repeat(129) }, "InputValidationError"],
  ] as const;
  for (const [input, ending] of refused) expect(await ana.tries("requestErasure", input)).toBe(ending);
  expect((await ana.asks("{ viewer { user { username } } }")).codes).toEqual([]);
  expect(await scene.db.erasure.count()).toBe(0);
  expect(await scene.db.job.count()).toBe(0);
});

test("attempts are counted like sign-ins, and so are questions by a receipt", async () => {
  await using scene = await startScene({ RATE_SIGN_INS_PER_ACCOUNT_PER_MINUTE: "3" });
  const { ana } = await scene.people("ana");
  const wrong = { password: "wrong horse battery" };
  for (let n = 0; n < 3; n += 1) {
    expect(await ana.tries("requestErasure", wrong)).toBe("InvalidCredentialsError");
  }
  expect(await ana.tries("requestErasure", asked)).toBe("RATE_LIMITED");

  await using other = await startScene({ RATE_SIGN_INS_PER_MINUTE: "2" });
  const question = '{ erasure(receipt: "guessed") { state } }';
  for (let n = 0; n < 2; n += 1) {
    expect(await other.anonymous.asks(question)).toEqual({ data: { erasure: null }, codes: [] });
  }
  expect((await other.anonymous.asks(question)).codes).toEqual(["RATE_LIMITED"]);
});

test("who holds the receipt is told how far it is, and nobody else", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { ana, bo, group } = await app.people.inGroup("bo", "ana");
  await ana.sends(group, "one");
  const { requestErasure: requested } = await ana.asks(RequestErasureDocument, { input: asked });
  if (requested.__typename !== "RequestErasurePayload") throw new Error(requested.__typename);
  const { receipt } = requested;
  const ask = async (given: string) => (await bo.asks(ErasureDocument, { receipt: given })).erasure;
  for (const guess of ["", "x", `${receipt}x`, receipt.slice(1), "x".repeat(10_000), "\u0000"]) {
    expect(await ask(guess)).toBeNull();
  }

  expect(await jobs.erase(ana, { parts: 1 })).toBe(false);
  expect(await ask(receipt)).toMatchObject({ state: "RUNNING", progress: 0, finishedAt: null });
  expect(await jobs.erase(ana)).toBe(true);
  expect(await ask(receipt)).toMatchObject({
    state: "FINISHED",
    progress: 1,
    finishedAt: expect.any(String),
  });
});

test("whoever an external provider signs in confirms by name, and comes back as somebody else", async () => {
  await using scene = await AccountScene.start();
  const { prisma: db } = scene;
  const person = {
    issuer: "https://id.example.com",
    subject: "42",
    preferredUsername: "ana",
    name: "Ana Silva",
    email: null,
    isEmailVerified: false,
    issuedAt: new Date(Date.now() - 60_000),
  };
  const userId = await admitExternalUser(db, person);
  const ports = {
    accounts: scene.accounts,
    onProfileChanged: () => undefined,
    onPresenceChanged: () => undefined,
  };
  for (const input of [{}, { password: "" }, { username: "bo" }]) {
    await expect(requestErasure(ports, userId, input)).rejects.toThrow(InvalidCredentialsError);
  }
  await requestErasure(ports, userId, { username: "Ana" });
  expect(scene.revoked).toEqual([userId]);
  expect(await db.externalIdentity.count()).toBe(0);

  // A client that is still open, and a token that does not say when it was made.
  for (const issuedAt of [person.issuedAt, null]) {
    await expect(admitExternalUser(db, { ...person, issuedAt })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  }
  const back = await admitExternalUser(db, { ...person, issuedAt: new Date(Date.now() + 60_000) });
  expect(back).not.toBe(userId);
});

test("an admin of the server erases others, and it stands in the audit log", async () => {
  await using scene = await startScene();
  const { ana, bo, cy, dee, root } = await scene.people("ana", "bo", "cy", "dee", "root");
  const roles = { root: "ADMIN", dee: "ADMIN", cy: "MODERATOR" } as const;
  for (const [username, serverRole] of Object.entries(roles)) {
    await scene.db.user.update({ where: { username }, data: { serverRole } });
  }
  const of = (person: { readonly id: string }) => ({ userId: person.id });
  expect(await scene.anonymous.tries("eraseUser", of(ana))).toBe("UNAUTHENTICATED");
  for (const person of [ana, bo, cy])
    expect(await person.tries("eraseUser", of(ana))).toBe("NotAllowedError");
  for (const admin of [root, dee]) expect(await root.tries("eraseUser", of(admin))).toBe("NotAllowedError");

  const { requestedErasure: erasure, receipt } = await root.does<Payload>("eraseUser", of(ana), RECEIPT);
  expect(erasure).toMatchObject({ state: "REQUESTED" });
  expect(await progressOf(scene.anonymous, receipt)).toMatchObject({ state: "REQUESTED" });
  expect((await ana.asks("{ viewer { user { id } } }")).codes).toEqual(["UNAUTHENTICATED"]);
  // Again: nothing happens twice, and the answer is the same.
  const again = await root.does<Payload>("eraseUser", of(ana), RECEIPT);
  expect(again).toEqual({ __typename: "EraseUserPayload", requestedErasure: erasure, receipt });
  expect(await scene.db.job.count()).toBe(1);
  expect(await bo.tries("eraseUser", of(ana))).toBe("NotAllowedError");
  expect(await root.tries("eraseUser", { userId: encodeNodeId("User", newId()) })).toBe("NotFoundError");
  const { data } = await root.asks<{ auditLog: object }>(
    "{ auditLog(first: 2) { edges { node { act actor { id } subject { id } reason } } } }",
  );
  expect(data.auditLog).toEqual({
    edges: [
      { node: { act: "ACCOUNT_ERASED", actor: { id: root.id }, subject: { id: ana.id }, reason: null } },
    ],
  });
});

test("the last admin of the server stays, and of two who go at once one does", async () => {
  await using scene = await startScene();
  const { root, dee, bo } = await scene.people("root", "dee", "bo");
  await scene.db.user.update({ where: { username: "root" }, data: { serverRole: "ADMIN" } });
  expect(await root.tries("requestErasure", { password: "wrong horse battery" })).toBe(
    "InvalidCredentialsError",
  );
  expect(await root.tries("requestErasure", asked)).toBe("LastAdminError");
  expect((await root.asks("{ viewer { serverRole } }")).codes).toEqual([]);
  expect(await scene.db.erasure.count()).toBe(0);

  // Nobody who is erased is an admin, or becomes one.
  await bo.does("requestErasure", asked, "__typename");
  const nameless = { userId: bo.id, role: "ADMIN" };
  expect(await root.tries("changeServerRole", nameless)).toBe("NotFoundError");
  expect(await root.tries("requestErasure", asked)).toBe("LastAdminError");

  await root.does("changeServerRole", { userId: dee.id, role: "ADMIN" }, "__typename");
  const endings = await Promise.all([root, dee].map((admin) => admin.tries("requestErasure", asked)));
  expect(endings.toSorted()).toEqual(["LastAdminError", "RequestErasurePayload"]);
  expect(await scene.db.user.count({ where: { serverRole: "ADMIN" } })).toBe(1);
});

test("two requests at once get one answer", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const requests = await scene.db.$transaction(async (tx) => {
    await lockUsers(tx, [idOf("User", ana.id)]);
    const both = [1, 2].map(() => ana.does<Payload>("requestErasure", asked, RECEIPT));
    const waiting =
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    await expect.poll(() => rowsOf(scene, waiting), { timeout: 3_000 }).toHaveLength(2);
    return { both };
  });
  const answers = await Promise.all(requests.both);
  expect(answers[1]).toEqual(answers[0]);
  expect(await scene.db.job.count()).toBe(1);
  expect(await progressOf(scene.anonymous, answers[0]?.receipt ?? "")).toMatchObject({ state: "REQUESTED" });
  // From then on nobody signs in who could ask again.
  expect(await ana.tries("requestErasure", asked)).toBe("UNAUTHENTICATED");
});
