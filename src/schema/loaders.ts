/** Batched reads of what a selection may ask for once per row: one statement for any number of rows. */
import DataLoader from "dataloader";
import type { Profiles } from "../domain/ports.ts";
import type { MessageView } from "../domain/message/policy.ts";
import type { ConversationRow, Db, MemberRow, ProfileRow, UserRow } from "../domain/rows.ts";
import type { Audience } from "../domain/streams.ts";
import { NO_ID } from "../lib/ids.ts";
import type { Context } from "./context.ts";
import { findConversations, findLastMessages, findMessages } from "./visibleRows.ts";

export interface Loaders {
  readonly user: DataLoader<string, ProfileRow | null>;
  /** With what is private of an account. */
  readonly account: DataLoader<string, UserRow | null>;
  /** As the viewer may see it: what has changed since the end of their membership is withheld. */
  readonly conversation: DataLoader<string, ConversationRow | null>;
  /** The viewer's membership of a conversation, by conversation id; ended ones included. */
  readonly viewerMember: DataLoader<string, MemberRow | null>;
  /** By conversation id; null for one of which the viewer is no member now. */
  readonly lastMessage: DataLoader<string, MessageView | null>;
  /** Null for one of a conversation of which the viewer is no member now. */
  readonly message: DataLoader<string, MessageView | null>;
}

/** Each is made when it is first used: most operations use one or two. */
export class RowLoaders implements Loaders {
  protected readonly db: Db;
  readonly #viewerId: string;
  #account: Loaders["account"] | undefined;
  #conversation: Loaders["conversation"] | undefined;
  #viewerMember: Loaders["viewerMember"] | undefined;
  #lastMessage: Loaders["lastMessage"] | undefined;
  #message: Loaders["message"] | undefined;

  constructor(db: Db, viewerId: string) {
    this.db = db;
    this.#viewerId = viewerId;
  }

  get user(): Loaders["user"] {
    return this.account;
  }

  get account(): Loaders["account"] {
    return (this.#account ??= byKey(
      (ids) => this.db.user.findMany({ where: { id: { in: ids } } }),
      (user) => user.id,
    ));
  }

  get conversation(): Loaders["conversation"] {
    return (this.#conversation ??= byKey(
      (ids) => this.findConversations(ids),
      (conversation) => conversation.id,
    ));
  }

  get viewerMember(): Loaders["viewerMember"] {
    return (this.#viewerMember ??= byKey(
      (ids) => this.db.member.findMany({ where: { userId: this.#viewerId, conversationId: { in: ids } } }),
      (member) => member.conversationId,
    ));
  }

  get lastMessage(): Loaders["lastMessage"] {
    return (this.#lastMessage ??= byKey(
      (ids) => findLastMessages(this.db, this.#viewerId, ids),
      (message) => message.conversationId,
    ));
  }

  get message(): Loaders["message"] {
    return (this.#message ??= byKey(
      (ids) => findMessages(this.db, this.#viewerId, ids),
      (message) => message.id,
    ));
  }

  protected findConversations(ids: string[]): Promise<ConversationRow[]> {
    return findConversations(this.db, this.#viewerId, ids);
  }
}

/** For an execution that several followers share: what came with the event is here already, and nobody is the viewer. */
export class AudienceLoaders extends RowLoaders {
  readonly #profiles: Profiles;
  readonly #audience: Audience;
  #people: Loaders["user"] | undefined;

  constructor(db: Db, profiles: Profiles, audience: Audience) {
    super(db, NO_ID);
    this.#profiles = profiles;
    this.#audience = audience;
  }

  override get user(): Loaders["user"] {
    return (this.#people ??= byKey(
      (ids) => this.#profiles.load(ids),
      (user) => user.id,
    ));
  }

  override get account(): never {
    throw new ViewerReadError();
  }

  override get conversation(): Loaders["conversation"] {
    const { conversation } = this.#audience;
    const loader = super.conversation;
    return conversation === null ? loader : loader.prime(conversation.id, conversation);
  }

  override get viewerMember(): never {
    throw new ViewerReadError();
  }

  override get lastMessage(): never {
    throw new ViewerReadError();
  }

  override get message(): never {
    throw new ViewerReadError();
  }

  /** They are members, all of them. */
  protected override findConversations(ids: string[]): Promise<ConversationRow[]> {
    return this.db.conversation.findMany({ where: { id: { in: ids } } });
  }
}

/** A field whose answer depends on who asks was executed for several: its `perViewer` mark is missing. */
export class ViewerReadError extends Error {
  constructor() {
    super("An execution for several followers has no viewer.");
  }
}

/** Forgets what was read: before each item of a subscription, and before a mutation writes. */
export function freshLoaders(context: Context): void {
  context.loaders = context.createLoaders();
}

function byKey<Row>(read: (keys: string[]) => Promise<Row[]>, keyOf: (row: Row) => string) {
  return new DataLoader<string, Row | null>(async (keys) => {
    const rows = new Map((await read([...keys])).map((row) => [keyOf(row), row]));
    return keys.map((key) => rows.get(key) ?? null);
  });
}
