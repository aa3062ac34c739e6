/** The one PostgreSQL of a benchmark: embedded, durable, empty but for the stored shape, with its CPU time readable. */
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Pool } from "pg";
import { startEmbeddedPostgres } from "../../src/storage/embeddedPostgres.ts";
import { migrate } from "../../src/storage/migrate.ts";

/** `/proc` counts in hundredths of a second, whatever the kernel's own tick. */
const MICROS_PER_TICK = 10_000;

export interface BenchPostgres extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly version: string;
  /** Microseconds that all its processes have computed so far; null where `/proc` does not tell. */
  readCpuMicros(): number | null;
}

/** Keeps its data below `.data/`, on the same disk as an instance would, and removes it in the end. */
export async function startPostgres(): Promise<BenchPostgres> {
  await using started = new AsyncDisposableStack();
  const parent = join(import.meta.dirname, "../../.data");
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const dataDir = await mkdtemp(join(parent, "bench-"));
  started.defer(() => rm(dataDir, { recursive: true, force: true }));
  const { databaseUrl } = started.use(await startEmbeddedPostgres({ dataDir, isDurable: true }));
  await migrate({ databaseUrl });
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  // `end` does not wait for its connections: PostgreSQL may tell them that it ends, too, and nobody minds. A query would throw.
  pool.on("error", () => undefined);
  started.defer(() => pool.end());
  for (const setting of ["fsync", "synchronous_commit", "full_page_writes"]) {
    const value = await readSetting(pool, setting);
    if (value !== "on")
      throw new Error(`PostgreSQL has ${setting} = ${value}: these sends would not be durable.`);
  }
  const version = await readSetting(pool, "server_version");
  const postmaster = Number(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n", 1)[0]);
  const kept = started.move();
  return {
    databaseUrl,
    pool,
    version,
    readCpuMicros: () => readTreeCpuMicros(postmaster),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function readSetting(pool: Pool, name: string): Promise<string> {
  const { rows } = await pool.query<{ value: string }>("SELECT current_setting($1) AS value", [name]);
  return rows[0]?.value ?? "";
}

/** PostgreSQL's processes are all children of the first; those that have ended are counted with it. */
function readTreeCpuMicros(postmaster: number): number | null {
  const own = readStat(postmaster);
  if (own === null) return null;
  let ticks = own.ticks + own.endedChildrenTicks;
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? readStat(pid) : null;
    if (stat?.parent === postmaster) ticks += stat.ticks;
  }
  return ticks * MICROS_PER_TICK;
}

function readStat(pid: number): { parent: number; ticks: number; endedChildrenTicks: number } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return null;
  }
  // Behind the program's name, which may hold anything: state, parent, …, utime, stime, cutime, cstime (fields 14 to 17).
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => Number(fields[number - 3]);
  return { parent: field(4), ticks: field(14) + field(15), endedChildrenTicks: field(16) + field(17) };
}
