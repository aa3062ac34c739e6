/** Whom a person talks to directly, and where they are a member. */
import type { Db } from "../domain/rows.ts";
import { toUnavailable } from "./unavailable.ts";

/** As many as one may watch by a subscription of its own. */
const PARTNERS_MAX = 100;

/** The other ones of the user's direct conversations, the liveliest first. Errors: UNAVAILABLE. */
export function createReadPartners(db: Pick<Db, "member">): (userId: string) => Promise<string[]> {
  return async (userId) => {
    try {
      const partners = await db.member.findMany({
        where: {
          userId: { not: userId },
          conversation: { kind: "DIRECT", members: { some: { userId, removedSeq: null } } },
        },
        orderBy: { conversation: { lastActivityAt: "desc" } },
        take: PARTNERS_MAX,
        select: { userId: true },
      });
      return partners.map((partner) => partner.userId);
    } catch (error) {
      throw toUnavailable(error);
    }
  };
}

/** The conversations that the user is a member of now. Errors: UNAVAILABLE. */
export function createReadConversationIds(db: Pick<Db, "member">): (userId: string) => Promise<string[]> {
  return async (userId) => {
    try {
      const members = await db.member.findMany({
        where: { userId, removedSeq: null },
        select: { conversationId: true },
      });
      return members.map((member) => member.conversationId);
    } catch (error) {
      throw toUnavailable(error);
    }
  };
}
