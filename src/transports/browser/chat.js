// The chat beside GraphiQL: one conversation, live over the page's socket, and a line to write in.

const LIVE = /* GraphQL */ `
  subscription Live($conversationId: ID!, $after: Cursor) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      __typename
      ... on ConversationEvent {
        cursor
      }
      ... on MessageSent {
        sentMessage {
          ...Line
        }
      }
      ... on MessageEdited {
        editedMessage {
          ...Line
        }
      }
      ... on MessageDeleted {
        deletedMessage {
          ...Line
        }
      }
      ... on ReactionAdded {
        reactedMessage {
          ...Line
        }
      }
      ... on ReactionRemoved {
        reactedMessage {
          ...Line
        }
      }
      ... on MessagePinned {
        pinnedMessage {
          ...Line
        }
      }
      ... on MessageUnpinned {
        unpinnedMessage {
          ...Line
        }
      }
      ... on StreamReset {
        cursor
      }
      ... on StreamReady {
        cursor
        snapshot {
          messages(last: 30) {
            edges {
              node {
                ...Line
              }
            }
          }
        }
      }
    }
  }
  fragment Line on Message {
    id
    seq
    changedSeq
    body
    bodyHtml
    deletedAt
    editedAt
    pinnedSeq
    sender {
      id
      displayName
    }
    reactions {
      emoji
      count
    }
    replyTo {
      body
      sender {
        displayName
      }
    }
    forwardedFrom {
      sender {
        displayName
      }
    }
    content {
      __typename
      ... on LocationContent {
        name
      }
    }
    thread {
      replyCount
      root {
        id
      }
    }
  }
`;

const SEND = /* GraphQL */ `
  mutation Say($input: SendMessageInput!) {
    sendMessage(input: $input) {
      ... on SendMessagePayload {
        sentMessage {
          id
        }
      }
      ... on UserError {
        message
      }
    }
  }
`;

/** Where an item has the message that it is about. */
const TOLD = [
  "sentMessage",
  "editedMessage",
  "deletedMessage",
  "reactedMessage",
  "pinnedMessage",
  "unpinnedMessage",
];

const COME_BACK_AFTER_MS = 1_000;

export function openChat(panel) {
  const make = (name, className = "", text = "") =>
    Object.assign(document.createElement(name), { className, textContent: text });
  const who = make("header", "chat-who");
  const pick = make("select", "chat-pick");
  const lines = make("ol", "chat-lines");
  const form = make("form", "chat-form");
  const field = Object.assign(make("input"), { placeholder: "Write a message", autocomplete: "off" });
  field.setAttribute("aria-label", "Message");
  const note = make("p", "chat-note");
  form.append(field, make("button", "", "Send"));
  panel.append(who, pick, lines, note, form);

  let present = null;
  let messages = new Map();
  let stream = null;

  pick.addEventListener("change", () => void follow(pick.value));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void say(field.value);
  });

  function enter({ user, conversations, session, problem, people }) {
    present = user === null ? null : { user, session };
    panel.hidden = user === null && people.length === 0;
    who.replaceChildren(
      make("span", "", user === null ? "Nobody is signed in" : `Signed in as ${user.displayName}`),
    );
    for (const name of people) {
      if (name !== user?.username)
        who.append(Object.assign(make("a", "", `as ${name}`), { href: `?as=${name}` }));
    }
    note.textContent = problem ?? "";
    pick.replaceChildren(
      ...conversations.map(({ id, title }) => Object.assign(make("option", "", title), { value: id })),
    );
    pick.hidden = form.hidden = lines.hidden = conversations.length === 0;
    void follow(conversations[0]?.id ?? null);
  }

  /** Follows a conversation until another one is picked; comes back from where it was when the stream breaks. */
  async function follow(conversationId) {
    stream?.return?.();
    stream = null;
    messages = new Map();
    show();
    let after = null;
    while (conversationId !== null && present !== null && (stream === null || stream.isMine)) {
      const { session } = present;
      const mine = session.follow({ query: LIVE, variables: { conversationId, after } });
      mine.isMine = true;
      if (stream !== null) stream.isMine = false;
      stream = mine;
      const error = await read(mine, (cursor) => (after = cursor)).catch((failure) => failure);
      if (stream !== mine) return;
      note.textContent = error === null ? "" : "The stream broke; coming back …";
      await new Promise((resolve) => setTimeout(resolve, COME_BACK_AFTER_MS));
      if (stream !== mine) return;
    }
  }

  async function read(mine, onCursor) {
    for await (const { data, errors } of mine) {
      if (stream !== mine) return null;
      if (errors !== undefined) throw errors;
      note.textContent = "";
      const item = data.conversationEvents;
      onCursor(item.cursor);
      if (item.__typename === "StreamReset") messages = new Map();
      for (const edge of item.snapshot?.messages.edges ?? []) keep(edge.node);
      for (const name of TOLD) if (item[name] !== undefined) keep(item[name]);
      show();
    }
    return null;
  }

  /** Of two copies of a message the one with the larger `changedSeq` is the newer. */
  function keep(message) {
    const rootId = message.thread?.root.id ?? message.id;
    const known = messages.get(rootId);
    // A reply stands beside the history: what is shown of it is that its root has one more.
    if (rootId !== message.id && known !== undefined)
      messages.set(rootId, { ...known, thread: message.thread });
    if (rootId === message.id && (known?.changedSeq ?? -1) < message.changedSeq)
      messages.set(message.id, message);
  }

  function show() {
    const inOrder = [...messages.values()].sort((one, other) => one.seq - other.seq);
    lines.replaceChildren(
      ...inOrder.map((message) => {
        const line = make("li", message.sender.id === present?.user.id ? "mine" : "");
        line.append(make("b", "", message.sender.displayName));
        if (message.deletedAt !== null) {
          line.append(make("span", "gone", "deleted"));
          return line;
        }
        if (message.replyTo !== null) {
          const { sender, body } = message.replyTo;
          line.append(make("q", "", `${sender.displayName}: ${body || "deleted"}`));
        }
        const text = make("div", "chat-body");
        // Made by the server to be shown as it is; and this page runs no script but its own.
        text.innerHTML = message.bodyHtml;
        line.append(text);
        const marks = marksOf(message).join(" · ");
        if (marks !== "") line.append(make("i", "", marks));
        return line;
      }),
    );
    lines.scrollTop = lines.scrollHeight;
  }

  async function say(body) {
    if (present === null || body.trim() === "") return;
    const input = { conversationId: pick.value, body, clientKey: crypto.randomUUID() };
    field.value = "";
    const { data, errors } = await present.session.execute({ query: SEND, variables: { input } });
    note.textContent = errors?.[0]?.message ?? data.sendMessage.message ?? "";
  }

  return { enter };
}

/** What stands under a message. */
function marksOf({ content, reactions, thread, forwardedFrom, pinnedSeq, editedAt }) {
  return [
    ...(content?.__typename === "LocationContent" ? [`📍 ${content.name ?? "a place"}`] : []),
    ...(content?.__typename === "CustomContent" ? ["with content of its own"] : []),
    ...reactions.map(({ emoji, count }) => `${emoji} ${count}`),
    ...(thread?.replyCount ? [thread.replyCount === 1 ? "1 reply" : `${thread.replyCount} replies`] : []),
    ...(forwardedFrom === null ? [] : [`forwarded from ${forwardedFrom.sender.displayName}`]),
    ...(pinnedSeq === null ? [] : ["pinned"]),
    ...(editedAt === null ? [] : ["edited"]),
  ];
}
