/** What a search in messages finds: hits with what was found marked, how many, and how they are spread. */
import type { Facets, Hit, SearchAnswer } from "../domain/search/ports.ts";
import { FACET_VALUES_MAX, HITS_MAX, TOTAL_MAX } from "../domain/search/ports.ts";
import type { MessageView } from "../domain/message/policy.ts";
import type { Fragment } from "../domain/search/fragments.ts";
import { FRAGMENTS_MAX } from "../domain/search/fragments.ts";
import type { TextRange } from "../domain/search/ports.ts";
import { builder } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { loadUser } from "./links.ts";
import { Message } from "./message.ts";
import { User } from "./user.ts";

export const MessageKind = builder.enumType("MessageKind", {
  description: "What a message is mainly.",
  values: {
    TEXT: { description: "Words alone." },
    IMAGE: { description: "Its first attachment is a picture." },
    VIDEO: { description: "Its first attachment is a video." },
    AUDIO: { description: "Its first attachment is sound." },
    VOICE: { description: "Its first attachment is a voice message." },
    FILE: { description: "Its first attachment is another file." },
    LOCATION: { description: "It has a location." },
    CUSTOM: { description: "It has custom content." },
  } as const,
});

const HighlightRange = builder.objectRef<TextRange>("HighlightRange").implement({
  description: "A part of a fragment's text, in UTF-16 code units, as JavaScript counts.",
  fields: (t) => ({
    start: t.exposeInt("start", { description: "Its first." }),
    end: t.exposeInt("end", { description: "The one behind its last." }),
  }),
});

const Highlight = builder.objectRef<Fragment>("Highlight").implement({
  description:
    "A fragment of a message's body around what was found. It is text, and not HTML: mark the ranges in your own markup.",
  fields: (t) => ({
    text: t.exposeString("text", { description: "As it stands in the body." }),
    offset: t.exposeInt("offset", { description: "Where in the body it begins, in UTF-16 code units." }),
    ranges: t.field({
      type: t.listRef(HighlightRange),
      description: "What was found in it, in order, not overlapping.",
      resolve: ({ ranges }) => [...ranges],
    }),
  }),
});

/** A hit whose message was read, and is as it was found. */
export interface FoundMessage {
  readonly node: MessageView;
  readonly cursor: string;
  readonly hit: Hit;
  readonly highlights: () => Promise<readonly Fragment[]>;
}

const MessageSearchEdge = builder.objectRef<FoundMessage>("MessageSearchEdge").implement({
  description: "A message that was found.",
  fields: (t) => ({
    node: t.expose("node", { type: Message, description: "The message, as it is now." }),
    cursor: t.exposeString("cursor", { description: "Its place in the list, for `after`." }),
    rank: t.float({
      nullable: true,
      description: "How well it fits; comparable within one search by relevance, else null.",
      resolve: ({ hit }) => hit.rank,
    }),
    highlights: t.field({
      type: t.listRef(Highlight),
      description: `What of its body was found: at most ${FRAGMENTS_MAX} fragments, in order; none where a file's name was found.`,
      complexity: 2,
      resolve: async ({ highlights }) => [...(await highlights())],
    }),
  }),
});

const SearchTotal = builder.objectRef<Pick<SearchAnswer, "total" | "isTotalExact">>("SearchTotal").implement({
  description: "How many messages were found.",
  fields: (t) => ({
    count: t.int({
      description: `At most ${TOTAL_MAX}.`,
      resolve: ({ total }) => Math.min(total, TOTAL_MAX),
    }),
    isExact: t.boolean({
      description: "False where there are more: show it with a plus sign.",
      resolve: ({ isTotalExact }) => isTotalExact,
    }),
  }),
});

const count = { description: "How many hits." };

const ConversationFacet = builder.objectRef<Facets["conversations"][number]>("ConversationFacet").implement({
  description: "Hits in one conversation.",
  fields: (t) => ({
    conversation: t.field({
      type: Conversation,
      nullable: true,
      description: "Which; null where the viewer has left it meanwhile.",
      resolve: async ({ value }, _args, context) => {
        const member = await context.loaders.viewerMember.load(value);
        return member?.removedSeq === null ? context.loaders.conversation.load(value) : null;
      },
    }),
    count: t.exposeInt("count", count),
  }),
});

const SenderFacet = builder.objectRef<Facets["senders"][number]>("SenderFacet").implement({
  description: "Hits by one sender.",
  fields: (t) => ({
    sender: t.field({
      type: User,
      description: "Who.",
      resolve: ({ value }, _args, context) => loadUser(context, value),
    }),
    count: t.exposeInt("count", count),
  }),
});

const KindFacet = builder.objectRef<Facets["kinds"][number]>("KindFacet").implement({
  description: "Hits of one kind.",
  fields: (t) => ({
    kind: t.field({ type: MessageKind, description: "Which.", resolve: ({ value }) => value }),
    count: t.exposeInt("count", count),
  }),
});

const MonthFacet = builder.objectRef<Facets["months"][number]>("MonthFacet").implement({
  description: "Hits sent in one month.",
  fields: (t) => ({
    month: t.exposeString("value", { description: "Such as `2026-11`, in UTC." }),
    count: t.exposeInt("count", count),
  }),
});

const MessageSearchFacets = builder.objectRef<Facets>("MessageSearchFacets").implement({
  description: `How the newest ${HITS_MAX.toLocaleString("en")} hits are spread: at most ${FACET_VALUES_MAX} values each.`,
  fields: (t) => ({
    conversations: t.field({
      type: t.listRef(ConversationFacet),
      description: "Where most of them are.",
      resolve: ({ conversations }) => [...conversations],
    }),
    senders: t.field({
      type: t.listRef(SenderFacet),
      description: "Who sent most of them.",
      resolve: ({ senders }) => [...senders],
    }),
    kinds: t.field({
      type: t.listRef(KindFacet),
      description: "Of which kinds they are.",
      resolve: ({ kinds }) => [...kinds],
    }),
    months: t.field({
      type: t.listRef(MonthFacet),
      description: "When they were sent, the newest month first.",
      resolve: ({ months }) => [...months],
    }),
  }),
});

export interface FoundPage {
  readonly edges: FoundMessage[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly answer: SearchAnswer;
}

export const MessageSearchConnection = builder.objectRef<FoundPage>("MessageSearchConnection").implement({
  description: "A page of messages that were found.",
  fields: (t) => ({
    edges: t.field({
      type: t.listRef(MessageSearchEdge),
      description:
        "In the order asked for. A page may have fewer than asked for, and none, while `hasNextPage` says that there is more.",
      resolve: ({ edges }) => edges,
    }),
    pageInfo: t.field({
      type: builder.pageInfoRef(),
      description: "Whether there is more.",
      resolve: ({ pageInfo }) => pageInfo,
    }),
    total: t.field({
      type: SearchTotal,
      description: `How many there are, exact up to ${TOTAL_MAX}.`,
      resolve: ({ answer }) => answer,
    }),
    facets: t.field({
      type: MessageSearchFacets,
      description: "How they are spread, for filters to offer.",
      resolve: ({ answer }) => answer.facets ?? { conversations: [], senders: [], kinds: [], months: [] },
    }),
    isDegraded: t.boolean({
      description:
        "True while the search engine that is set does not answer, and the database searches in its place.",
      resolve: ({ answer }) => answer.isDegraded,
    }),
  }),
});
