/** Gives the peers the graphql that they are made for: 16, while Parley itself is on 17. */
import { createRequire, registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const ANOTHER = "/node_modules/graphql/";

const require = createRequire(import.meta.url);

/**
 * Whatever this process loads from now on gets the same graphql 16 where it asks for `graphql`, imported or required. Call
 * it before anything asks. What gets hold of another graphql by another way fails to load.
 */
export function useGraphql16(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === "graphql" || specifier.startsWith("graphql/")) {
        // As `require` finds it, for both: 16 has its files twice, and two instances do not know each other's schemas.
        const path = require.resolve(specifier.replace("graphql", "graphql-16"));
        return { url: pathToFileURL(path).href, shortCircuit: true };
      }
      const resolved = nextResolve(specifier, context);
      if (resolved.url.includes(ANOTHER))
        throw new Error(`${specifier} is another graphql: ${resolved.url}.`);
      return resolved;
    },
  });
}
