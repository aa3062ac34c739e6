// Lints schema.graphql alone: Relay's rules and the house's names. (The code is linted by oxlint.)
import graphqlPlugin from "@graphql-eslint/eslint-plugin";

export default [
  { ignores: ["**/*", "!schema.graphql"] },
  {
    files: ["schema.graphql"],
    languageOptions: {
      parser: graphqlPlugin.parser,
      parserOptions: { graphQLConfig: { schema: "schema.graphql" } },
    },
    plugins: { "@graphql-eslint": graphqlPlugin },
    rules: {
      ...graphqlPlugin.configs["flat/schema-recommended"].rules,
      ...graphqlPlugin.configs["flat/schema-relay"].rules,
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      "@graphql-eslint/relay-edge-types": [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
      ],
      "@graphql-eslint/strict-id-in-types": "off",
      "@graphql-eslint/no-typename-prefix": "off",
    },
  },
];
