/** Refuses operations that are too big to be honest, before they run: the same rules over HTTP and on sockets. */
import { maxAliasesRule } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthRule } from "@escape.tech/graphql-armor-max-depth";
import { maxDirectivesRule } from "@escape.tech/graphql-armor-max-directives";
import { MaxTokensParserWLexer } from "@escape.tech/graphql-armor-max-tokens";
import { complexityFromQuery } from "@pothos/plugin-complexity";
import { GraphQLError, Kind, NoSchemaIntrospectionCustomRule, getOperationAST, validate } from "graphql";
import type {
  DocumentNode,
  ExecutionArgs,
  GraphQLSchema,
  ParseOptions,
  Source,
  ValidationContext,
  ValidationRule,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import { refusal } from "./errors.ts";
import { OneSensitiveMutationRule } from "./oneSensitiveMutation.ts";

export interface GuardLimits {
  readonly tokens: number;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly cost: number;
  readonly answersIntrospection: boolean;
}

export interface Guards {
  readonly plugin: Plugin;
  /** An operation as it may be executed or subscribed to: what introspection is off to hide is not suggested. */
  readonly discreet: (args: ExecutionArgs) => ExecutionArgs;
  /** What speaks against a subscription; null when nothing does. */
  readonly weigh: (args: ExecutionArgs) => GraphQLError | null;
}

/**
 * The guard rules, and what has to be asked outside of Yoga. Tokens are counted while parsing, so that a huge document
 * costs no more than its allowed beginning; depth, aliases and directives count through fragments. Queries and mutations
 * are weighed by the schema builder when they run; subscriptions here, because there they would be weighed at their
 * first event only.
 */
export function createGuards(limits: GuardLimits): Guards {
  const discreet = (args: ExecutionArgs): ExecutionArgs =>
    limits.answersIntrospection ? args : Object.assign(args, { hideSuggestions: true });
  return {
    plugin: createPlugin(limits, discreet),
    discreet,
    weigh: (args) => weigh(args, limits),
  };
}

function createPlugin(limits: GuardLimits, discreet: Guards["discreet"]): Plugin {
  return {
    onParse: ({ setParseFn }) => {
      setParseFn((source: string | Source, options?: ParseOptions) =>
        parseWithin(limits.tokens, source, options),
      );
    },
    onValidate: ({ addValidationRule, setValidationFn }) => {
      // A suggestion tells what introspection is off to hide.
      if (!limits.answersIntrospection) {
        setValidationFn((schema: GraphQLSchema, document: DocumentNode, rules: readonly ValidationRule[]) =>
          validate(schema, document, rules, { hideSuggestions: true }),
        );
      }
      addValidationRule((context: ValidationContext) =>
        maxDepthRule(counting("deep", limits.depth))(context),
      );
      addValidationRule((context: ValidationContext) =>
        maxAliasesRule(counting("aliases", limits.aliases))(context),
      );
      addValidationRule((context: ValidationContext) =>
        maxDirectivesRule(counting("directives", limits.directives))(context),
      );
      addValidationRule(OneSensitiveMutationRule);
      if (!limits.answersIntrospection) addValidationRule(NoSchemaIntrospectionCustomRule);
    },
    onExecute: ({ args }) => void discreet(args),
    onSubscribe: ({ args, setResultAndStopExecution }) => {
      const error = weigh(discreet(args), limits);
      if (error !== null) setResultAndStopExecution({ errors: [error] });
    },
  };
}

const UNITS = {
  deep: (max: number) => `An operation may be ${max} levels deep.`,
  aliases: (max: number) => `A document may have ${max} aliases.`,
  directives: (max: number) => `A document may have ${max} directives.`,
};

/** Armor throws by itself, which would hide the other findings; so its rejections are reported, in our words. */
function counting(unit: keyof typeof UNITS, max: number) {
  return {
    n: max,
    flattenFragments: true,
    propagateOnRejection: false,
    onReject: [
      (context: ValidationContext | null) =>
        context?.reportError(refusal("QUERY_TOO_COMPLEX", UNITS[unit](max))),
    ],
  };
}

function parseWithin(tokensMax: number, source: string | Source, options?: ParseOptions): DocumentNode {
  const reject = () => {
    throw refusal("QUERY_TOO_COMPLEX", `A document may have ${tokensMax} tokens.`);
  };
  return new MaxTokensParserWLexer(source, { ...options, n: tokensMax, onReject: [reject] }).parseDocument();
}

function weigh(args: ExecutionArgs, limits: GuardLimits): GraphQLError | null {
  const operation = getOperationAST(args.document, args.operationName);
  if (operation == null) return null;
  const fragments = args.document.definitions.filter(
    (definition) => definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  const weighed = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] } as const;
  const complexity = costOf(weighed, args);
  if (complexity <= limits.cost) return null;
  return refusal("QUERY_TOO_COMPLEX", `This operation costs ${complexity}; ${limits.cost} is allowed.`);
}

/** Variables that do not fit are the executor's to refuse, in a moment: it names each of them. */
function costOf(document: DocumentNode, { schema, variableValues }: ExecutionArgs): number {
  try {
    return complexityFromQuery(document, { schema, variables: { ...variableValues } }).complexity;
  } catch (error) {
    if (error instanceof GraphQLError) return 0;
    throw error;
  }
}
