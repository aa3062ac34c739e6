/** Changes how a person presents themselves. */
import { checkDisplayName } from "../account/rules.ts";
import { awaitAvatar, keepAvatar, wantedAvatar } from "../attachment/avatar.ts";
import type { Avatar, AvatarInput } from "../attachment/avatar.ts";
import type { MediaLinks } from "../attachment/ports.ts";
import { InputValidationError } from "../errors.ts";
import type { InputIssue } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import { ABOUT, checkText } from "../text.ts";
import type { Db, ProfileRow } from "../rows.ts";

/** What is absent stays as it is. */
export interface UpdateProfileInput extends AvatarInput {
  /** A name stays: null is refused. */
  readonly displayName?: string | null | undefined;
  /** Null or an empty text removes it. */
  readonly about?: string | null | undefined;
}

export interface ProfilePorts {
  readonly db: Db;
  /** Told of the profile after the commit, so that others see it soon. */
  readonly onProfileChanged: (profile: ProfileRow) => void;
}

/**
 * Sets what is given; when that changes nothing, nothing is written. Waits for an upload that is looked at, for ten seconds at
 * most. Errors: InputValidation; of an upload NotFound, AttachmentNotReady, AttachmentRefused.
 */
export async function updateProfile(
  { db, media, onProfileChanged }: ProfilePorts & { readonly media: MediaLinks },
  userId: string,
  input: UpdateProfileInput,
): Promise<ProfileRow> {
  const before = await db.user.findUniqueOrThrow({ where: { id: userId } });
  const wanted = { ...wantedFields(input), ...wantedAvatar(input, before, media) };
  const current = new Map<string, unknown>(Object.entries(before));
  if (Object.entries(wanted).every(([name, value]) => current.get(name) === value)) return before;

  const profile = await write(db, userId, wanted);
  onProfileChanged(profile);
  return profile;
}

async function write(db: Db, userId: string, wanted: Wanted): Promise<ProfileRow> {
  const update = { where: { id: userId, erasedAt: null }, data: wanted };
  const { avatarAttachmentId: id } = wanted;
  if (id == null) return db.user.update(update);

  await awaitAvatar(db, userId, id);
  return db.$transaction(async (tx) => {
    await lockUsers(tx, [userId]);
    const { avatarAttachmentId } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    await keepAvatar(tx, userId, id, avatarAttachmentId);
    return tx.user.update(update);
  });
}

type Wanted = ReturnType<typeof wantedFields> & Partial<Avatar>;

function wantedFields({ displayName, about }: UpdateProfileInput) {
  const issues: InputIssue[] = [];
  const checked = (result: string | InputIssue): string => {
    if (typeof result === "string") return result;
    issues.push(result);
    return "";
  };
  const wanted = {
    ...(displayName !== undefined && { displayName: checked(checkName(displayName)) }),
    ...(about !== undefined && {
      about: about === null ? null : checked(checkText("about", about, ABOUT)) || null,
    }),
  };
  if (issues.length > 0) throw new InputValidationError(issues);
  return wanted;
}

function checkName(displayName: string | null): string | InputIssue {
  if (displayName === null) return { path: ["displayName"], message: "Everybody has a name to show." };
  return checkDisplayName("displayName", displayName);
}
