// The GraphiQL page: signs in where it can, opens the tabs that a newcomer needs, and keeps a running chat beside them.

import { openChat } from "/graphiql/chat.js";
import { SIGN_IN, createSession } from "/graphiql/session.js";

const SEND = /* GraphQL */ `
  # Sends one message: its body is in the variables below. This page replaces the clientKey "new" by a fresh one.
  mutation Send($input: SendMessageInput!) {
    sendMessage(input: $input) {
      __typename
      ... on SendMessagePayload {
        sentMessage {
          id
          seq
          body
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

const FOLLOW = /* GraphQL */ `
  # Runs on the signed-in socket: what happens in the conversation appears at the right.
  subscription Follow($conversationId: ID!) {
    conversationEvents(conversationId: $conversationId) {
      __typename
      ... on ConversationEvent {
        seq
        occurredAt
        actor {
          displayName
        }
      }
      ... on MessageSent {
        sentMessage {
          body
        }
      }
      ... on StreamReady {
        cursor
        recovered
      }
    }
  }
`;

const OVERVIEW = /* GraphQL */ `
  # What an app's first screen shows: each conversation with what is new in it, and what waits for an answer.
  query Overview {
    viewer {
      unreadCount
      mentionCount
      conversations(first: 10, order: PINNED_FIRST, filter: { isArchived: false }) {
        edges {
          node {
            title
            kind
            memberCount
            lastMessage {
              body
              sender {
                displayName
              }
            }
            viewerMember {
              unreadCount
              mentionCount
              isPinned
              mutedUntil
            }
            viewerDraft {
              body
            }
            pinnedMessages(first: 1) {
              edges {
                node {
                  bodyHtml
                  reactions {
                    emoji
                    count
                  }
                }
              }
            }
          }
        }
      }
      threads(first: 5) {
        edges {
          node {
            root {
              body
            }
            replyCount
            viewerUnreadCount
          }
        }
      }
      invitations(first: 5) {
        edges {
          node {
            card {
              title
              description
            }
            invitedBy {
              displayName
            }
          }
        }
      }
    }
  }
`;

/** Each message has a key of its own; this word in the variables stands for one. */
const NEW_KEY = "new";

const CONVERSATIONS = /* GraphQL */ `
  query Conversations {
    viewer {
      conversations(first: 10) {
        edges {
          node {
            id
            title
            members(first: 3) {
              edges {
                node {
                  user {
                    id
                    displayName
                  }
                }
              }
            }
          }
        }
      }
    }
  }
`;

self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) =>
    ({ json: "/graphiql/worker-json.js", graphql: "/graphiql/worker-graphql.js" })[label] ??
    "/graphiql/worker-editor.js",
};

const { demo } = JSON.parse(document.getElementById("settings").textContent);
const as = new URL(location.href).searchParams.get("as");
const chat = openChat(document.getElementById("chat"));
const session = createSession(as ?? "", (signedIn) => void enter(signedIn?.user ?? null));

const problem = demo !== null && demo.people.includes(as) ? await session.signIn(as, demo.password) : null;
await enter(session.user, problem);
await new Promise((resolve) =>
  document.readyState === "complete" ? resolve() : addEventListener("load", resolve),
);

const defaultTabs = await tabs();
const storage = storageOf(`parley:graphiql:${as ?? ""}`);
const isFirstVisit = storage.getItem("graphiql:tabState") === null;
YogaGraphiQL.renderYogaGraphiQL(document.getElementById("graphiql"), {
  title: "Parley",
  logo: " ",
  fetcher,
  storage,
  shouldPersistHeaders: false,
  defaultTabs,
  onEditQuery: () => undefined,
  // GraphiQL takes the queries of its tabs from `defaultTabs`, the variables of the first one from here.
  ...(isFirstVisit ? { variables: defaultTabs[0].variables } : {}),
});
if (isFirstVisit && session.user !== null) runFirstTab();

/** Signed in (or not, or as somebody else): shows it, and what there is to talk about. */
async function enter(user, problem = null) {
  const conversations = user === null ? [] : await readConversations();
  if (user?.id !== session.user?.id) return;
  chat.enter({ user, conversations, session, problem, people: demo?.people ?? [] });
}

async function readConversations() {
  const { data } = await session.execute({ query: CONVERSATIONS });
  return (data?.viewer?.conversations.edges ?? []).map(({ node }) => {
    const others = node.members.edges.filter((edge) => edge.node.user.id !== session.user?.id);
    const names = others.map((edge) => edge.node.user.displayName).join(", ");
    return { id: node.id, title: node.title ?? (names || "Notes to self") };
  });
}

async function tabs() {
  const [conversation] = session.user === null ? [] : await readConversations();
  const conversationId = conversation?.id ?? "";
  const input = { conversationId, body: "Hello from GraphiQL", clientKey: NEW_KEY };
  const username = as ?? demo?.people[0] ?? "";
  const all = [
    tab(SIGN_IN, { input: { username, password: demo?.password ?? "" } }),
    tab(SEND, { input }),
    tab(FOLLOW, { conversationId }),
  ];
  return session.user === null ? all : [...all.toReversed(), tab(OVERVIEW, {})];
}

/** Presses the play button once the editors show the tab's texts: the subscription runs when the page opens. */
function runFirstTab() {
  const button = document.querySelector(".graphiql-execute-button");
  const variables = document.querySelector(".graphiql-editor-tool");
  if (button !== null && variables?.textContent.includes("conversationId") === true) button.click();
  else requestAnimationFrame(runFirstTab);
}

function tab(text, variables) {
  const lines = text.replace(/^\n/, "").split("\n");
  const indent = Math.min(...lines.filter((line) => line !== "").map((line) => line.search(/\S|$/)));
  const query = lines
    .map((line) => line.slice(indent))
    .join("\n")
    .trimEnd();
  return { query: `${query}\n`, variables: JSON.stringify(variables, null, 2), headers: null };
}

function fetcher({ query, variables, operationName }, { headers = {} } = {}) {
  const isNew = variables?.input?.clientKey === NEW_KEY;
  const input = isNew ? { ...variables.input, clientKey: crypto.randomUUID() } : variables?.input;
  const operations = operationsOf(query);
  // Right after a change of tabs GraphiQL hands over the name, and the parsed document, of the tab before.
  const named = operations.find(({ name }) => name !== undefined && name === operationName);
  const body = {
    query,
    variables: input ? { ...variables, input } : variables,
    ...(named ? { operationName } : {}),
  };
  const operation = named ?? operations[0];
  return operation?.kind === "subscription" ? session.follow(body) : session.execute(body, headers);
}

/** The operations of a document: what begins a line with one of their words. */
function operationsOf(query) {
  const found = query.matchAll(/^[ \t]*(query|mutation|subscription)\b[ \t]*(\w+)?/gm);
  return [...found].map(([, kind, name]) => ({ kind, name }));
}

/** GraphiQL's memory, of this tab of the browser only: two tabs are two people. */
function storageOf(prefix) {
  const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(prefix));
  return {
    getItem: (key) => sessionStorage.getItem(`${prefix}${key}`),
    setItem: (key, value) => sessionStorage.setItem(`${prefix}${key}`, value),
    removeItem: (key) => sessionStorage.removeItem(`${prefix}${key}`),
    clear: () => keys().forEach((key) => sessionStorage.removeItem(key)),
    get length() {
      return keys().length;
    },
  };
}
