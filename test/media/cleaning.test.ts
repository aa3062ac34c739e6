/** Files that nobody has any more go; all others stay. */
import { readdir, utimes, writeFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { UNSENT_KEPT_MS } from "../../src/domain/attachment/createUpload.ts";
import { cleanMedia } from "../../src/jobs/mediaCleaning.ts";
import { newId } from "../../src/lib/ids.ts";
import { createDiskFiles } from "../../src/media/diskFiles.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import { sendsAttachments, uploads } from "../support/uploads.ts";

const forever = new AbortController().signal;

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted();
}

test("what was not sent in a day goes, and what deleted messages had, with the file, and no sooner", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const group = await makeGroup(ana, []);
  const files = createDiskFiles(scene.mediaDir);
  const [sent, unsent] = [await uploads(ana.does), await uploads(ana.does)];
  const rowOf = (id: string): string => decodeNodeId(id).id;
  const namesOf = (id: string): string[] => [rowOf(id), `${rowOf(id)}.thumbnail`];
  await sendsAttachments(ana.does, group, [sent]);
  const messageId = await sendsAttachments(ana.does, group, [await uploads(ana.does)]);
  const cleaned = (now: number) => cleanMedia(scene.db, files, new Date(now), forever);
  expect(await cleaned(Date.now())).toEqual({ attachments: 0, leftovers: 0 });

  await ana.does("deleteMessage", { messageId }, "__typename");
  expect(await cleaned(Date.now() + 60_000)).toEqual({ attachments: 1, leftovers: 0 });
  expect(await namesIn(scene.mediaDir)).toEqual([...namesOf(sent), ...namesOf(unsent)].toSorted());
  expect(await cleaned(Date.now() + UNSENT_KEPT_MS + 60_000)).toMatchObject({ attachments: 1 });
  expect(await namesIn(scene.mediaDir)).toEqual(namesOf(sent));
  expect(await scene.db.attachment.count()).toBe(1);
});

test("what a crash leaves behind goes: parts of uploads, and files without a row", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const files = createDiskFiles(scene.mediaDir);
  const kept = decodeNodeId(await uploads(ana.does)).id;
  const [orphan, young] = [newId(), newId()];
  const old = new Date(Date.now() - 2 * UNSENT_KEPT_MS);
  const put = async (folder: string, name: string, at: Date): Promise<void> => {
    await mkdir(path.join(scene.mediaDir, folder), { recursive: true });
    const file = path.join(scene.mediaDir, folder, name);
    await writeFile(file, "left");
    await utimes(file, at, at);
  };
  await put(`files/${orphan.slice(-2)}`, orphan, old);
  await put(`files/${young.slice(-2)}`, young, new Date());
  await put("uploading", "old.part", old);
  await put("uploading", "new.part", new Date());
  await utimes(path.join(scene.mediaDir, "files", kept.slice(-2), kept), old, old);
  let leftovers = 0;
  // It looks into a part of the folders each time.
  for (let look = 0; look < 32; look += 1) {
    leftovers += (await cleanMedia(scene.db, files, new Date(), forever)).leftovers;
  }
  expect(leftovers).toBe(2);
  expect(await namesIn(scene.mediaDir)).toEqual([kept, `${kept}.thumbnail`, young, "new.part"].toSorted());
});

test("a thousand go in chunks, and a server that stops does not wait for all of them", async () => {
  await using scene = await startScene();
  await scene.people("ana");
  const { id: ownerId } = await scene.db.user.findUniqueOrThrow({ where: { username: "ana" } });
  const row = { ownerId, filename: "f", contentType: "a/b", byteSize: 1, createdAt: new Date(0) };
  await scene.db.attachment.createMany({
    data: Array.from({ length: 250 }, () => ({ id: newId(), ...row, expiresAt: new Date(0) })),
  });
  const files = createDiskFiles(scene.mediaDir);
  const stopping = new AbortController();
  const cleaning = cleanMedia(scene.db, files, new Date(), stopping.signal);
  stopping.abort();
  expect(await cleaning).toMatchObject({ attachments: 100 });
  expect(await cleanMedia(scene.db, files, new Date(), forever)).toMatchObject({ attachments: 150 });
});
