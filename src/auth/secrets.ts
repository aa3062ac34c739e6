/** The secrets that sign tokens: as configured, or for development made once and kept in DATA_DIR. */
import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Config } from "../config.ts";

export interface Secrets {
  readonly accessTokenSecret: string;
  readonly refreshTokenSecret: string;
}

const FILE_NAME = "secrets.json";
const SECRET_BYTES = 32;

const storedSchema = z.object({
  accessTokenSecret: z.string().min(32),
  refreshTokenSecret: z.string().min(32),
});

/** Processes that share a DATA_DIR get the same secrets, also when they start together. */
export async function loadSecrets(
  config: Pick<Config, "ACCESS_TOKEN_SECRET" | "REFRESH_TOKEN_SECRET" | "dataDir">,
): Promise<Secrets> {
  const { ACCESS_TOKEN_SECRET, REFRESH_TOKEN_SECRET, dataDir } = config;
  if (ACCESS_TOKEN_SECRET !== null && REFRESH_TOKEN_SECRET !== null) {
    return { accessTokenSecret: ACCESS_TOKEN_SECRET, refreshTokenSecret: REFRESH_TOKEN_SECRET };
  }
  const kept = await readOrMake(dataDir);
  return {
    accessTokenSecret: ACCESS_TOKEN_SECRET ?? kept.accessTokenSecret,
    refreshTokenSecret: REFRESH_TOKEN_SECRET ?? kept.refreshTokenSecret,
  };
}

async function readOrMake(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, FILE_NAME);
  const kept = await read(file);
  if (kept !== null) return kept;

  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error: unknown) => refuse(dataDir, error));
  const unfinished = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const made: Secrets = {
    accessTokenSecret: randomBytes(SECRET_BYTES).toString("base64url"),
    refreshTokenSecret: randomBytes(SECRET_BYTES).toString("base64url"),
  };
  try {
    await writeFile(unfinished, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    // A link appears whole, and only for the first of two processes.
    await link(unfinished, file);
    return made;
  } catch (error) {
    const others = hasCode(error, "EEXIST") ? await read(file) : null;
    if (others === null) refuse(dataDir, error);
    return others;
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function read(file: string): Promise<Secrets | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    refuse(path.dirname(file), error);
  }
  try {
    return storedSchema.parse(JSON.parse(text));
  } catch {
    throw new Error(`${file} is damaged: remove it (everybody has to sign in again), or restore it.`);
  }
}

function refuse(dataDir: string, error: unknown): never {
  const reason = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  throw new Error(
    `DATA_DIR is ${dataDir}, but must be a folder that this user may read and write${reason}.`,
    {
      cause: error,
    },
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
