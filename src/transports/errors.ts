/** Turns whatever was thrown into what a client may read: a message, a stable code, and no secrets. */
import { GraphQLError } from "graphql";
import type { ExecutionResult } from "graphql";
import { RequestError } from "../domain/errors.ts";
import type { RequestErrorCode } from "../domain/errors.ts";
import type { Metrics } from "../metrics.ts";
import type { Log } from "./boundLog.ts";
import type { OperationPorts } from "./ports.ts";

export type ErrorCode = RequestErrorCode | "INTERNAL_SERVER_ERROR";

const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  BAD_REQUEST: 400,
  QUERY_TOO_COMPLEX: 400,
  CURSOR_RESET: 400,
  UNAUTHENTICATED: 401,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  INTERNAL_SERVER_ERROR: 500,
};

/** Where an operation's errors are told to the operator. */
export interface ErrorScope {
  readonly requestId: string;
  readonly log: Log;
  /** See `OperationPorts`. */
  readonly explain: (error: unknown) => unknown;
  /** Counts a refusal. */
  readonly onRefused: (code: ErrorCode) => void;
}

export function errorScope(
  told: Pick<ErrorScope, "requestId" | "log">,
  metrics: Metrics,
  { explain }: Pick<OperationPorts, "explain">,
): ErrorScope {
  const { requestId, log } = told;
  return { requestId, log, explain, onRefused: (code) => metrics.refusals.inc({ code }) };
}

/** The result with every error made presentable; one log line for its refusals, one with the stack for each fault. */
export function presentResult<Result extends ExecutionResult>(result: Result, scope: ErrorScope): Result {
  if (result.errors === undefined || result.errors.length === 0) return result;
  return { ...result, errors: presentErrors(result.errors, scope) };
}

export function presentErrors(errors: readonly unknown[], scope: ErrorScope): GraphQLError[] {
  const presented = errors.map((error) => presentError(error, scope));
  const refusals = presented.filter((error) => codeOf(error) !== "INTERNAL_SERVER_ERROR");
  for (const refusal of refusals) scope.onRefused(codeOf(refusal));
  const [first] = refusals;
  if (first !== undefined) {
    scope.log.info(
      { code: codeOf(first), refusals: refusals.length, path: first.path },
      `refused: ${first.message}`,
    );
  }
  return presented;
}

/**
 * The errors of a response without data, each with its HTTP status. Yoga reads and removes `extensions.http`.
 * `isWellFormed`: the request held a GraphQL request; then `application/json` is answered 200 whatever the document's
 * errors, as GraphQL over HTTP asks (`spec`), and only `application/graphql-response+json` shows the status.
 */
export function presentHttpErrors(
  errors: readonly GraphQLError[],
  scope: ErrorScope,
  isWellFormed: boolean,
): GraphQLError[] {
  return presentErrors(errors, scope).map((error, index) => {
    const status = declaredStatus(errors[index]) ?? HTTP_STATUS[codeOf(error)];
    const retryAfterMs = error.extensions["retryAfterMs"];
    const headers =
      typeof retryAfterMs === "number" ? { "retry-after": String(Math.ceil(retryAfterMs / 1000)) } : {};
    const http = { status, headers, spec: isWellFormed && status === 400 };
    return rebuild(error, { ...error.extensions, http });
  });
}

/** An error of our own making, e.g. of a guard rule. */
export function refusal(code: RequestErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

export function codeOf(error: GraphQLError): ErrorCode {
  const code = error.extensions["code"];
  return isErrorCode(code) ? code : "BAD_REQUEST";
}

/** Faults already logged: one error can fail several fields. */
const logged = new WeakSet<object>();

function presentError(error: unknown, scope: ErrorScope): GraphQLError {
  const cause = scope.explain(rootCause(error));
  const located = error instanceof GraphQLError ? error : null;
  if (cause instanceof RequestError) {
    return rebuild(
      located ?? new GraphQLError(cause.message),
      { ...cause.details, code: cause.code },
      cause.message,
    );
  }
  if (cause instanceof GraphQLError && located !== null) {
    const code = located.extensions["code"] ?? cause.extensions["code"];
    if (isErrorCode(code) && code !== "INTERNAL_SERVER_ERROR") return rebuild(located, { code });
    if (isAboutRequest(located)) return rebuild(located, { code: "BAD_REQUEST" });
  }
  if (!(cause instanceof Object && logged.has(cause))) {
    if (cause instanceof Object) logged.add(cause);
    scope.log.error({ err: cause, path: located?.path }, "operation failed");
  }
  return rebuild(
    located ?? new GraphQLError(""),
    { code: "INTERNAL_SERVER_ERROR", requestId: scope.requestId },
    "Something went wrong.",
  );
}

/** Errors of the document, its variables or its arguments: GraphQL's own words, which name nothing of ours. */
function isAboutRequest(error: GraphQLError): boolean {
  return (
    error.path === undefined || error.message.startsWith("Argument ") || error.message.startsWith("Variable ")
  );
}

function rebuild(
  error: GraphQLError,
  extensions: Record<string, unknown>,
  message = error.message,
): GraphQLError {
  return new GraphQLError(message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    extensions,
  });
}

function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError) {
    const inner: unknown = cause.originalError ?? cause.cause;
    if (inner === undefined || inner === null) return cause;
    cause = inner;
  }
  return cause;
}

function declaredStatus(error: GraphQLError | undefined): number | null {
  const http: unknown = error?.extensions["http"];
  if (typeof http !== "object" || http === null || !("status" in http)) return null;
  return typeof http.status === "number" ? http.status : null;
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(HTTP_STATUS, code);
}
