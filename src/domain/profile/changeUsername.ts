/** Gives a person another username. */
import { assertInput, checkUsername } from "../account/rules.ts";
import { UsernameChangedRecentlyError, UsernameTakenError } from "../errors.ts";
import type { ProfileRow } from "../rows.ts";
import { violatedIndex } from "../uniqueViolation.ts";
import type { ProfilePorts } from "./updateProfile.ts";

/** So long a changed username stays: others know people by it, and the old one is anybody's at once. */
export const USERNAME_STAYS_MS = 14 * 86_400_000;

/**
 * Sets the username; the same one again changes nothing. What mentioned the person before goes on mentioning them: a
 * mention names who was meant. Errors: InputValidation, UsernameTaken, UsernameChangedRecently.
 */
export async function changeUsername(
  { db, onProfileChanged }: ProfilePorts,
  userId: string,
  input: { readonly username: string },
): Promise<ProfileRow> {
  const { username } = assertInput(input, { username: checkUsername });

  const before = await db.user.findUniqueOrThrow({ where: { id: userId } });
  if (before.username === username) return before;
  const now = new Date();
  assertMayChange(before.usernameChangedAt, now);

  try {
    // The username as it was read, too: of two devices that ask at once one is first.
    const profile = await db.user.update({
      where: { id: userId, username: before.username, erasedAt: null },
      data: { username, usernameChangedAt: now },
    });
    onProfileChanged(profile);
    return profile;
  } catch (error) {
    if (violatedIndex(error) === "user_username_key") throw new UsernameTakenError();
    const after = await db.user.findUniqueOrThrow({ where: { id: userId } });
    if (after.username === username) return after;
    assertMayChange(after.usernameChangedAt, now);
    throw error;
  }
}

function assertMayChange(changedAt: Date | null, now: Date): void {
  if (changedAt === null) return;
  const changeableAt = new Date(changedAt.getTime() + USERNAME_STAYS_MS);
  if (changeableAt > now) throw new UsernameChangedRecentlyError(changeableAt);
}
