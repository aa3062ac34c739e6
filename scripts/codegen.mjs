// `npm run codegen`: prints schema.graphql from the code, then makes the typed documents from it.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { lexicographicSortSchema, printSchema } from "graphql";
import { schema } from "../src/graph.ts";
import { root } from "./prepare.mjs";

await writeFile(join(root, "schema.graphql"), `${printSchema(lexicographicSortSchema(schema))}\n`);
execFileSync(
  process.execPath,
  [join(root, "node_modules/@graphql-codegen/cli/cjs/bin.js"), "--config", "codegen.ts"],
  {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  },
);
