/** The settings that bound what one client may ask for: the size of a request, what is open at a time, and how often. */
import { number } from "./settingKinds.ts";

export const LIMIT_SETTINGS = {
  LIMIT_BODY_BYTES: number(262_144, 1_024, 10_485_760, "Size of an HTTP request's body."),
  LIMIT_FRAME_BYTES: number(262_144, 1_024, 10_485_760, "Size of a WebSocket message from a client."),
  LIMIT_QUERY_TOKENS: number(2_000, 100, 100_000, "Tokens in a GraphQL document."),
  LIMIT_QUERY_DEPTH: number(12, 3, 100, "Depth of an operation."),
  LIMIT_QUERY_ALIASES: number(30, 1, 10_000, "Aliases in a document."),
  LIMIT_QUERY_DIRECTIVES: number(50, 1, 10_000, "Directives in a document."),
  LIMIT_QUERY_COST: number(
    10_000,
    100,
    1_000_000,
    "Computed cost of an operation: fields, times page sizes.",
  ),
  LIMIT_OPERATIONS_PER_SOCKET: number(50, 1, 10_000, "Operations open at a time on one socket."),
  LIMIT_OPERATIONS_PER_SOCKET_PER_SECOND: number(
    200,
    1,
    1_000_000,
    "Operations that one socket may begin in a second.",
  ),
  LIMIT_REFUSALS_PER_SOCKET: number(
    20,
    1,
    1_000,
    "Refused operations in ten seconds that end a socket with 1013.",
  ),
  LIMIT_ANONYMOUS_SOCKETS_PER_ADDRESS: number(
    50,
    1,
    100_000,
    "Sockets of one address that have not signed in yet.",
  ),
  LIMIT_SOCKETS_PER_USER: number(64, 1, 1_000_000, "Signed-in sockets of one user, on one process."),
  LIMIT_INIT_TIMEOUT_MS: number(3_000, 100, 60_000, "Time a socket has for its connection_init."),
  RATE_SENDS_PER_10_SECONDS: number(100, 1, 1_000_000, "Messages a user may send in ten seconds."),
  RATE_SIGN_INS_PER_MINUTE: number(
    20,
    1,
    1_000_000,
    "Sign-ins, registrations and resets of one address in a minute.",
  ),
  RATE_SIGN_INS_PER_ACCOUNT_PER_MINUTE: number(
    10,
    1,
    1_000_000,
    "Sign-ins that name one username in a minute.",
  ),
  RATE_MUTATIONS_PER_10_SECONDS: number(200, 1, 1_000_000, "Other mutations of one user in ten seconds."),
  RATE_SEARCHES_PER_10_SECONDS: number(100, 1, 1_000_000, "Searches of one user in ten seconds."),
  RATE_REQUESTS_PER_10_SECONDS: number(1_000, 1, 10_000_000, "Operations of one address in ten seconds."),
};
