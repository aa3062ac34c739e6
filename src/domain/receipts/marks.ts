/** Marks how far a person has read, or how far their devices have received. */
import { NotFoundError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import { assertSeq } from "./assertSeq.ts";
import type { Marked, MarkedMember } from "./ports.ts";

export interface MarkInput {
  readonly conversationId: string;
  /** From 1; what lies beyond the head is taken as the head. */
  readonly seq: number;
}

export interface AdvancedMark {
  readonly member: MarkedMember;
  /** The position that was taken instead of the one given, which lies beyond the head; null when it was taken as given. */
  readonly clampedToSeq: number | null;
}

/** Everything up to `seq` is read, and so delivered. Marks never go back: a smaller `seq` changes nothing. Errors: InputValidation, NotFound. */
export function markRead(ports: Ports, userId: string, input: MarkInput): Promise<AdvancedMark> {
  return advance(ports, userId, input, input.seq);
}

/** Everything up to `seq` has reached a device. The same rules. Errors: InputValidation, NotFound. */
export function markDelivered(ports: Ports, userId: string, input: MarkInput): Promise<AdvancedMark> {
  return advance(ports, userId, input, 0);
}

async function advance(
  ports: Ports,
  userId: string,
  { conversationId, seq }: MarkInput,
  readSeq: number,
): Promise<AdvancedMark> {
  assertSeq(seq);
  return tell(ports, seq, await ports.marks.advance({ conversationId, userId, deliveredSeq: seq, readSeq }));
}

/**
 * Messages from `seq` on are unread again for this person, on all their devices; what lay unread before stays so.
 * Others go on seeing how far they had read. Errors: InputValidation, NotFound.
 */
export async function markUnread(
  ports: Ports,
  userId: string,
  { conversationId, seq }: MarkInput,
): Promise<AdvancedMark> {
  assertSeq(seq);
  return tell(ports, seq, await ports.marks.rewind({ conversationId, userId, seq }));
}

function tell(ports: Ports, seq: number, marked: Marked | null): AdvancedMark {
  if (marked === null) throw new NotFoundError("Conversation");
  const { member, headSeq, hasMoved } = marked;
  if (hasMoved) ports.receipts.announce(member);
  return { member, clampedToSeq: seq > headSeq ? headSeq : null };
}
