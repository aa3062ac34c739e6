/** Has one's own account erased: at once for everybody else, and for good. */
import { sha256 } from "../../lib/hash.ts";
import type { Accounts } from "../account/ports.ts";
import { assertInput, checkPasswordToCompare } from "../account/rules.ts";
import { InvalidCredentialsError } from "../errors.ts";
import type { ErasureRow, ProfileRow } from "../rows.ts";
import { lockLeaver } from "../serverRole/lockLeaver.ts";
import { beginErasure } from "./beginErasure.ts";
import type { BegunErasure } from "./beginErasure.ts";

export interface RequestErasureInput {
  /** Of an account that has a password. */
  readonly password?: string | null | undefined;
  /** The viewer's own, written out: of an account that has none. */
  readonly username?: string | null | undefined;
}

export interface RequestedErasure {
  readonly erasure: ErasureRow;
  /** Asks how far it has got; the account signs nobody in any more. The same every time. */
  readonly receipt: string;
}

export interface ErasurePorts {
  readonly accounts: Accounts;
  /** Told of the nameless profile after the commit. */
  readonly onProfileChanged: (profile: ProfileRow) => void;
  /** Told that the person is not here any more. */
  readonly onPresenceChanged: (userId: string) => void;
}

/**
 * Irreversible. Whoever has a password proves who they are by it; whoever an external provider signs in has proved it to
 * the provider, and writes the username out. Of two requests at once both get one answer. Errors: InputValidation,
 * InvalidCredentials, LastAdmin.
 */
export async function requestErasure(
  ports: ErasurePorts,
  userId: string,
  input: RequestErasureInput,
): Promise<RequestedErasure> {
  const { accounts } = ports;
  const { password } = assertInput({ password: input.password ?? "" }, { password: checkPasswordToCompare });
  const user = await accounts.db.user.findUnique({ where: { id: userId, erasedAt: null } });
  const stored = user?.passwordHash ?? null;
  const isRight = await accounts.passwords.verify(password, stored);
  const isNamed = stored === null && user !== null && input.username?.trim().toLowerCase() === user.username;
  if (!isRight && !isNamed) throw new InvalidCredentialsError();

  const receipt = accounts.tokens.erasureReceiptOf(userId);
  const { erasure, begun } = await accounts.db.$transaction(async (tx) => {
    const now = await lockLeaver(tx, userId);
    const known = await tx.erasure.findUnique({ where: { userId } });
    if (known !== null) return { erasure: known, begun: null };
    // A password that was changed while we compared the old one proves nothing any more.
    const isCurrent = await tx.user.count({ where: { id: userId, passwordHash: stored, erasedAt: null } });
    if (isCurrent === 0) throw new InvalidCredentialsError();
    const done = await beginErasure(tx, userId, { receiptHash: sha256(receipt), now });
    return { erasure: done.erasure, begun: done };
  });

  if (begun !== null) tellOfErasure(ports, userId, begun);
  return { erasure, receipt };
}

/** After the commit: what runs for the account ends, and whoever looks at the person sees nobody. */
export function tellOfErasure(
  { accounts, onProfileChanged, onPresenceChanged }: ErasurePorts,
  userId: string,
  { endedIds, profile }: BegunErasure,
): void {
  accounts.onSessionsRevoked(endedIds);
  onProfileChanged(profile);
  onPresenceChanged(userId);
}
