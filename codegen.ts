/**
 * Typed documents for the tests and the examples, and the manifest of persisted documents, made from the printed schema
 * (`npm run codegen`). It reads schema.graphql and not the modules: those would bring a second copy of graphql along.
 */
import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "schema.graphql",
  documents: ["test/**/*.ts", "!test/gen/**"],
  generates: {
    "test/gen/": {
      preset: "client",
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { hashAlgorithm: "sha256" },
      },
      config: {
        documentMode: "string",
        importExtension: ".ts",
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: { DateTime: "string", URL: "string", Cursor: "string" },
      },
    },
  },
};

export default config;
