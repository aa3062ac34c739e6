/** Why somebody is not notified of a message, in words for the one who asks: the same for clients and for the schema. */
import type { NotificationReason } from "../rows.ts";

export const REASONS: Readonly<Record<NotificationReason, string>> = {
  TOO_OLD: "It was too old to be news when it could be decided, or sent.",
  NOT_A_MEMBER: "The viewer is not a member of the conversation any more.",
  DELETED: "It was deleted, for everybody or by the viewer for themselves.",
  READ: "The viewer had read it before it was sent to their devices.",
  BLOCKED: "The viewer has blocked its sender.",
  MUTED: "The viewer has muted the conversation.",
  LEVEL: "The viewer wants to be notified of less, in this conversation or in all of its kind.",
  DO_NOT_DISTURB: "The viewer wants not to be disturbed.",
  QUIET_HOURS: "It was in the viewer's quiet hours.",
  BUSY: "The viewer has chosen to be BUSY.",
  OPEN: "The conversation was open on a device that the viewer used.",
  ACTIVE: "The viewer used a connected device, and wants no push then.",
  NO_DEVICE:
    "No device was registered, or it had been signed out, or its provider does not know it any more.",
  NOT_TAKEN: "The provider refused it.",
  GIVEN_UP: "The provider took nothing for an hour.",
};
