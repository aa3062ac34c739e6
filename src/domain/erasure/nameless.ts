/** What is left of a person who had the account erased: a row that shows nobody. */

export const ERASED_NAME = "Deleted account";
/** No username that somebody can register has a hyphen, and no message can mention one. */
const ERASED_USERNAME = "deleted-";

/** What a profile is set to; its id stays, and with it who sent what. */
export function namelessProfile(userId: string) {
  return {
    username: `${ERASED_USERNAME}${userId.replaceAll("-", "")}`,
    displayName: ERASED_NAME,
    avatarUrl: null,
    avatarAttachmentId: null,
    about: null,
  };
}

/** The name says it, so that a profile that travels between processes need not carry more. */
export function isNameless({ username }: { readonly username: string }): boolean {
  return username.startsWith(ERASED_USERNAME);
}
