/** A client's copy of what is a viewer's alone: what a snapshot says, and how each item of an inbox changes it. */
import { expect } from "vitest";
import type { ResultOf } from "@graphql-typed-document-node/core";
import { graphql } from "../gen/index.ts";
import { listen, markRead } from "../receipts/scene.ts";
import type { Person } from "../support/people.ts";

graphql(`
  fragment ViewerInvitations on Viewer {
    invitations(first: 10) {
      edges {
        node {
          id
          expiresAt
        }
      }
    }
  }
`);

graphql(`
  fragment ViewerSettings on Member {
    notificationLevel
    mutedUntil
    isPinned
    isArchived
    isHidden
  }
`);

graphql(`
  fragment ViewerPlace on Conversation {
    id
    headSeq
    viewerMember {
      deliveredSeq
      readSeq
      unreadCount
      mentionCount
      ...ViewerSettings
    }
    viewerDraft {
      body
    }
    lastMessage {
      id
    }
    messages(last: 40) {
      edges {
        node {
          id
        }
      }
    }
  }
`);

graphql(`
  fragment Privacy on ViewerSettings {
    whoSeesPresence
    whoSeesLastSeen
    whoSeesReceipts
    whoSeesTyping
    whoMayWriteFirst
    whoMayAddToGroups
    isDiscoverable
  }
`);

graphql(`
  fragment Notifications on NotificationSettings {
    doNotDisturbUntil
    quietHours {
      from
      to
      timeZone
    }
    directLevel
    groupLevel
    channelLevel
    notifiesWhileActive
    hidesContent
    wantsEmailDigest
  }
`);

graphql(`
  fragment ViewerExport on DataExport {
    id
    state
    progress
  }
`);

const ViewerStateDocument = graphql(`
  query ViewerState {
    viewer {
      chosenStatus
      customStatus
      settings {
        ...Privacy
      }
      notificationSettings {
        ...Notifications
      }
      blockedUsers(first: 100) {
        edges {
          node {
            id
          }
        }
      }
      dataExports(first: 10) {
        edges {
          node {
            ...ViewerExport
          }
        }
      }
      unreadCount
      mentionCount
      ...ViewerInvitations
      conversations(first: 10) {
        edges {
          node {
            ...ViewerPlace
          }
        }
      }
      hidden: conversations(first: 10, filter: { isHidden: true }) {
        edges {
          node {
            ...ViewerPlace
          }
        }
      }
    }
  }
`);

const ViewerItemsDocument = graphql(`
  subscription ViewerItems($after: Cursor) {
    inboxEvents(after: $after) {
      __typename
      ... on StreamReady {
        cursor
      }
      ... on ConversationEvent {
        seq
        conversation {
          id
        }
      }
      ... on MessageSent {
        sentMessage {
          id
          isDeletedForViewer
          sender {
            username
          }
          mentions {
            username
          }
        }
      }
      ... on ViewerMarksChanged {
        member {
          conversation {
            id
          }
          deliveredSeq
          readSeq
          unreadCount
          mentionCount
        }
      }
      ... on ViewerInvitationsChanged {
        viewer {
          ...ViewerInvitations
        }
      }
      ... on ViewerConversationSettingsChanged {
        member {
          conversation {
            id
          }
          ...ViewerSettings
        }
      }
      ... on ViewerDraftChanged {
        conversation {
          id
        }
        draft {
          body
        }
      }
      ... on ViewerMessageDeleted {
        deletedMessageId
        member {
          conversation {
            id
          }
          unreadCount
          mentionCount
        }
      }
      ... on ViewerBlockChanged {
        user {
          id
        }
        isBlocked
      }
      ... on ViewerSettingsChanged {
        settings {
          ...Privacy
        }
      }
      ... on ViewerNotificationSettingsChanged {
        notificationSettings {
          ...Notifications
        }
      }
      ... on ViewerDataExportChanged {
        dataExport {
          ...ViewerExport
        }
      }
      ... on ViewerPresenceChanged {
        viewer {
          chosenStatus
          customStatus
        }
      }
    }
  }
`);

