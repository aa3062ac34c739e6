/** Query.searchMessages. */
import { readQuery } from "../../domain/search/readQuery.ts";
import { fragmentsOf } from "../../domain/search/fragments.ts";
import type { Hit, HitPosition, SearchAnswer, SearchFilter, TextRange } from "../../domain/search/ports.ts";
import { HITS_MAX } from "../../domain/search/ports.ts";
import { isUuid } from "../../lib/ids.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import type { Context } from "../../schema/context.ts";
import { idOrNone } from "../../schema/nodeId.ts";
import { pageCost, resolvePage } from "../../schema/page.ts";
import type { PageOrder } from "../../schema/page.ts";
import { forwardPageArgs } from "../../schema/pageArgs.ts";
import { MessageKind, MessageSearchConnection } from "../../schema/search.ts";
import type { FoundMessage } from "../../schema/search.ts";
import { selectsField } from "../../schema/selectsType.ts";
import { boundedValues, FILTER_VALUES_MAX } from "./filterValues.ts";

const MessageSearchFilter = builder.inputType("MessageSearchFilter", {
  description:
    "What narrows a search, all of it together; an absent field, null, false and an empty list narrow nothing.",
  fields: (t) => ({
    conversationIds: t.idList({
      required: false,
      description: `In any of these conversations: at most ${FILTER_VALUES_MAX}.`,
    }),
    senderIds: t.idList({
      required: false,
      description: `Sent by any of these people: at most ${FILTER_VALUES_MAX}. Whom the viewer has blocked is found only so.`,
    }),
    kinds: t.field({
      type: [MessageKind],
      required: false,
      description: "Of any of these kinds.",
    }),
    threadRootId: t.id({ required: false, description: "A reply in the thread of this message." }),
    mentionsMe: t.boolean({
      required: false,
      description: "That mentions the viewer, by name or with everybody.",
    }),
    hasAttachment: t.boolean({ required: false, description: "With a file." }),
    hasLink: t.boolean({ required: false, description: "With a link in its body." }),
    isPinned: t.boolean({ required: false, description: "That is pinned." }),
    after: t.field({ type: "DateTime", required: false, description: "Sent at this time, or later." }),
    before: t.field({ type: "DateTime", required: false, description: "Sent before this time." }),
  }),
});

const MessageSearchOrder = builder.enumType("MessageSearchOrder", {
  description: "The order of what a search finds.",
  values: {
    RELEVANCE: {
      description:
        "The words as they were written first, then other forms and mistyped ones; of these the newest.",
    },
    NEWEST: { description: "The newest first." },
  } as const,
});

const BY_RANK: PageOrder<Hit, HitPosition> = {
  name: "searchByRank",
  toParts: ({ rank, sentAt, messageId, place }) => [rank ?? 0, sentAt.getTime(), messageId, place],
  fromParts: readPosition,
};

const BY_TIME: PageOrder<Hit, HitPosition> = {
  name: "searchByTime",
  toParts: ({ sentAt, messageId, place }) => [0, sentAt.getTime(), messageId, place],
  fromParts: readPosition,
};

function readPosition([
  rank = "",
  time = "",
  messageId = "",
  place = "",
  ...rest
]: readonly string[]): HitPosition | null {
  const isRank = /^\d{1,3}(\.\d{1,20})?(e-\d{1,2})?$/.test(rank);
  const isPlace = /^\d{1,5}$/.test(place) && Number(place) < HITS_MAX;
  if (!isRank || !/^\d{1,15}$/.test(time) || !isUuid(messageId) || !isPlace || rest.length > 0) return null;
  return { rank: Number(rank), sentAt: new Date(Number(time)), messageId, place: Number(place) };
}

builder.queryField("searchMessages", (t) =>
  t.field({
    type: MessageSearchConnection,
    description: `Messages that the viewer may see, in all of their conversations: by words in any form, also mistyped ones (one slip in five letters; of two in nine, those that leave much of the word as it is) and the beginning of the last word while it is being typed; by "words in quotes" as they stand; without -words. Names of files count as words. An empty text finds everything that the filter lets through. Pages end after ${HITS_MAX.toLocaleString("en")} hits. Not found is what the viewer deleted for themselves.`,
    args: {
      query: t.arg.string({ description: "At most 256 characters, and 10 words." }),
      filter: t.arg({ type: MessageSearchFilter, required: false, description: "What narrows it." }),
      sort: t.arg({
        type: MessageSearchOrder,
        required: false,
        defaultValue: "RELEVANCE",
        description: "What comes first.",
      }),
      ...forwardPageArgs,
    },
    complexity: (args) => ({ ...pageCost(args), field: 100 }),
    resolve: async (_root, args, context, info) => {
      const { userId } = viewerOf(context);
      const text = readQuery(args.query);
      const filter = readFilter(args.filter ?? {});
      await context.limits.charge("search", userId);
      const order = args.sort ?? "RELEVANCE";
      let answer: SearchAnswer | null = null;
      const page = await resolvePage(
        args,
        order === "RELEVANCE" ? BY_RANK : BY_TIME,
        async ({ after, limit }) => {
          answer = await context.search.search({
            viewerId: userId,
            text,
            filter,
            order,
            after,
            limit,
            hasTotal: selectsField(info, "total"),
            hasFacets: selectsField(info, "facets"),
          });
          return [...answer.hits];
        },
      );
      const found = answerOf(answer);
      return { ...page, edges: await openHits(context, found, page.edges), answer: found };
    },
  }),
);

/** `resolvePage` has asked for it. */
function answerOf(answer: SearchAnswer | null): SearchAnswer {
  if (answer === null) throw new Error("A search was not asked.");
  return answer;
}

/** The messages as the viewer may see them now, less those that are not any more what was found. One statement. */
async function openHits(
  context: Context,
  answer: SearchAnswer,
  edges: readonly ({ readonly cursor: string; readonly node: Hit } | null | undefined)[],
): Promise<FoundMessage[]> {
  const opened = await Promise.all(
    edges.map(async (edge) => {
      if (edge == null) return null;
      const message = await context.loaders.message.load(edge.node.messageId);
      const isFound =
        message !== null &&
        !message.isWithheld &&
        message.deletedAt === null &&
        message.editedAt?.getTime() === edge.node.editedAt?.getTime();
      return isFound ? { node: message, cursor: edge.cursor, hit: edge.node } : null;
    }),
  );
  const found = opened.filter((each) => each !== null);
  // Once for all of them, when the first is asked.
  let marks: Promise<readonly (readonly TextRange[])[]> | null = null;
  return found.map((each, place) => ({
    ...each,
    highlights: async () => {
      marks ??= answer.mark(found.map(({ node }) => node.body));
      return fragmentsOf(each.node.body, (await marks)[place] ?? []);
    },
  }));
}

type FilterInput = typeof MessageSearchFilter.$inferInput;

function readFilter(input: FilterInput): SearchFilter {
  return {
    conversationIds: boundedValues("conversationIds", input.conversationIds).map((id) =>
      idOrNone("Conversation", id),
    ),
    senderIds: boundedValues("senderIds", input.senderIds).map((id) => idOrNone("User", id)),
    kinds: boundedValues("kinds", input.kinds),
    threadRootId: input.threadRootId == null ? null : idOrNone("Message", input.threadRootId),
    mentionsViewer: input.mentionsMe === true,
    hasAttachment: input.hasAttachment === true,
    hasLink: input.hasLink === true,
    isPinned: input.isPinned === true,
    from: input.after ?? null,
    to: input.before ?? null,
  };
}
