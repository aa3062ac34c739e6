/** What the scenes of exports have in common: asking for one, having it made, fetching its file. */
import { randomUUID } from "node:crypto";
import { writeDataExport } from "../../src/domain/dataExport/writeDataExport.ts";
import type { ExportWriter } from "../../src/domain/dataExport/writeDataExport.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import type { Database } from "../../src/storage/database.ts";
import { createDataExportPorts } from "../../src/storage/exportPages.sql.ts";
import { asks, does } from "../ownRows/scene.ts";
import { uuidOf } from "../receipts/scene.ts";
import type { Person } from "../support/people.ts";
import { readFile } from "./lines.ts";
import type { Line } from "./lines.ts";

export const EXPORT = "id state progress requestedAt finishedAt expiresAt byteSize downloadUrl";

export interface Export {
  readonly id: string;
  readonly state: "QUEUED" | "RUNNING" | "READY" | "FAILED" | "EXPIRED";
  readonly progress: number;
  readonly requestedAt: string;
  readonly finishedAt: string | null;
  readonly expiresAt: string | null;
  readonly byteSize: number | null;
  readonly downloadUrl: string | null;
}

/** The export; or the type of the refusal. */
export async function requests(person: Person, clientKey: string = randomUUID()): Promise<Export | string> {
  const { requestedExport, __typename } = await does<{ requestedExport?: Export }>(
    person,
    "requestDataExport",
    { clientKey },
    `requestedExport { ${EXPORT} }`,
  );
  return requestedExport ?? __typename;
}

/** Asks for one; throws when it is refused. */
export async function requested(person: Person): Promise<Export> {
  const dataExport = await requests(person);
  if (typeof dataExport === "string") throw new Error(`Refused: ${dataExport}`);
  return dataExport;
}

/** The newest first. */
export async function exportsOf(person: Person): Promise<Export[]> {
  const { viewer } = await asks<{ viewer: { dataExports: { edges: { node: Export }[] } } }>(
    person,
    `{ viewer { dataExports(first: 100) { edges { node { ${EXPORT} } } } } }`,
  );
  return viewer.dataExports.edges.map(({ node }) => node);
}

export async function newestOf(person: Person): Promise<Export> {
  const [newest] = await exportsOf(person);
  if (newest === undefined) throw new Error(`${person.username} has no export.`);
  return newest;
}

export const never = new AbortController().signal;

export interface Writing extends AsyncDisposable {
  readonly database: Database;
  readonly writer: ExportWriter;
  /** Makes the file, part by part, as a worker would. */
  make(dataExport: { readonly id: string }): Promise<void>;
}

/** What makes exports, on connections of its own. */
export function startWriting(scene: { readonly databaseUrl: string }, poolMax = 2): Writing {
  const database = connectDatabase({
    databaseUrl: scene.databaseUrl,
    poolMax,
    onIdleError: () => undefined,
  });
  const writer: ExportWriter = { db: database.prisma, exports: createDataExportPorts(database.pool) };
  return {
    database,
    writer,
    async make({ id }) {
      while (!(await writeDataExport(writer, uuidOf(id), never)));
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** Asks for an export, and has it made. */
export async function makes(scene: { readonly databaseUrl: string }, person: Person): Promise<Export> {
  const { id } = await requested(person);
  await using writing = startWriting(scene);
  await writing.make({ id });
  return newestOf(person);
}

export function fetchFile(url: string, headers: Readonly<Record<string, string>> = {}, method = "GET") {
  return fetch(url, { method, headers });
}

/** The file behind the export's link, line by line. */
export async function linesBehind({ downloadUrl }: Export): Promise<Line[]> {
  const response = await fetchFile(downloadUrl ?? "");
  if (response.status !== 200) throw new Error(`Answered with ${response.status}.`);
  return readFile(new Uint8Array(await response.arrayBuffer()));
}
