/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation ClientLogin($input: LoginInput!) {\n    login(input: $input) {\n      __typename\n      ... on LoginPayload {\n        session {\n          accessToken\n          user {\n            id\n            username\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.ClientLoginDocument,
    "\n  query PossibleTypes {\n    __schema {\n      types {\n        name\n        possibleTypes {\n          name\n        }\n      }\n    }\n  }\n": typeof types.PossibleTypesDocument,
    "\n  query Revisions($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        body\n        revisions(first: 10) {\n          edges {\n            node {\n              body\n              replacedSeq\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.RevisionsDocument,
    "\n  query RevisionPage($id: ID!, $after: String) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        revisions(first: 1, after: $after) {\n          pageInfo {\n            endCursor\n          }\n        }\n      }\n    }\n  }\n": typeof types.RevisionPageDocument,
    "\n  query AnyNode($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n    }\n  }\n": typeof types.AnyNodeDocument,
    "\n  subscription FollowerEvents($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on ConversationEvent {\n        seq\n        cursor\n      }\n      ... on MessageSent {\n        sentMessage {\n          clientKey\n        }\n      }\n    }\n  }\n": typeof types.FollowerEventsDocument,
    "\n  mutation RetriesLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.RetriesLeaveDocument,
    "\n  mutation LawLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawLeaveDocument,
    "\n  fragment MessageFields on Message {\n    id\n    seq\n    changedSeq\n    clientKey\n    body\n    createdAt\n    editedAt\n    deletedAt\n    isWithheld\n    sender {\n      id\n      username\n    }\n  }\n": typeof types.MessageFieldsFragmentDoc,
    "\n  fragment EventFields on ConversationEvent {\n    id\n    seq\n    cursor\n    actor {\n      username\n    }\n    conversation {\n      id\n    }\n    ... on MessageSent {\n      sentMessage {\n        ...MessageFields\n      }\n    }\n    ... on MessageEdited {\n      editedMessage {\n        ...MessageFields\n      }\n    }\n    ... on MessageDeleted {\n      deletedMessage {\n        ...MessageFields\n      }\n    }\n    ... on MemberJoined {\n      member {\n        role\n        user {\n          username\n        }\n      }\n    }\n    ... on MemberLeft {\n      member {\n        user {\n          username\n        }\n      }\n    }\n    ... on ConversationUpdated {\n      updatedConversation {\n        title\n      }\n    }\n    ... on MemberRoleChanged {\n      role\n      member {\n        role\n        user {\n          username\n        }\n      }\n    }\n  }\n": typeof types.EventFieldsFragmentDoc,
    "\n  mutation Register($input: RegisterInput!) {\n    register(input: $input) {\n      __typename\n      ... on RegisterPayload {\n        session {\n          accessToken\n          accessTokenExpiresAt\n          refreshToken\n          user {\n            id\n            username\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.RegisterDocument,
    "\n  mutation CreateDirectConversation($input: CreateDirectConversationInput!) {\n    createDirectConversation(input: $input) {\n      __typename\n      ... on CreateDirectConversationPayload {\n        createdConversation {\n          id\n          headSeq\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CreateDirectConversationDocument,
    "\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      __typename\n      ... on CreateGroupPayload {\n        createdConversation {\n          id\n          headSeq\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CreateGroupDocument,
    "\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        sentMessage {\n          ...MessageFields\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.SendMessageDocument,
    "\n  mutation EditMessage($input: EditMessageInput!) {\n    editMessage(input: $input) {\n      __typename\n      ... on EditMessagePayload {\n        editedMessage {\n          ...MessageFields\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.EditMessageDocument,
    "\n  mutation DeleteMessage($input: DeleteMessageInput!) {\n    deleteMessage(input: $input) {\n      __typename\n      ... on DeleteMessagePayload {\n        deletedMessage {\n          ...MessageFields\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.DeleteMessageDocument,
    "\n  mutation RemoveMember($input: RemoveMemberInput!) {\n    removeMember(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.RemoveMemberDocument,
    "\n  mutation AddMembers($input: AddMembersInput!) {\n    addMembers(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": typeof types.AddMembersDocument,
    "\n  mutation UpdateConversation($input: UpdateConversationInput!) {\n    updateConversation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.UpdateConversationDocument,
    "\n  mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {\n    changeMemberRole(input: $input) {\n      __typename\n    }\n  }\n": typeof types.ChangeMemberRoleDocument,
    "\n  query History($conversationId: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n    conversation(id: $conversationId) {\n      id\n      headSeq\n      headCursor\n      messages(first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          cursor\n          node {\n            ...MessageFields\n          }\n        }\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.HistoryDocument,
    "\n  subscription ConversationEvents($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n        snapshot {\n          id\n          headSeq\n          messages(last: 100) {\n            edges {\n              node {\n                ...MessageFields\n              }\n            }\n          }\n        }\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on ConversationEvent {\n        ...EventFields\n      }\n    }\n  }\n": typeof types.ConversationEventsDocument,
    "\n  subscription InboxEvents($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on StreamCheckpoint {\n        cursor\n      }\n      ... on ConversationEvent {\n        ...EventFields\n      }\n    }\n  }\n": typeof types.InboxEventsDocument,
    "\n  fragment SnapshotMessage on Message {\n    id\n    seq\n    changedSeq\n    body\n    editedAt\n    deletedAt\n    sender {\n      username\n    }\n  }\n": typeof types.SnapshotMessageFragmentDoc,
    "\n  fragment SnapshotMember on Member {\n    id\n    role\n    changedSeq\n    removedSeq\n    user {\n      username\n    }\n  }\n": typeof types.SnapshotMemberFragmentDoc,
    "\n  fragment SnapshotFields on Conversation {\n    title\n    description\n    avatarUrl\n    postingPolicy\n  }\n": typeof types.SnapshotFieldsFragmentDoc,
    "\n  query Snapshot($id: ID!) {\n    conversation(id: $id) {\n      ...SnapshotFields\n      headSeq\n      headCursor\n      memberCount\n      members(first: 100) {\n        edges {\n          node {\n            ...SnapshotMember\n          }\n        }\n      }\n      messages(last: 100) {\n        edges {\n          node {\n            ...SnapshotMessage\n          }\n        }\n      }\n    }\n  }\n": typeof types.SnapshotDocument,
    "\n  query Log($id: ID!, $after: Cursor!) {\n    conversationEvents(conversationId: $id, after: $after, first: 100) {\n      edges {\n        node {\n          __typename\n          seq\n          ... on MessageSent {\n            sentMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageEdited {\n            editedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageDeleted {\n            deletedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MemberJoined {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberLeft {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberRoleChanged {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on ConversationUpdated {\n            updatedConversation {\n              ...SnapshotFields\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.LogDocument,
};
const documents: Documents = {
    "\n  mutation ClientLogin($input: LoginInput!) {\n    login(input: $input) {\n      __typename\n      ... on LoginPayload {\n        session {\n          accessToken\n          user {\n            id\n            username\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": types.ClientLoginDocument,
    "\n  query PossibleTypes {\n    __schema {\n      types {\n        name\n        possibleTypes {\n          name\n        }\n      }\n    }\n  }\n": types.PossibleTypesDocument,
    "\n  query Revisions($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        body\n        revisions(first: 10) {\n          edges {\n            node {\n              body\n              replacedSeq\n            }\n          }\n        }\n      }\n    }\n  }\n": types.RevisionsDocument,
    "\n  query RevisionPage($id: ID!, $after: String) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        revisions(first: 1, after: $after) {\n          pageInfo {\n            endCursor\n          }\n        }\n      }\n    }\n  }\n": types.RevisionPageDocument,
    "\n  query AnyNode($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n    }\n  }\n": types.AnyNodeDocument,
    "\n  subscription FollowerEvents($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on ConversationEvent {\n        seq\n        cursor\n      }\n      ... on MessageSent {\n        sentMessage {\n          clientKey\n        }\n      }\n    }\n  }\n": types.FollowerEventsDocument,
    "\n  mutation RetriesLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n": types.RetriesLeaveDocument,
    "\n  mutation LawLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n": types.LawLeaveDocument,
    "\n  fragment MessageFields on Message {\n    id\n    seq\n    changedSeq\n    clientKey\n    body\n    createdAt\n    editedAt\n    deletedAt\n    isWithheld\n    sender {\n      id\n      username\n    }\n  }\n": types.MessageFieldsFragmentDoc,
    "\n  fragment EventFields on ConversationEvent {\n    id\n    seq\n    cursor\n    actor {\n      username\n    }\n    conversation {\n      id\n    }\n    ... on MessageSent {\n      sentMessage {\n        ...MessageFields\n      }\n    }\n    ... on MessageEdited {\n      editedMessage {\n        ...MessageFields\n      }\n    }\n    ... on MessageDeleted {\n      deletedMessage {\n        ...MessageFields\n      }\n    }\n    ... on MemberJoined {\n      member {\n        role\n        user {\n          username\n        }\n      }\n    }\n    ... on MemberLeft {\n      member {\n        user {\n          username\n        }\n      }\n    }\n    ... on ConversationUpdated {\n      updatedConversation {\n        title\n      }\n    }\n    ... on MemberRoleChanged {\n      role\n      member {\n        role\n        user {\n          username\n        }\n      }\n    }\n  }\n": types.EventFieldsFragmentDoc,
    "\n  mutation Register($input: RegisterInput!) {\n    register(input: $input) {\n      __typename\n      ... on RegisterPayload {\n        session {\n          accessToken\n          accessTokenExpiresAt\n          refreshToken\n          user {\n            id\n            username\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": types.RegisterDocument,
    "\n  mutation CreateDirectConversation($input: CreateDirectConversationInput!) {\n    createDirectConversation(input: $input) {\n      __typename\n      ... on CreateDirectConversationPayload {\n        createdConversation {\n          id\n          headSeq\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": types.CreateDirectConversationDocument,
    "\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      __typename\n      ... on CreateGroupPayload {\n        createdConversation {\n          id\n          headSeq\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": types.CreateGroupDocument,
    "\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        sentMessage {\n          ...MessageFields\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": types.SendMessageDocument,
    "\n  mutation EditMessage($input: EditMessageInput!) {\n    editMessage(input: $input) {\n      __typename\n      ... on EditMessagePayload {\n        editedMessage {\n          ...MessageFields\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": types.EditMessageDocument,
    "\n  mutation DeleteMessage($input: DeleteMessageInput!) {\n    deleteMessage(input: $input) {\n      __typename\n      ... on DeleteMessagePayload {\n        deletedMessage {\n          ...MessageFields\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": types.DeleteMessageDocument,
    "\n  mutation RemoveMember($input: RemoveMemberInput!) {\n    removeMember(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": types.RemoveMemberDocument,
    "\n  mutation AddMembers($input: AddMembersInput!) {\n    addMembers(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": types.AddMembersDocument,
    "\n  mutation UpdateConversation($input: UpdateConversationInput!) {\n    updateConversation(input: $input) {\n      __typename\n    }\n  }\n": types.UpdateConversationDocument,
    "\n  mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {\n    changeMemberRole(input: $input) {\n      __typename\n    }\n  }\n": types.ChangeMemberRoleDocument,
    "\n  query History($conversationId: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n    conversation(id: $conversationId) {\n      id\n      headSeq\n      headCursor\n      messages(first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          cursor\n          node {\n            ...MessageFields\n          }\n        }\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n      }\n    }\n  }\n": types.HistoryDocument,
    "\n  subscription ConversationEvents($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n        snapshot {\n          id\n          headSeq\n          messages(last: 100) {\n            edges {\n              node {\n                ...MessageFields\n              }\n            }\n          }\n        }\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on ConversationEvent {\n        ...EventFields\n      }\n    }\n  }\n": types.ConversationEventsDocument,
    "\n  subscription InboxEvents($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on StreamCheckpoint {\n        cursor\n      }\n      ... on ConversationEvent {\n        ...EventFields\n      }\n    }\n  }\n": types.InboxEventsDocument,
    "\n  fragment SnapshotMessage on Message {\n    id\n    seq\n    changedSeq\n    body\n    editedAt\n    deletedAt\n    sender {\n      username\n    }\n  }\n": types.SnapshotMessageFragmentDoc,
    "\n  fragment SnapshotMember on Member {\n    id\n    role\n    changedSeq\n    removedSeq\n    user {\n      username\n    }\n  }\n": types.SnapshotMemberFragmentDoc,
    "\n  fragment SnapshotFields on Conversation {\n    title\n    description\n    avatarUrl\n    postingPolicy\n  }\n": types.SnapshotFieldsFragmentDoc,
    "\n  query Snapshot($id: ID!) {\n    conversation(id: $id) {\n      ...SnapshotFields\n      headSeq\n      headCursor\n      memberCount\n      members(first: 100) {\n        edges {\n          node {\n            ...SnapshotMember\n          }\n        }\n      }\n      messages(last: 100) {\n        edges {\n          node {\n            ...SnapshotMessage\n          }\n        }\n      }\n    }\n  }\n": types.SnapshotDocument,
    "\n  query Log($id: ID!, $after: Cursor!) {\n    conversationEvents(conversationId: $id, after: $after, first: 100) {\n      edges {\n        node {\n          __typename\n          seq\n          ... on MessageSent {\n            sentMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageEdited {\n            editedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageDeleted {\n            deletedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MemberJoined {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberLeft {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberRoleChanged {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on ConversationUpdated {\n            updatedConversation {\n              ...SnapshotFields\n            }\n          }\n        }\n      }\n    }\n  }\n": types.LogDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ClientLogin($input: LoginInput!) {\n    login(input: $input) {\n      __typename\n      ... on LoginPayload {\n        session {\n          accessToken\n          user {\n            id\n            username\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ClientLoginDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PossibleTypes {\n    __schema {\n      types {\n        name\n        possibleTypes {\n          name\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PossibleTypesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Revisions($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        body\n        revisions(first: 10) {\n          edges {\n            node {\n              body\n              replacedSeq\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RevisionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RevisionPage($id: ID!, $after: String) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        revisions(first: 1, after: $after) {\n          pageInfo {\n            endCursor\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RevisionPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AnyNode($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n    }\n  }\n"): typeof import('./graphql.ts').AnyNodeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FollowerEvents($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on ConversationEvent {\n        seq\n        cursor\n      }\n      ... on MessageSent {\n        sentMessage {\n          clientKey\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FollowerEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RetriesLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').RetriesLeaveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawLeaveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MessageFields on Message {\n    id\n    seq\n    changedSeq\n    clientKey\n    body\n    createdAt\n    editedAt\n    deletedAt\n    isWithheld\n    sender {\n      id\n      username\n    }\n  }\n"): typeof import('./graphql.ts').MessageFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment EventFields on ConversationEvent {\n    id\n    seq\n    cursor\n    actor {\n      username\n    }\n    conversation {\n      id\n    }\n    ... on MessageSent {\n      sentMessage {\n        ...MessageFields\n      }\n    }\n    ... on MessageEdited {\n      editedMessage {\n        ...MessageFields\n      }\n    }\n    ... on MessageDeleted {\n      deletedMessage {\n        ...MessageFields\n      }\n    }\n    ... on MemberJoined {\n      member {\n        role\n        user {\n          username\n        }\n      }\n    }\n    ... on MemberLeft {\n      member {\n        user {\n          username\n        }\n      }\n    }\n    ... on ConversationUpdated {\n      updatedConversation {\n        title\n      }\n    }\n    ... on MemberRoleChanged {\n      role\n      member {\n        role\n        user {\n          username\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').EventFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Register($input: RegisterInput!) {\n    register(input: $input) {\n      __typename\n      ... on RegisterPayload {\n        session {\n          accessToken\n          accessTokenExpiresAt\n          refreshToken\n          user {\n            id\n            username\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RegisterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateDirectConversation($input: CreateDirectConversationInput!) {\n    createDirectConversation(input: $input) {\n      __typename\n      ... on CreateDirectConversationPayload {\n        createdConversation {\n          id\n          headSeq\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateDirectConversationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      __typename\n      ... on CreateGroupPayload {\n        createdConversation {\n          id\n          headSeq\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CreateGroupDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        sentMessage {\n          ...MessageFields\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SendMessageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EditMessage($input: EditMessageInput!) {\n    editMessage(input: $input) {\n      __typename\n      ... on EditMessagePayload {\n        editedMessage {\n          ...MessageFields\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').EditMessageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteMessage($input: DeleteMessageInput!) {\n    deleteMessage(input: $input) {\n      __typename\n      ... on DeleteMessagePayload {\n        deletedMessage {\n          ...MessageFields\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').DeleteMessageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveMember($input: RemoveMemberInput!) {\n    removeMember(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RemoveMemberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddMembers($input: AddMembersInput!) {\n    addMembers(input: $input) {\n      __typename\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AddMembersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateConversation($input: UpdateConversationInput!) {\n    updateConversation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').UpdateConversationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {\n    changeMemberRole(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').ChangeMemberRoleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query History($conversationId: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n    conversation(id: $conversationId) {\n      id\n      headSeq\n      headCursor\n      messages(first: $first, after: $after, last: $last, before: $before) {\n        edges {\n          cursor\n          node {\n            ...MessageFields\n          }\n        }\n        pageInfo {\n          hasNextPage\n          hasPreviousPage\n          startCursor\n          endCursor\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').HistoryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ConversationEvents($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n        snapshot {\n          id\n          headSeq\n          messages(last: 100) {\n            edges {\n              node {\n                ...MessageFields\n              }\n            }\n          }\n        }\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on ConversationEvent {\n        ...EventFields\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ConversationEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription InboxEvents($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on StreamCheckpoint {\n        cursor\n      }\n      ... on ConversationEvent {\n        ...EventFields\n      }\n    }\n  }\n"): typeof import('./graphql.ts').InboxEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SnapshotMessage on Message {\n    id\n    seq\n    changedSeq\n    body\n    editedAt\n    deletedAt\n    sender {\n      username\n    }\n  }\n"): typeof import('./graphql.ts').SnapshotMessageFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SnapshotMember on Member {\n    id\n    role\n    changedSeq\n    removedSeq\n    user {\n      username\n    }\n  }\n"): typeof import('./graphql.ts').SnapshotMemberFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SnapshotFields on Conversation {\n    title\n    description\n    avatarUrl\n    postingPolicy\n  }\n"): typeof import('./graphql.ts').SnapshotFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Snapshot($id: ID!) {\n    conversation(id: $id) {\n      ...SnapshotFields\n      headSeq\n      headCursor\n      memberCount\n      members(first: 100) {\n        edges {\n          node {\n            ...SnapshotMember\n          }\n        }\n      }\n      messages(last: 100) {\n        edges {\n          node {\n            ...SnapshotMessage\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SnapshotDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Log($id: ID!, $after: Cursor!) {\n    conversationEvents(conversationId: $id, after: $after, first: 100) {\n      edges {\n        node {\n          __typename\n          seq\n          ... on MessageSent {\n            sentMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageEdited {\n            editedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageDeleted {\n            deletedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MemberJoined {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberLeft {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberRoleChanged {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on ConversationUpdated {\n            updatedConversation {\n              ...SnapshotFields\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').LogDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
