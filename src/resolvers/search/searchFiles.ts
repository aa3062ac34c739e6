/** Query.searchFiles. */
import { attachmentsOf } from "../../domain/attachment/attachment.ts";
import type { AttachmentView } from "../../domain/attachment/attachment.ts";
import type { MessageView } from "../../domain/message/policy.ts";
import type { FileFilter, FileHit, FileSearchRequest } from "../../domain/search/files.ts";
import { HITS_MAX } from "../../domain/search/ports.ts";
import { readQuery } from "../../domain/search/readQuery.ts";
import { isUuid } from "../../lib/ids.ts";
import { viewerOf } from "../../schema/access.ts";
import { Attachment } from "../../schema/attachment.ts";
import { AttachmentKind } from "../../schema/attachmentKinds.ts";
import { builder } from "../../schema/builder.ts";
import type { Context } from "../../schema/context.ts";
import { Conversation } from "../../schema/conversation.ts";
import { loadConversation } from "../../schema/links.ts";
import { Message } from "../../schema/message.ts";
import { idOrNone } from "../../schema/nodeId.ts";
import { pageCost, resolvePage } from "../../schema/page.ts";
import type { PageOrder } from "../../schema/page.ts";
import { forwardPageArgs } from "../../schema/pageArgs.ts";
import { boundedValues, FILTER_VALUES_MAX } from "./filterValues.ts";

/** Of an operation's budget. */
const SEARCH_COST = 100;

const FileSearchFilter = builder.inputType("FileSearchFilter", {
  description:
    "What narrows a search in files, all of it together; an absent field, null and an empty list narrow nothing.",
  fields: (t) => ({
    conversationIds: t.idList({
      required: false,
      description: `In any of these conversations: at most ${FILTER_VALUES_MAX}.`,
    }),
    kinds: t.field({ type: [AttachmentKind], required: false, description: "Of any of these kinds." }),
    senderIds: t.idList({
      required: false,
      description: `Sent by any of these people: at most ${FILTER_VALUES_MAX}. Whom the viewer has blocked is found only so.`,
    }),
    after: t.field({ type: "DateTime", required: false, description: "Sent at this time, or later." }),
    before: t.field({ type: "DateTime", required: false, description: "Sent before this time." }),
  }),
});

interface FoundFile {
  readonly file: AttachmentView;
  readonly message: MessageView;
}

/** A file's place: its message's, and its own there. A hit in which nothing is found by itself has one, too, and is not shown. */
interface Place extends FileHit {
  readonly index: number;
  readonly found: FoundFile | null;
}

type Position = Omit<Place, "found">;

/** No message has it: no id comes behind it, and a page begins behind one. */
const LARGEST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

const NEWEST_FIRST: PageOrder<Place, Position> = {
  name: "searchFiles",
  toParts: ({ sentAt, messageId, index }) => [sentAt.getTime(), messageId, index],
  fromParts: ([time = "", messageId = "", index = "", ...rest]) =>
    /^\d{1,15}$/.test(time) &&
    isUuid(messageId) &&
    messageId !== LARGEST_ID &&
    /^\d{1,2}$/.test(index) &&
    rest.length === 0
      ? { sentAt: new Date(Number(time)), messageId, index: Number(index) }
      : null,
};

interface Edge extends FoundFile {
  readonly cursor: string;
}

const FileSearchEdge = builder.objectRef<Edge>("FileSearchEdge").implement({
  description: "A file that was found.",
  fields: (t) => ({
    node: t.expose("file", { type: Attachment, description: "The file." }),
    cursor: t.exposeString("cursor", { description: "Its place in the list, for `after`." }),
    message: t.expose("message", { type: Message, description: "With which it was sent, as it is now." }),
    conversation: t.field({
      type: Conversation,
      description: "In which it was sent.",
      resolve: ({ message }, _args, context) => loadConversation(context, message.conversationId),
    }),
  }),
});