type Item = ResultOf<typeof ViewerItemsDocument>["inboxEvents"];

interface Marks {
  readonly deliveredSeq: number;
  readonly readSeq: number;
  readonly unreadCount: number;
  readonly mentionCount: number;
}

interface Settings {
  readonly notificationLevel: string | null;
  readonly mutedUntil: string | null;
  readonly isPinned: boolean | null;
  readonly isArchived: boolean | null;
  readonly isHidden: boolean | null;
}

interface Place extends Marks {
  readonly headSeq: number;
  readonly settings: Settings;
  readonly draft: string | null;
  readonly messageIds: readonly string[];
  /** Told to be gone: no event brings it back. */
  readonly goneIds: readonly string[];
}

interface Copy {
  readonly chosenStatus: string;
  readonly customStatus: string | null;
  /** As a list says them. */
  readonly invitations: object;
  readonly privacy: object;
  readonly notificationSettings: object;
  readonly blockedIds: ReadonlySet<string>;
  /** By id. */
  readonly exports: Readonly<Record<string, object>>;
  readonly places: ReadonlyMap<string, Place>;
}

/** What a person's client keeps of what is theirs, and two ways to keep it: an inbox that runs, and one that resumes. */
export class ViewerCopies implements AsyncDisposable {
  readonly #url: string;
  readonly #viewer: Person;
  /** A conversation of the viewer's in which they mark one message after the other, to see how far the stream is. */
  readonly #fence: string;
  readonly #live: ReturnType<typeof follow>;
  #fences = 1;
  #copy: Copy = {
    chosenStatus: "ONLINE",
    customStatus: null,
    invitations: {},
    privacy: {},
    notificationSettings: {},
    blockedIds: new Set(),
    exports: {},
    places: new Map(),
  };

  private constructor(url: string, viewer: Person, fence: string) {
    this.#url = url;
    this.#viewer = viewer;
    this.#fence = fence;
    this.#live = follow(url, viewer, null);
  }

  /** The fence is to have as many messages as there will be fences: two for each law of a running inbox. */
  static async open(node: { readonly url: string }, viewer: Person, fence: string): Promise<ViewerCopies> {
    const copies = new ViewerCopies(node.url, viewer, fence);
    await copies.#until((item) => item.__typename === "StreamReady");
    copies.#copy = await copies.#load();
    return copies;
  }

  /** The law of an inbox that runs: what it had, and what it is told, are what a fresh snapshot says. */
  async expectLiveExplains(change: () => Promise<unknown>): Promise<void> {
    this.#copy = await this.#load();
    await change();
    const fresh = await this.#load();
    // Looks at the viewer's rows come one after the other: the one that tells of the second fence is behind a whole one.
    for (let times = 0; times < 2; times += 1) {
      const seq = (this.#fences += 1);
      await markRead(this.#viewer, this.#fence, seq);
      await this.#until((item) => isMarkOf(item, this.#fence, seq));
    }
    this.#expectSame(this.#copy, fresh);
  }

  /** The law of an inbox that was closed while it happened. */
  async expectResumedExplains(change: () => Promise<unknown>): Promise<void> {
    let after: string | null = null;
    {
      await using earlier = follow(this.#url, this.#viewer, null);
      for await (const { inboxEvents: item } of earlier) {
        if (item.__typename !== "StreamReady") continue;
        after = item.cursor;
        break;
      }
    }
    const old = await this.#load();
    await change();
    const fresh = await this.#load();
    await using resumed = follow(this.#url, this.#viewer, after);
    let copy = old;
    for await (const { inboxEvents: item } of resumed) {
      if (item.__typename === "StreamReady") break;
      copy = apply(copy, item, this.#viewer.username);
    }
    this.#expectSame(copy, fresh);
  }

  /** Until the running inbox has told of the log up to here. */
  async reaches(conversationId: string, seq: number): Promise<void> {
    if ((this.#copy.places.get(conversationId)?.headSeq ?? 0) >= seq) return;
    await this.#until((item) => "seq" in item && item.conversation.id === conversationId && item.seq >= seq);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#live[Symbol.asyncDispose]();
  }

  async #until(isLast: (item: Item) => boolean): Promise<void> {
    for (;;) {
      const { value, done } = await this.#live.next();
      if (done === true) throw new Error("The inbox is over.");
      this.#copy = apply(this.#copy, value.inboxEvents, this.#viewer.username);
      if (isLast(value.inboxEvents)) return;
    }
  }

  /** What counts say of all conversations is what they say of each; the fence's marks are the fence's own. */
  async #load(): Promise<Copy> {
    const { viewer } = await this.#viewer.asks(ViewerStateDocument, {});
    if (viewer === null) throw new Error(`${this.#viewer.username} is not signed in.`);
    const {
      chosenStatus,
      customStatus,
      invitations,
      settings,
      notificationSettings,
      blockedUsers,
      dataExports,
      conversations,
      hidden,
      ...counts
    } = viewer;
    const places = [...conversations.edges, ...hidden.edges].map(({ node }) => {
      const { id, headSeq, viewerMember, viewerDraft, lastMessage, messages } = node;
      if (viewerMember === null) throw new Error(`${this.#viewer.username} is no member.`);
      const messageIds = messages.edges.map((edge) => edge.node.id);
      expect(lastMessage?.id).toBe(messageIds.at(-1));
      const place: Place = {
        headSeq,
        ...marksOf(viewerMember),
        settings: settingsOf(viewerMember),
        draft: viewerDraft?.body ?? null,
        messageIds,
        goneIds: [],
      };
      return [id, place] as const;
    });
    const copy: Copy = {
      chosenStatus,
      customStatus,
      invitations,
      privacy: settings,
      notificationSettings,
      blockedIds: new Set(blockedUsers.edges.map(({ node }) => node.id)),
      exports: Object.fromEntries(dataExports.edges.map(({ node }) => [node.id, node])),
      places: new Map(places),
    };
    expect(totalsOf(copy)).toEqual(counts);
    return copy;
  }

  #expectSame(copy: Copy, fresh: Copy): void {
    const [kept, stands] = [copy, fresh].map(({ places, ...choice }) => ({
      ...choice,
      places: Object.fromEntries(
        [...places]
          .filter(([id]) => id !== this.#fence)
          .map(([id, { goneIds: _goneIds, ...place }]) => [id, place]),
      ),
    }));
    expect(kept).toEqual(stands);
  }
}

function follow(url: string, viewer: Person, after: string | null) {
  return listen(url, viewer, ViewerItemsDocument, { after });
}

function apply(copy: Copy, item: Item, username: string): Copy {
  switch (item.__typename) {
    case "ViewerInvitationsChanged":
    case "ViewerPresenceChanged":
      return { ...copy, ...item.viewer };
    case "ViewerSettingsChanged":
      return { ...copy, privacy: item.settings };
    case "ViewerNotificationSettingsChanged":
      return { ...copy, notificationSettings: item.notificationSettings };
    case "ViewerDataExportChanged":
      return { ...copy, exports: { ...copy.exports, [item.dataExport.id]: item.dataExport } };
    case "ViewerBlockChanged": {
      const others = [...copy.blockedIds].filter((id) => id !== item.user.id);
      return { ...copy, blockedIds: new Set(item.isBlocked ? [...others, item.user.id] : others) };
    }
    case "ViewerMarksChanged": {
      const { conversation, ...marks } = item.member;
      return withPlace(copy, conversation.id, (place) => ({ ...place, ...marksOf(marks) }));
    }
    case "ViewerConversationSettingsChanged": {
      const { conversation, ...settings } = item.member;
      return withPlace(copy, conversation.id, (place) => ({ ...place, settings: settingsOf(settings) }));
    }
    case "ViewerThreadChanged":
      // Its document does not select them.
      return copy;
    case "ViewerDraftChanged":
      return withPlace(copy, item.conversation.id, (place) => ({
        ...place,
        draft: item.draft?.body ?? null,
      }));
    case "ViewerMessageDeleted": {
      const { deletedMessageId: gone, member } = item;
      const { conversation, unreadCount, mentionCount } = member;
      return withPlace(copy, conversation.id, (place) => ({
        ...place,
        unreadCount: unreadCount ?? place.unreadCount,
        mentionCount: mentionCount ?? place.mentionCount,
        messageIds: place.messageIds.filter((id) => id !== gone),
        goneIds: [...place.goneIds, gone],
      }));
    }
    case "MessageSent": {
      const { id, isDeletedForViewer, sender, mentions } = item.sentMessage;
      return withPlace(copy, item.conversation.id, (place) => {
        if (item.seq <= place.headSeq) return place;
        // Whatever has come shows a hidden conversation again.
        const settings = { ...place.settings, isHidden: false };
        if (isDeletedForViewer || place.goneIds.includes(id))
          return { ...place, settings, headSeq: item.seq };
        const isUnread = sender.username !== username && item.seq > place.readSeq;
        const isMention = isUnread && mentions.some((user) => user.username === username);
        return {
          ...place,
          settings,
          messageIds: [...place.messageIds, id],
          headSeq: item.seq,
          unreadCount: place.unreadCount + Number(isUnread),
          mentionCount: place.mentionCount + Number(isMention),
        };
      });
    }
    case "ConversationCreated":
    case "ConversationUpdated":
    case "MemberJoined":
    case "MemberLeft":
    case "MemberRoleChanged":
    case "MemberMuted":
    case "MemberUnmuted":
    case "MemberBanned":
    case "MemberUnbanned":
    case "MemberInvited":
    case "InvitationEnded":
    case "MessageEdited":
    case "MessageDeleted":
    case "MessagePinned":
    case "MessageUnpinned":
    case "ReactionAdded":
    case "ReactionRemoved":
    case "MessagesRemoved":
      // No change of these laws brings them about: one that comes is repeated, from before the old state.
      return copy;
    case "TypingChanged":
    case "ReceiptsAdvanced":
    case "PresenceChanged":
    case "ProfileChanged":
    case "StreamReady":
    case "StreamReset":
    case "StreamCheckpoint":
      return copy;
  }
}

function withPlace(copy: Copy, id: string, change: (place: Place) => Place): Copy {
  const place = copy.places.get(id);
  if (place === undefined) return copy;
  return { ...copy, places: new Map(copy.places).set(id, change(place)) };
}

/** Null are marks and counts of others only. */
function marksOf(member: { readonly [Name in keyof Marks]: number | null }): Marks {
  const { deliveredSeq, readSeq, unreadCount, mentionCount } = member;
  if (deliveredSeq === null || readSeq === null || unreadCount === null || mentionCount === null) {
    throw new Error("These are not the viewer's own marks.");
  }
  return { deliveredSeq, readSeq, unreadCount, mentionCount };
}

function settingsOf(member: Settings): Settings {
  const { notificationLevel, mutedUntil, isPinned, isArchived, isHidden } = member;
  return { notificationLevel, mutedUntil, isPinned, isArchived, isHidden };
}

function totalsOf({ places }: Copy): Pick<Place, "unreadCount" | "mentionCount"> {
  const totals = { unreadCount: 0, mentionCount: 0 };
  for (const { unreadCount, mentionCount } of places.values()) {
    totals.unreadCount += unreadCount;
    totals.mentionCount += mentionCount;
  }
  return totals;
}

function isMarkOf(item: Item, conversationId: string, readSeq: number): boolean {
  return (
    item.__typename === "ViewerMarksChanged" &&
    item.member.conversation.id === conversationId &&
    item.member.readSeq === readSeq
  );
}
