/** The machine under a benchmark: what it is, and which core is whose. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

const MOVES_MAX = 5;

export interface Pinning {
  /** For the table: which core is whose, or why none is. */
  readonly note: string;
  /** A command line that runs as a server: on the servers' core. */
  asServer(command: string, args: readonly string[]): { command: string; args: readonly string[] };
}

/**
 * Gives the last core to the servers, and the others to this process and all that it starts from now on otherwise (load
 * generator, PostgreSQL). Without `taskset`, or with one core, everything shares everything, and the note says so.
 */
export function pinCores(): Pinning {
  const nowhere = (reason: string): Pinning => ({
    note: `nothing pinned (${reason}): servers, load generator and PostgreSQL share all cores`,
    asServer: (command, args) => ({ command, args }),
  });
  if (spawnSync("taskset", ["--version"]).status !== 0) return nowhere("no `taskset` here");
  const cores = allowedCores();
  const serverCore = cores.at(-1);
  if (serverCore === undefined || cores.length < 2) return nowhere("only one core");
  const others = cores.slice(0, -1).join(",");
  if (!moveHere(others)) return nowhere("`taskset` was refused");
  return {
    note: `server alone on core ${serverCore}; load generator and PostgreSQL on ${others.includes(",") ? "cores" : "core"} ${others}`,
    asServer: (command, args) => ({
      command: "taskset",
      args: ["--cpu-list", String(serverCore), command, ...args],
    }),
  };
}

/** E.g. "2 cores (Some Processor), Node 24.21.0". */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return `${cpus().length} cores (${model}), Node ${process.versions.node}`;
}

/** A thread of ours that ends meanwhile makes `taskset` fail for all: then once more. */
function moveHere(cores: string): boolean {
  const args = ["--all-tasks", "--cpu-list", "--pid", cores, String(process.pid)];
  return Array.from({ length: MOVES_MAX }).some(() => spawnSync("taskset", args).status === 0);
}

function allowedCores(): number[] {
  const status = readFileSync("/proc/self/status", "utf8");
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? "";
  return list.split(",").flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
