/** `npm run test:faults -- NAME …`: brings about the faults that are named, or all, and prints what came of them. */
import { ROWS } from "./rows.ts";
import { answerParent, runApart } from "./run.ts";
import { describeRow, printTable } from "./table.ts";
import type { Outcome } from "./table.ts";

const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const isShort = process.argv.includes("--short");
const unknown = names.filter((name) => !ROWS.some((row) => row.name === name));
const chosen = ROWS.filter(({ name }) => names.length === 0 || names.includes(name));

if (unknown.length > 0) {
  say(`There is no row ${unknown.map((name) => JSON.stringify(name)).join(", ")}.`);
  for (const { name, fault } of ROWS) say(`  ${name.padEnd(24)} ${fault}`);
  process.exitCode = 1;
} else if (process.argv.includes("--apart")) {
  for (const row of chosen) await answerParent(row, { isShort, say: (line) => say(`  ${line}`) });
} else {
  const outcomes: Outcome[] = [];
  for (const row of chosen) {
    say(`\n${row.name}: ${row.fault}`);
    const outcome = await runApart(row, import.meta.filename, isShort);
    outcomes.push(outcome);
    for (const line of describeRow(outcome)) say(`  ${line}`);
  }
  say(`\n${printTable(outcomes)}`);
  if (isShort)
    say("The short form judges what was delivered, and hardly how fast: for that, run the row whole.");
  process.exitCode = outcomes.every(({ figures }) => figures.violations.length === 0) ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