const FileSearchConnection = builder
  .objectRef<{
    readonly edges: readonly Edge[];
    readonly pageInfo: Awaited<ReturnType<typeof resolvePage>>["pageInfo"];
  }>("FileSearchConnection")
  .implement({
    description: "A page of files that were found.",
    fields: (t) => ({
      edges: t.field({
        type: t.listRef(FileSearchEdge),
        description:
          "The newest first, those of one message in its order. A page may have fewer than asked for, and none, while `hasNextPage` says that there is more.",
        resolve: ({ edges }) => [...edges],
      }),
      pageInfo: t.field({
        type: builder.pageInfoRef(),
        description: "Whether there is more.",
        resolve: ({ pageInfo }) => pageInfo,
      }),
    }),
  });

builder.queryField("searchFiles", (t) =>
  t.field({
    type: FileSearchConnection,
    description: `Files of messages that the viewer may see, in all of their conversations, by the words of their names, as \`searchMessages\` finds words. An empty text finds every file that the filter lets through. The newest first; pages end after ${HITS_MAX.toLocaleString("en")} messages. Not found is what the viewer deleted for themselves.`,
    args: {
      query: t.arg.string({ description: "At most 256 characters, and 10 words." }),
      filter: t.arg({ type: FileSearchFilter, required: false, description: "What narrows it." }),
      ...forwardPageArgs,
    },
    complexity: (args) => ({ ...pageCost(args), field: SEARCH_COST }),
    resolve: async (_root, args, context) => {
      const { userId: viewerId } = viewerOf(context);
      const text = readQuery(args.query);
      const filter = readFilter(args.filter ?? {});
      await context.limits.charge("search", viewerId);
      const { edges, pageInfo } = await resolvePage(args, NEWEST_FIRST, ({ after, limit }) =>
        findPlaces(context, { viewerId, text, filter, from: after, limit }, after),
      );
      const found = edges.flatMap((edge) =>
        edge?.node.found == null ? [] : [{ ...edge.node.found, cursor: edge.cursor }],
      );
      return { edges: found, pageInfo };
    },
  }),
);

/** Behind `after`, at most as many as hits are asked for: each hit has one at least. */
async function findPlaces(
  context: Context,
  request: FileSearchRequest,
  after: Position | null,
): Promise<Place[]> {
  // The first may be the one that the place is of, of which there is no more.
  const limit = after === null ? request.limit : request.limit + 1;
  const { hits, areFound } = await context.fileSearch.search({ ...request, limit });
  const messages = await Promise.all(hits.map(({ messageId }) => context.loaders.message.load(messageId)));
  const { kinds } = request.filter;
  const files = messages.map((message) =>
    message === null || message.isWithheld || message.deletedAt !== null
      ? []
      : attachmentsOf(message).map((file, index) => ({ file, message, index })),
  );
  const isFound = await areFound(files.flat().map(({ file }) => file.filename));
  const found = new Set(
    files
      .flat()
      .filter(({ file }, place) => isFound[place] && (kinds.length === 0 || kinds.includes(file.kind))),
  );
  return hits
    .flatMap((hit, place): Place[] => {
      const shown = (files[place] ?? []).filter((each) => found.has(each));
      if (shown.length === 0) return [{ ...hit, index: 0, found: null }];
      return shown.map(({ file, message, index }) => ({ ...hit, index, found: { file, message } }));
    })
    .filter(({ messageId, index }) => messageId !== after?.messageId || index > after.index)
    .slice(0, request.limit);
}

function readFilter(input: typeof FileSearchFilter.$inferInput): FileFilter {
  return {
    conversationIds: boundedValues("conversationIds", input.conversationIds).map((id) =>
      idOrNone("Conversation", id),
    ),
    senderIds: boundedValues("senderIds", input.senderIds).map((id) => idOrNone("User", id)),
    kinds: boundedValues("kinds", input.kinds),
    from: input.after ?? null,
    to: input.before ?? null,
  };
}
