/**
 * Typed documents for the tests and the examples, and the manifests of persisted documents, made from the printed schema
 * (`npm run codegen`). It reads schema.graphql and not the modules: those would bring a second copy of graphql along.
 */
import type { CodegenConfig } from "@graphql-codegen/cli";

/** Typed documents in `folder`/gen, for every `graphql(...)` below the folder. */
function documentsOf(folder: string): CodegenConfig["generates"] {
  return {
    [`${folder}/gen/`]: {
      documents: [`${folder}/**/*.ts`, `!${folder}/gen/**`],
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
        scalars: { DateTime: "string", URL: "string", Cursor: "string", JSON: "unknown" },
      },
    },
  };
}

const config: CodegenConfig = {
  schema: "schema.graphql",
  generates: { ...documentsOf("test"), ...documentsOf("examples") },
};

export default config;
