/** Rows as the domain passes them on: Prisma's types, less what never leaves the table. */
import type {
  Conversation,
  Event,
  Member,
  Message,
  MessageRevision,
  PrismaClient,
  Session,
  User,
} from "../storage/generated/prisma/client.ts";

export type {
  ConversationKind,
  EventKind,
  MemberRole,
  PostingPolicy,
  ServerRole,
} from "../storage/generated/prisma/enums.ts";

export type ConversationRow = Conversation;
export type EventRow = Event;
export type MemberRow = Member;
export type MessageRow = Omit<Message, "inputHash">;
export type MessageRevisionRow = MessageRevision;
export type SessionRow = Session;
export type UserRow = User;

/** Prisma's client. */
export type Db = PrismaClient;
/** Prisma's client inside an interactive transaction. */
export type Tx = Parameters<Parameters<Db["$transaction"]>[0]>[0];
