/** Every row of the fault table, in the order in which they run. */
import type { Row } from "./row.ts";
import { connectAbort } from "./rows/connectAbort.ts";
import { massReturn } from "./rows/massReturn.ts";
import { freeze, kill, rollingRestart } from "./rows/nodes.ts";
import { lockedTable, postgresImmediate, smallPool, terminateBackend } from "./rows/postgres.ts";
import { neverRead, readsAgain } from "./rows/readers.ts";
import { redisRows } from "./rows/redis.ts";
import { restore } from "./rows/restore.ts";
import { defects, mutants } from "./rows/selfTest.ts";
import { lockThenCheck, sameSend } from "./rows/sends.ts";
import { halfOpen, socketCut } from "./rows/sockets.ts";
import { removalUnderLoad, subscribeUnderLoad } from "./rows/underLoad.ts";

export const ROWS: readonly Row[] = [
  mutants,
  ...defects,
  socketCut,
  halfOpen,
  kill,
  rollingRestart,
  freeze,
  ...redisRows,
  postgresImmediate,
  terminateBackend,
  lockedTable,
  smallPool,
  lockThenCheck,
  ...neverRead,
  readsAgain,
  sameSend,
  massReturn,
  removalUnderLoad,
  subscribeUnderLoad,
  connectAbort,
  restore,
];
