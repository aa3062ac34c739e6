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
    "\n  mutation FaultsSend($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        sentMessage {\n          seq\n          body\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": typeof types.FaultsSendDocument,
    "\n  subscription FaultsInbox($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n        viewerSnapshot {\n          conversations(first: 100) {\n            edges {\n              node {\n                id\n                headSeq\n              }\n            }\n          }\n        }\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on StreamCheckpoint {\n        cursor\n      }\n      ... on ConversationEvent {\n        seq\n        conversation {\n          id\n        }\n      }\n      ... on MessageSent {\n        sentMessage {\n          clientKey\n          body\n          isWithheld\n        }\n      }\n    }\n  }\n": typeof types.FaultsInboxDocument,
    "\n  mutation FaultsLogout {\n    logout(input: {}) {\n      __typename\n    }\n  }\n": typeof types.FaultsLogoutDocument,
    "\n  subscription FaultsSnapshot($conversationId: ID!) {\n    conversationEvents(conversationId: $conversationId) {\n      __typename\n      ... on StreamReady {\n        cursor\n        snapshot {\n          headSeq\n          messages(last: 100) {\n            edges {\n              node {\n                seq\n                clientKey\n                changedSeq\n              }\n            }\n          }\n        }\n      }\n      ... on StreamReset {\n        cursor\n      }\n      ... on ConversationEvent {\n        seq\n      }\n      ... on MessageSent {\n        sentMessage {\n          seq\n          clientKey\n          changedSeq\n        }\n      }\n    }\n  }\n": typeof types.FaultsSnapshotDocument,
    "\n  subscription FaultsPresence($userIds: [ID!]!) {\n    presence(userIds: $userIds) {\n      presence {\n        status\n      }\n    }\n  }\n": typeof types.FaultsPresenceDocument,
    "\n  mutation NoReadsLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.NoReadsLeaveDocument,
    "\n  mutation NoReadsPenalties(\n    $mute: MuteMemberInput!\n    $unmute: UnmuteMemberInput!\n    $ban: BanMemberInput!\n    $unban: UnbanMemberInput!\n  ) {\n    muteMember(input: $mute) {\n      __typename\n    }\n    unmuteMember(input: $unmute) {\n      __typename\n    }\n    banMember(input: $ban) {\n      __typename\n    }\n    unbanMember(input: $unban) {\n      __typename\n    }\n  }\n": typeof types.NoReadsPenaltiesDocument,
    "\n  mutation NoReadsInvite($input: InviteMembersInput!) {\n    inviteMembers(input: $input) {\n      __typename\n      ... on InviteMembersPayload {\n        sentInvitations {\n          id\n        }\n      }\n    }\n  }\n": typeof types.NoReadsInviteDocument,
    "\n  mutation NoReadsRevoke($input: RevokeInvitationInput!) {\n    revokeInvitation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.NoReadsRevokeDocument,
    "\n  mutation ResumeRead($input: MarkReadInput!) {\n    markRead(input: $input) {\n      __typename\n    }\n  }\n": typeof types.ResumeReadDocument,
    "\n  query Revisions($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        body\n        revisions(first: 10) {\n          edges {\n            node {\n              body\n              replacedSeq\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.RevisionsDocument,
    "\n  query RevisionPage($id: ID!, $after: String) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        revisions(first: 1, after: $after) {\n          pageInfo {\n            endCursor\n          }\n        }\n      }\n    }\n  }\n": typeof types.RevisionPageDocument,
    "\n  query AnyNode($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n    }\n  }\n": typeof types.AnyNodeDocument,
    "\n  subscription FollowerEvents($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on ConversationEvent {\n        seq\n        cursor\n      }\n      ... on MessageSent {\n        sentMessage {\n          clientKey\n          body\n          isWithheld\n        }\n      }\n    }\n  }\n": typeof types.FollowerEventsDocument,
    "\n  mutation RetriesLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.RetriesLeaveDocument,
    "\n  mutation StreamsBan($input: BanMemberInput!) {\n    banMember(input: $input) {\n      __typename\n    }\n  }\n": typeof types.StreamsBanDocument,
    "\n  mutation StreamsJoin($input: JoinConversationInput!) {\n    joinConversation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.StreamsJoinDocument,
    "\n  mutation LawLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawLeaveDocument,
    "\n  mutation LawOfOwnInvite($input: InviteMembersInput!) {\n    inviteMembers(input: $input) {\n      __typename\n      ... on InviteMembersPayload {\n        sentInvitations {\n          id\n        }\n      }\n    }\n  }\n": typeof types.LawOfOwnInviteDocument,
    "\n  mutation LawOfOwnDecline($input: DeclineInvitationInput!) {\n    declineInvitation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawOfOwnDeclineDocument,
    "\n  mutation LawOfOwnRevoke($input: RevokeInvitationInput!) {\n    revokeInvitation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawOfOwnRevokeDocument,
    "\n  mutation LawOfOwnBan($input: BanMemberInput!) {\n    banMember(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawOfOwnBanDocument,
    "\n  mutation LawOfMute($input: MuteMemberInput!) {\n    muteMember(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawOfMuteDocument,
    "\n  mutation LawOfUnmute($input: UnmuteMemberInput!) {\n    unmuteMember(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawOfUnmuteDocument,
    "\n  mutation LawOfBan($input: BanMemberInput!) {\n    banMember(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawOfBanDocument,
    "\n  mutation LawOfUnban($input: UnbanMemberInput!) {\n    unbanMember(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawOfUnbanDocument,
    "\n  mutation LawOfTransfer($input: TransferOwnershipInput!) {\n    transferOwnership(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawOfTransferDocument,
    "\n  mutation LawOfJoin($input: JoinConversationInput!) {\n    joinConversation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawOfJoinDocument,
    "\n  mutation LawOfInvite($input: InviteMembersInput!) {\n    inviteMembers(input: $input) {\n      __typename\n      ... on InviteMembersPayload {\n        sentInvitations {\n          id\n          invitedUser {\n            username\n          }\n        }\n      }\n    }\n  }\n": typeof types.LawOfInviteDocument,
    "\n  mutation LawOfAccept($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawOfAcceptDocument,
    "\n  mutation LawOfDecline($input: DeclineInvitationInput!) {\n    declineInvitation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawOfDeclineDocument,
    "\n  mutation LawOfRevoke($input: RevokeInvitationInput!) {\n    revokeInvitation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.LawOfRevokeDocument,
    "\n  fragment ViewerInvitations on Viewer {\n    invitations(first: 10) {\n      edges {\n        node {\n          id\n          expiresAt\n        }\n      }\n    }\n  }\n": typeof types.ViewerInvitationsFragmentDoc,
    "\n  fragment ViewerSettings on Member {\n    notificationLevel\n    mutedUntil\n    isPinned\n    isArchived\n    isHidden\n  }\n": typeof types.ViewerSettingsFragmentDoc,
    "\n  fragment ViewerPlace on Conversation {\n    id\n    headSeq\n    viewerMember {\n      deliveredSeq\n      readSeq\n      unreadCount\n      mentionCount\n      ...ViewerSettings\n    }\n    viewerDraft {\n      body\n    }\n    lastMessage {\n      id\n    }\n    messages(last: 40) {\n      edges {\n        node {\n          id\n        }\n      }\n    }\n  }\n": typeof types.ViewerPlaceFragmentDoc,
    "\n  fragment Privacy on ViewerSettings {\n    whoSeesPresence\n    whoSeesLastSeen\n    whoSeesReceipts\n    whoSeesTyping\n    whoMayWriteFirst\n    whoMayAddToGroups\n    isDiscoverable\n  }\n": typeof types.PrivacyFragmentDoc,
    "\n  query ViewerState {\n    viewer {\n      chosenStatus\n      customStatus\n      settings {\n        ...Privacy\n      }\n      blockedUsers(first: 100) {\n        edges {\n          node {\n            id\n          }\n        }\n      }\n      unreadCount\n      mentionCount\n      ...ViewerInvitations\n      conversations(first: 10) {\n        edges {\n          node {\n            ...ViewerPlace\n          }\n        }\n      }\n      hidden: conversations(first: 10, filter: { isHidden: true }) {\n        edges {\n          node {\n            ...ViewerPlace\n          }\n        }\n      }\n    }\n  }\n": typeof types.ViewerStateDocument,
    "\n  subscription ViewerItems($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n      }\n      ... on ConversationEvent {\n        seq\n        conversation {\n          id\n        }\n      }\n      ... on MessageSent {\n        sentMessage {\n          id\n          isDeletedForViewer\n          sender {\n            username\n          }\n          mentions {\n            username\n          }\n        }\n      }\n      ... on ViewerMarksChanged {\n        member {\n          conversation {\n            id\n          }\n          deliveredSeq\n          readSeq\n          unreadCount\n          mentionCount\n        }\n      }\n      ... on ViewerInvitationsChanged {\n        viewer {\n          ...ViewerInvitations\n        }\n      }\n      ... on ViewerConversationSettingsChanged {\n        member {\n          conversation {\n            id\n          }\n          ...ViewerSettings\n        }\n      }\n      ... on ViewerDraftChanged {\n        conversation {\n          id\n        }\n        draft {\n          body\n        }\n      }\n      ... on ViewerMessageDeleted {\n        deletedMessageId\n        member {\n          conversation {\n            id\n          }\n          unreadCount\n          mentionCount\n        }\n      }\n      ... on ViewerBlockChanged {\n        user {\n          id\n        }\n        isBlocked\n      }\n      ... on ViewerSettingsChanged {\n        settings {\n          ...Privacy\n        }\n      }\n      ... on ViewerPresenceChanged {\n        viewer {\n          chosenStatus\n          customStatus\n        }\n      }\n    }\n  }\n": typeof types.ViewerItemsDocument,
    "\n  mutation SendAgain($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        sentMessage {\n          body\n          readCount\n          deliveredCount\n          mentions {\n            username\n          }\n          readBy {\n            edges {\n              node {\n                id\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.SendAgainDocument,
    "\n  query ReceiptsPage($id: ID!) {\n    conversation(id: $id) {\n      messages(last: 100) {\n        edges {\n          node {\n            seq\n            readCount\n            deliveredCount\n            readBy(first: 2) {\n              edges {\n                node {\n                  user {\n                    username\n                  }\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.ReceiptsPageDocument,
    "\n  subscription ReceiptsReplay($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on MessageSent {\n        cursor\n        sentMessage {\n          body\n          readCount\n          deliveredCount\n          mentions {\n            username\n          }\n          readBy {\n            edges {\n              node {\n                id\n              }\n            }\n          }\n        }\n      }\n      ... on MemberLeft {\n        member {\n          readSeq\n          deliveredSeq\n          unreadCount\n          mentionCount\n        }\n      }\n      ... on MemberJoined {\n        member {\n          readSeq\n          deliveredSeq\n          unreadCount\n          mentionCount\n        }\n      }\n    }\n  }\n": typeof types.ReceiptsReplayDocument,
    "\n  query PageOfReaders($id: ID!, $after: String) {\n    node(id: $id) {\n      ... on Message {\n        readBy(first: 101, after: $after) {\n          pageInfo {\n            hasNextPage\n          }\n        }\n      }\n    }\n  }\n": typeof types.PageOfReadersDocument,
    "\n  subscription InboxMarks($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n      }\n      ... on ReceiptsAdvanced {\n        count\n        members {\n          readSeq\n          user {\n            username\n          }\n        }\n      }\n      ... on ViewerMarksChanged {\n        member {\n          conversation {\n            id\n          }\n          deliveredSeq\n          readSeq\n          unreadCount\n          mentionCount\n        }\n      }\n    }\n  }\n": typeof types.InboxMarksDocument,
    "\n  subscription Receipts($conversationId: ID!) {\n    receipts(conversationId: $conversationId) {\n      __typename\n      count\n      conversation {\n        id\n      }\n      members {\n        deliveredSeq\n        readSeq\n        unreadCount\n        user {\n          username\n        }\n      }\n    }\n  }\n": typeof types.ReceiptsDocument,
    "\n  mutation MarkRead($input: MarkReadInput!) {\n    markRead(input: $input) {\n      __typename\n      ... on MarkReadPayload {\n        clampedToSeq\n        advancedMember {\n          id\n          deliveredSeq\n          readSeq\n          unreadCount\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": typeof types.MarkReadDocument,
    "\n  mutation MarkDelivered($input: MarkDeliveredInput!) {\n    markDelivered(input: $input) {\n      __typename\n      ... on MarkDeliveredPayload {\n        clampedToSeq\n        advancedMember {\n          deliveredSeq\n          readSeq\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": typeof types.MarkDeliveredDocument,
    "\n  mutation MarkUnread($input: MarkUnreadInput!) {\n    markUnread(input: $input) {\n      __typename\n      ... on MarkUnreadPayload {\n        clampedToSeq\n        rewoundMember {\n          deliveredSeq\n          readSeq\n          unreadCount\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": typeof types.MarkUnreadDocument,
    "\n  query OwnMarks($id: ID!) {\n    conversation(id: $id) {\n      viewerMember {\n        deliveredSeq\n        readSeq\n        unreadCount\n        mentionCount\n      }\n    }\n  }\n": typeof types.OwnMarksDocument,
    "\n  query Marks($id: ID!) {\n    conversation(id: $id) {\n      members(first: 100) {\n        edges {\n          node {\n            id\n            user {\n              username\n            }\n            changedSeq\n            deliveredSeq\n            readSeq\n            unreadCount\n            mentionCount\n          }\n        }\n      }\n    }\n  }\n": typeof types.MarksDocument,
    "\n  query MessageReceipts($id: ID!, $first: Int, $after: String) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        readCount\n        deliveredCount\n        mentions {\n          username\n        }\n        readBy(first: $first, after: $after) {\n          edges {\n            cursor\n            node {\n              user {\n                username\n              }\n            }\n          }\n          pageInfo {\n            hasNextPage\n          }\n        }\n      }\n    }\n  }\n": typeof types.MessageReceiptsDocument,
    "\n  query ViewerCounts {\n    viewer {\n      unreadCount\n      mentionCount\n    }\n  }\n": typeof types.ViewerCountsDocument,
    "\n  mutation AudienceForward($input: ForwardMessageInput!) {\n    forwardMessage(input: $input) {\n      __typename\n    }\n  }\n": typeof types.AudienceForwardDocument,
    "\n  mutation AudienceContent($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n    }\n  }\n": typeof types.AudienceContentDocument,
    "\n  mutation AudienceRead($input: MarkReadInput!) {\n    markRead(input: $input) {\n      __typename\n    }\n  }\n": typeof types.AudienceReadDocument,
    "\n  mutation AudienceMute($mute: MuteMemberInput!, $unmute: UnmuteMemberInput!) {\n    muteMember(input: $mute) {\n      __typename\n    }\n    unmuteMember(input: $unmute) {\n      __typename\n    }\n  }\n": typeof types.AudienceMuteDocument,
    "\n  mutation AudienceBan($ban: BanMemberInput!, $unban: UnbanMemberInput!) {\n    banMember(input: $ban) {\n      __typename\n    }\n    unbanMember(input: $unban) {\n      __typename\n    }\n  }\n": typeof types.AudienceBanDocument,
    "\n  mutation AudienceInvite($input: InviteMembersInput!) {\n    inviteMembers(input: $input) {\n      __typename\n      ... on InviteMembersPayload {\n        sentInvitations {\n          id\n        }\n      }\n    }\n  }\n": typeof types.AudienceInviteDocument,
    "\n  mutation AudienceDecline($input: DeclineInvitationInput!) {\n    declineInvitation(input: $input) {\n      __typename\n    }\n  }\n": typeof types.AudienceDeclineDocument,
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
    "\n  mutation SetTyping($input: SetTypingInput!) {\n    setTyping(input: $input) {\n      __typename\n      ... on SetTypingPayload {\n        isTyping\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": typeof types.SetTypingDocument,
    "\n  subscription Typing($conversationId: ID!) {\n    typing(conversationId: $conversationId) {\n      typing {\n        username\n      }\n      count\n    }\n  }\n": typeof types.TypingDocument,
    "\n  mutation SetPresence($input: SetPresenceInput!) {\n    setPresence(input: $input) {\n      __typename\n      ... on SetPresencePayload {\n        changedPresence {\n          status\n          customStatus\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": typeof types.SetPresenceDocument,
    "\n  mutation SetDeviceIdle($input: SetDeviceIdleInput!) {\n    setDeviceIdle(input: $input) {\n      __typename\n      ... on SetDeviceIdlePayload {\n        changedPresence {\n          status\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": typeof types.SetDeviceIdleDocument,
    "\n  subscription Presence($userIds: [ID!]!) {\n    presence(userIds: $userIds) {\n      presence {\n        user {\n          username\n        }\n        status\n        customStatus\n        lastSeenAt\n      }\n    }\n  }\n": typeof types.PresenceDocument,
    "\n  query PresenceOf($ids: [ID!]!) {\n    viewer {\n      chosenStatus\n    }\n    nodes(ids: $ids) {\n      ... on User {\n        username\n        presence {\n          status\n          customStatus\n          lastSeenAt\n        }\n      }\n    }\n  }\n": typeof types.PresenceOfDocument,
    "\n  subscription WholeInbox($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on StreamReset {\n        cursor\n      }\n      ... on StreamCheckpoint {\n        cursor\n      }\n      ... on ConversationEvent {\n        seq\n        conversation {\n          id\n        }\n      }\n      ... on MessageSent {\n        sentMessage {\n          body\n        }\n      }\n      ... on TypingChanged {\n        conversation {\n          id\n        }\n        typing {\n          username\n        }\n        count\n      }\n      ... on ReceiptsAdvanced {\n        conversation {\n          id\n        }\n        members {\n          readSeq\n          user {\n            username\n          }\n        }\n        count\n      }\n      ... on PresenceChanged {\n        presence {\n          user {\n            username\n          }\n          status\n          customStatus\n        }\n      }\n      ... on ProfileChanged {\n        user {\n          username\n          displayName\n        }\n      }\n      ... on ViewerMarksChanged {\n        member {\n          conversation {\n            id\n          }\n          deliveredSeq\n          readSeq\n          unreadCount\n        }\n      }\n      ... on ViewerPresenceChanged {\n        viewer {\n          chosenStatus\n          customStatus\n        }\n      }\n    }\n  }\n": typeof types.WholeInboxDocument,
    "\n  mutation React($input: AddReactionInput!) {\n    addReaction(input: $input) {\n      __typename\n    }\n  }\n": typeof types.ReactDocument,
    "\n  mutation Unreact($input: RemoveReactionInput!) {\n    removeReaction(input: $input) {\n      __typename\n    }\n  }\n": typeof types.UnreactDocument,
    "\n  mutation Pin($input: PinMessageInput!) {\n    pinMessage(input: $input) {\n      __typename\n    }\n  }\n": typeof types.PinDocument,
    "\n  mutation Unpin($input: UnpinMessageInput!) {\n    unpinMessage(input: $input) {\n      __typename\n    }\n  }\n": typeof types.UnpinDocument,
    "\n  fragment SnapshotMessage on Message {\n    id\n    seq\n    changedSeq\n    body\n    editedAt\n    deletedAt\n    deletionReason\n    pinnedSeq\n    reactions {\n      emoji\n      count\n      viewerHasReacted\n      users(first: 3) {\n        edges {\n          node {\n            username\n          }\n        }\n      }\n    }\n    sender {\n      username\n    }\n    replyTo {\n      id\n      body\n      changedSeq\n    }\n    thread {\n      replyCount\n      root {\n        id\n        changedSeq\n      }\n    }\n  }\n": typeof types.SnapshotMessageFragmentDoc,
    "\n  fragment SnapshotMember on Member {\n    id\n    role\n    changedSeq\n    removedSeq\n    silencedUntil\n    user {\n      username\n    }\n  }\n": typeof types.SnapshotMemberFragmentDoc,
    "\n  fragment SnapshotFields on Conversation {\n    title\n    description\n    avatarUrl\n    postingPolicy\n    visibility\n    historyVisibility\n    historyLastN\n    slowModeSeconds\n    customData\n  }\n": typeof types.SnapshotFieldsFragmentDoc,
    "\n  query Snapshot($id: ID!) {\n    conversation(id: $id) {\n      ...SnapshotFields\n      headSeq\n      headCursor\n      memberCount\n      members(first: 100) {\n        edges {\n          node {\n            ...SnapshotMember\n          }\n        }\n      }\n      bans(first: 10) {\n        edges {\n          node {\n            bannedUser {\n              username\n            }\n            bannedUntil\n          }\n        }\n      }\n      invitations(first: 10) {\n        edges {\n          node {\n            invitationId: id\n            invitedUser {\n              username\n            }\n            expiresAt\n          }\n        }\n      }\n      messages(last: 20) {\n        edges {\n          node {\n            ...SnapshotMessage\n          }\n        }\n      }\n      pinnedMessages(first: 10) {\n        edges {\n          node {\n            ...SnapshotMessage\n          }\n        }\n      }\n    }\n  }\n": typeof types.SnapshotDocument,
    "\n  query Log($id: ID!, $after: Cursor!) {\n    conversationEvents(conversationId: $id, after: $after, first: 20) {\n      edges {\n        node {\n          __typename\n          seq\n          ... on MessageSent {\n            sentMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageEdited {\n            editedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageDeleted {\n            deletedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessagePinned {\n            pinnedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageUnpinned {\n            unpinnedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on ReactionAdded {\n            reactedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on ReactionRemoved {\n            reactedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MemberJoined {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberLeft {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberRoleChanged {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberMuted {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberUnmuted {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberBanned {\n            bannedUser {\n              username\n            }\n            bannedUntil\n          }\n          ... on MemberUnbanned {\n            unbannedUser {\n              username\n            }\n          }\n          ... on MemberInvited {\n            invitationId\n            invitedUser {\n              username\n            }\n            expiresAt\n          }\n          ... on InvitationEnded {\n            invitationId\n          }\n          ... on ConversationUpdated {\n            updatedConversation {\n              ...SnapshotFields\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.LogDocument,
};
const documents: Documents = {
    "\n  mutation ClientLogin($input: LoginInput!) {\n    login(input: $input) {\n      __typename\n      ... on LoginPayload {\n        session {\n          accessToken\n          user {\n            id\n            username\n          }\n        }\n      }\n      ... on UserError {\n        code\n        message\n      }\n    }\n  }\n": types.ClientLoginDocument,
    "\n  query PossibleTypes {\n    __schema {\n      types {\n        name\n        possibleTypes {\n          name\n        }\n      }\n    }\n  }\n": types.PossibleTypesDocument,
    "\n  mutation FaultsSend($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        sentMessage {\n          seq\n          body\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": types.FaultsSendDocument,
    "\n  subscription FaultsInbox($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n        viewerSnapshot {\n          conversations(first: 100) {\n            edges {\n              node {\n                id\n                headSeq\n              }\n            }\n          }\n        }\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on StreamCheckpoint {\n        cursor\n      }\n      ... on ConversationEvent {\n        seq\n        conversation {\n          id\n        }\n      }\n      ... on MessageSent {\n        sentMessage {\n          clientKey\n          body\n          isWithheld\n        }\n      }\n    }\n  }\n": types.FaultsInboxDocument,
    "\n  mutation FaultsLogout {\n    logout(input: {}) {\n      __typename\n    }\n  }\n": types.FaultsLogoutDocument,
    "\n  subscription FaultsSnapshot($conversationId: ID!) {\n    conversationEvents(conversationId: $conversationId) {\n      __typename\n      ... on StreamReady {\n        cursor\n        snapshot {\n          headSeq\n          messages(last: 100) {\n            edges {\n              node {\n                seq\n                clientKey\n                changedSeq\n              }\n            }\n          }\n        }\n      }\n      ... on StreamReset {\n        cursor\n      }\n      ... on ConversationEvent {\n        seq\n      }\n      ... on MessageSent {\n        sentMessage {\n          seq\n          clientKey\n          changedSeq\n        }\n      }\n    }\n  }\n": types.FaultsSnapshotDocument,
    "\n  subscription FaultsPresence($userIds: [ID!]!) {\n    presence(userIds: $userIds) {\n      presence {\n        status\n      }\n    }\n  }\n": types.FaultsPresenceDocument,
    "\n  mutation NoReadsLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n": types.NoReadsLeaveDocument,
    "\n  mutation NoReadsPenalties(\n    $mute: MuteMemberInput!\n    $unmute: UnmuteMemberInput!\n    $ban: BanMemberInput!\n    $unban: UnbanMemberInput!\n  ) {\n    muteMember(input: $mute) {\n      __typename\n    }\n    unmuteMember(input: $unmute) {\n      __typename\n    }\n    banMember(input: $ban) {\n      __typename\n    }\n    unbanMember(input: $unban) {\n      __typename\n    }\n  }\n": types.NoReadsPenaltiesDocument,
    "\n  mutation NoReadsInvite($input: InviteMembersInput!) {\n    inviteMembers(input: $input) {\n      __typename\n      ... on InviteMembersPayload {\n        sentInvitations {\n          id\n        }\n      }\n    }\n  }\n": types.NoReadsInviteDocument,
    "\n  mutation NoReadsRevoke($input: RevokeInvitationInput!) {\n    revokeInvitation(input: $input) {\n      __typename\n    }\n  }\n": types.NoReadsRevokeDocument,
    "\n  mutation ResumeRead($input: MarkReadInput!) {\n    markRead(input: $input) {\n      __typename\n    }\n  }\n": types.ResumeReadDocument,
    "\n  query Revisions($id: ID!) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        body\n        revisions(first: 10) {\n          edges {\n            node {\n              body\n              replacedSeq\n            }\n          }\n        }\n      }\n    }\n  }\n": types.RevisionsDocument,
    "\n  query RevisionPage($id: ID!, $after: String) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        revisions(first: 1, after: $after) {\n          pageInfo {\n            endCursor\n          }\n        }\n      }\n    }\n  }\n": types.RevisionPageDocument,
    "\n  query AnyNode($id: ID!) {\n    node(id: $id) {\n      __typename\n      id\n    }\n  }\n": types.AnyNodeDocument,
    "\n  subscription FollowerEvents($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on ConversationEvent {\n        seq\n        cursor\n      }\n      ... on MessageSent {\n        sentMessage {\n          clientKey\n          body\n          isWithheld\n        }\n      }\n    }\n  }\n": types.FollowerEventsDocument,
    "\n  mutation RetriesLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n": types.RetriesLeaveDocument,
    "\n  mutation StreamsBan($input: BanMemberInput!) {\n    banMember(input: $input) {\n      __typename\n    }\n  }\n": types.StreamsBanDocument,
    "\n  mutation StreamsJoin($input: JoinConversationInput!) {\n    joinConversation(input: $input) {\n      __typename\n    }\n  }\n": types.StreamsJoinDocument,
    "\n  mutation LawLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n": types.LawLeaveDocument,
    "\n  mutation LawOfOwnInvite($input: InviteMembersInput!) {\n    inviteMembers(input: $input) {\n      __typename\n      ... on InviteMembersPayload {\n        sentInvitations {\n          id\n        }\n      }\n    }\n  }\n": types.LawOfOwnInviteDocument,
    "\n  mutation LawOfOwnDecline($input: DeclineInvitationInput!) {\n    declineInvitation(input: $input) {\n      __typename\n    }\n  }\n": types.LawOfOwnDeclineDocument,
    "\n  mutation LawOfOwnRevoke($input: RevokeInvitationInput!) {\n    revokeInvitation(input: $input) {\n      __typename\n    }\n  }\n": types.LawOfOwnRevokeDocument,
    "\n  mutation LawOfOwnBan($input: BanMemberInput!) {\n    banMember(input: $input) {\n      __typename\n    }\n  }\n": types.LawOfOwnBanDocument,
    "\n  mutation LawOfMute($input: MuteMemberInput!) {\n    muteMember(input: $input) {\n      __typename\n    }\n  }\n": types.LawOfMuteDocument,
    "\n  mutation LawOfUnmute($input: UnmuteMemberInput!) {\n    unmuteMember(input: $input) {\n      __typename\n    }\n  }\n": types.LawOfUnmuteDocument,
    "\n  mutation LawOfBan($input: BanMemberInput!) {\n    banMember(input: $input) {\n      __typename\n    }\n  }\n": types.LawOfBanDocument,
    "\n  mutation LawOfUnban($input: UnbanMemberInput!) {\n    unbanMember(input: $input) {\n      __typename\n    }\n  }\n": types.LawOfUnbanDocument,
    "\n  mutation LawOfTransfer($input: TransferOwnershipInput!) {\n    transferOwnership(input: $input) {\n      __typename\n    }\n  }\n": types.LawOfTransferDocument,
    "\n  mutation LawOfJoin($input: JoinConversationInput!) {\n    joinConversation(input: $input) {\n      __typename\n    }\n  }\n": types.LawOfJoinDocument,
    "\n  mutation LawOfInvite($input: InviteMembersInput!) {\n    inviteMembers(input: $input) {\n      __typename\n      ... on InviteMembersPayload {\n        sentInvitations {\n          id\n          invitedUser {\n            username\n          }\n        }\n      }\n    }\n  }\n": types.LawOfInviteDocument,
    "\n  mutation LawOfAccept($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) {\n      __typename\n    }\n  }\n": types.LawOfAcceptDocument,
    "\n  mutation LawOfDecline($input: DeclineInvitationInput!) {\n    declineInvitation(input: $input) {\n      __typename\n    }\n  }\n": types.LawOfDeclineDocument,
    "\n  mutation LawOfRevoke($input: RevokeInvitationInput!) {\n    revokeInvitation(input: $input) {\n      __typename\n    }\n  }\n": types.LawOfRevokeDocument,
    "\n  fragment ViewerInvitations on Viewer {\n    invitations(first: 10) {\n      edges {\n        node {\n          id\n          expiresAt\n        }\n      }\n    }\n  }\n": types.ViewerInvitationsFragmentDoc,
    "\n  fragment ViewerSettings on Member {\n    notificationLevel\n    mutedUntil\n    isPinned\n    isArchived\n    isHidden\n  }\n": types.ViewerSettingsFragmentDoc,
    "\n  fragment ViewerPlace on Conversation {\n    id\n    headSeq\n    viewerMember {\n      deliveredSeq\n      readSeq\n      unreadCount\n      mentionCount\n      ...ViewerSettings\n    }\n    viewerDraft {\n      body\n    }\n    lastMessage {\n      id\n    }\n    messages(last: 40) {\n      edges {\n        node {\n          id\n        }\n      }\n    }\n  }\n": types.ViewerPlaceFragmentDoc,
    "\n  fragment Privacy on ViewerSettings {\n    whoSeesPresence\n    whoSeesLastSeen\n    whoSeesReceipts\n    whoSeesTyping\n    whoMayWriteFirst\n    whoMayAddToGroups\n    isDiscoverable\n  }\n": types.PrivacyFragmentDoc,
    "\n  query ViewerState {\n    viewer {\n      chosenStatus\n      customStatus\n      settings {\n        ...Privacy\n      }\n      blockedUsers(first: 100) {\n        edges {\n          node {\n            id\n          }\n        }\n      }\n      unreadCount\n      mentionCount\n      ...ViewerInvitations\n      conversations(first: 10) {\n        edges {\n          node {\n            ...ViewerPlace\n          }\n        }\n      }\n      hidden: conversations(first: 10, filter: { isHidden: true }) {\n        edges {\n          node {\n            ...ViewerPlace\n          }\n        }\n      }\n    }\n  }\n": types.ViewerStateDocument,
    "\n  subscription ViewerItems($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n      }\n      ... on ConversationEvent {\n        seq\n        conversation {\n          id\n        }\n      }\n      ... on MessageSent {\n        sentMessage {\n          id\n          isDeletedForViewer\n          sender {\n            username\n          }\n          mentions {\n            username\n          }\n        }\n      }\n      ... on ViewerMarksChanged {\n        member {\n          conversation {\n            id\n          }\n          deliveredSeq\n          readSeq\n          unreadCount\n          mentionCount\n        }\n      }\n      ... on ViewerInvitationsChanged {\n        viewer {\n          ...ViewerInvitations\n        }\n      }\n      ... on ViewerConversationSettingsChanged {\n        member {\n          conversation {\n            id\n          }\n          ...ViewerSettings\n        }\n      }\n      ... on ViewerDraftChanged {\n        conversation {\n          id\n        }\n        draft {\n          body\n        }\n      }\n      ... on ViewerMessageDeleted {\n        deletedMessageId\n        member {\n          conversation {\n            id\n          }\n          unreadCount\n          mentionCount\n        }\n      }\n      ... on ViewerBlockChanged {\n        user {\n          id\n        }\n        isBlocked\n      }\n      ... on ViewerSettingsChanged {\n        settings {\n          ...Privacy\n        }\n      }\n      ... on ViewerPresenceChanged {\n        viewer {\n          chosenStatus\n          customStatus\n        }\n      }\n    }\n  }\n": types.ViewerItemsDocument,
    "\n  mutation SendAgain($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        sentMessage {\n          body\n          readCount\n          deliveredCount\n          mentions {\n            username\n          }\n          readBy {\n            edges {\n              node {\n                id\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": types.SendAgainDocument,
    "\n  query ReceiptsPage($id: ID!) {\n    conversation(id: $id) {\n      messages(last: 100) {\n        edges {\n          node {\n            seq\n            readCount\n            deliveredCount\n            readBy(first: 2) {\n              edges {\n                node {\n                  user {\n                    username\n                  }\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": types.ReceiptsPageDocument,
    "\n  subscription ReceiptsReplay($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on MessageSent {\n        cursor\n        sentMessage {\n          body\n          readCount\n          deliveredCount\n          mentions {\n            username\n          }\n          readBy {\n            edges {\n              node {\n                id\n              }\n            }\n          }\n        }\n      }\n      ... on MemberLeft {\n        member {\n          readSeq\n          deliveredSeq\n          unreadCount\n          mentionCount\n        }\n      }\n      ... on MemberJoined {\n        member {\n          readSeq\n          deliveredSeq\n          unreadCount\n          mentionCount\n        }\n      }\n    }\n  }\n": types.ReceiptsReplayDocument,
    "\n  query PageOfReaders($id: ID!, $after: String) {\n    node(id: $id) {\n      ... on Message {\n        readBy(first: 101, after: $after) {\n          pageInfo {\n            hasNextPage\n          }\n        }\n      }\n    }\n  }\n": types.PageOfReadersDocument,
    "\n  subscription InboxMarks($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n      }\n      ... on ReceiptsAdvanced {\n        count\n        members {\n          readSeq\n          user {\n            username\n          }\n        }\n      }\n      ... on ViewerMarksChanged {\n        member {\n          conversation {\n            id\n          }\n          deliveredSeq\n          readSeq\n          unreadCount\n          mentionCount\n        }\n      }\n    }\n  }\n": types.InboxMarksDocument,
    "\n  subscription Receipts($conversationId: ID!) {\n    receipts(conversationId: $conversationId) {\n      __typename\n      count\n      conversation {\n        id\n      }\n      members {\n        deliveredSeq\n        readSeq\n        unreadCount\n        user {\n          username\n        }\n      }\n    }\n  }\n": types.ReceiptsDocument,
    "\n  mutation MarkRead($input: MarkReadInput!) {\n    markRead(input: $input) {\n      __typename\n      ... on MarkReadPayload {\n        clampedToSeq\n        advancedMember {\n          id\n          deliveredSeq\n          readSeq\n          unreadCount\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": types.MarkReadDocument,
    "\n  mutation MarkDelivered($input: MarkDeliveredInput!) {\n    markDelivered(input: $input) {\n      __typename\n      ... on MarkDeliveredPayload {\n        clampedToSeq\n        advancedMember {\n          deliveredSeq\n          readSeq\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": types.MarkDeliveredDocument,
    "\n  mutation MarkUnread($input: MarkUnreadInput!) {\n    markUnread(input: $input) {\n      __typename\n      ... on MarkUnreadPayload {\n        clampedToSeq\n        rewoundMember {\n          deliveredSeq\n          readSeq\n          unreadCount\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": types.MarkUnreadDocument,
    "\n  query OwnMarks($id: ID!) {\n    conversation(id: $id) {\n      viewerMember {\n        deliveredSeq\n        readSeq\n        unreadCount\n        mentionCount\n      }\n    }\n  }\n": types.OwnMarksDocument,
    "\n  query Marks($id: ID!) {\n    conversation(id: $id) {\n      members(first: 100) {\n        edges {\n          node {\n            id\n            user {\n              username\n            }\n            changedSeq\n            deliveredSeq\n            readSeq\n            unreadCount\n            mentionCount\n          }\n        }\n      }\n    }\n  }\n": types.MarksDocument,
    "\n  query MessageReceipts($id: ID!, $first: Int, $after: String) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        readCount\n        deliveredCount\n        mentions {\n          username\n        }\n        readBy(first: $first, after: $after) {\n          edges {\n            cursor\n            node {\n              user {\n                username\n              }\n            }\n          }\n          pageInfo {\n            hasNextPage\n          }\n        }\n      }\n    }\n  }\n": types.MessageReceiptsDocument,
    "\n  query ViewerCounts {\n    viewer {\n      unreadCount\n      mentionCount\n    }\n  }\n": types.ViewerCountsDocument,
    "\n  mutation AudienceForward($input: ForwardMessageInput!) {\n    forwardMessage(input: $input) {\n      __typename\n    }\n  }\n": types.AudienceForwardDocument,
    "\n  mutation AudienceContent($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n    }\n  }\n": types.AudienceContentDocument,
    "\n  mutation AudienceRead($input: MarkReadInput!) {\n    markRead(input: $input) {\n      __typename\n    }\n  }\n": types.AudienceReadDocument,
    "\n  mutation AudienceMute($mute: MuteMemberInput!, $unmute: UnmuteMemberInput!) {\n    muteMember(input: $mute) {\n      __typename\n    }\n    unmuteMember(input: $unmute) {\n      __typename\n    }\n  }\n": types.AudienceMuteDocument,
    "\n  mutation AudienceBan($ban: BanMemberInput!, $unban: UnbanMemberInput!) {\n    banMember(input: $ban) {\n      __typename\n    }\n    unbanMember(input: $unban) {\n      __typename\n    }\n  }\n": types.AudienceBanDocument,
    "\n  mutation AudienceInvite($input: InviteMembersInput!) {\n    inviteMembers(input: $input) {\n      __typename\n      ... on InviteMembersPayload {\n        sentInvitations {\n          id\n        }\n      }\n    }\n  }\n": types.AudienceInviteDocument,
    "\n  mutation AudienceDecline($input: DeclineInvitationInput!) {\n    declineInvitation(input: $input) {\n      __typename\n    }\n  }\n": types.AudienceDeclineDocument,
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
    "\n  mutation SetTyping($input: SetTypingInput!) {\n    setTyping(input: $input) {\n      __typename\n      ... on SetTypingPayload {\n        isTyping\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": types.SetTypingDocument,
    "\n  subscription Typing($conversationId: ID!) {\n    typing(conversationId: $conversationId) {\n      typing {\n        username\n      }\n      count\n    }\n  }\n": types.TypingDocument,
    "\n  mutation SetPresence($input: SetPresenceInput!) {\n    setPresence(input: $input) {\n      __typename\n      ... on SetPresencePayload {\n        changedPresence {\n          status\n          customStatus\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": types.SetPresenceDocument,
    "\n  mutation SetDeviceIdle($input: SetDeviceIdleInput!) {\n    setDeviceIdle(input: $input) {\n      __typename\n      ... on SetDeviceIdlePayload {\n        changedPresence {\n          status\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n": types.SetDeviceIdleDocument,
    "\n  subscription Presence($userIds: [ID!]!) {\n    presence(userIds: $userIds) {\n      presence {\n        user {\n          username\n        }\n        status\n        customStatus\n        lastSeenAt\n      }\n    }\n  }\n": types.PresenceDocument,
    "\n  query PresenceOf($ids: [ID!]!) {\n    viewer {\n      chosenStatus\n    }\n    nodes(ids: $ids) {\n      ... on User {\n        username\n        presence {\n          status\n          customStatus\n          lastSeenAt\n        }\n      }\n    }\n  }\n": types.PresenceOfDocument,
    "\n  subscription WholeInbox($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on StreamReset {\n        cursor\n      }\n      ... on StreamCheckpoint {\n        cursor\n      }\n      ... on ConversationEvent {\n        seq\n        conversation {\n          id\n        }\n      }\n      ... on MessageSent {\n        sentMessage {\n          body\n        }\n      }\n      ... on TypingChanged {\n        conversation {\n          id\n        }\n        typing {\n          username\n        }\n        count\n      }\n      ... on ReceiptsAdvanced {\n        conversation {\n          id\n        }\n        members {\n          readSeq\n          user {\n            username\n          }\n        }\n        count\n      }\n      ... on PresenceChanged {\n        presence {\n          user {\n            username\n          }\n          status\n          customStatus\n        }\n      }\n      ... on ProfileChanged {\n        user {\n          username\n          displayName\n        }\n      }\n      ... on ViewerMarksChanged {\n        member {\n          conversation {\n            id\n          }\n          deliveredSeq\n          readSeq\n          unreadCount\n        }\n      }\n      ... on ViewerPresenceChanged {\n        viewer {\n          chosenStatus\n          customStatus\n        }\n      }\n    }\n  }\n": types.WholeInboxDocument,
    "\n  mutation React($input: AddReactionInput!) {\n    addReaction(input: $input) {\n      __typename\n    }\n  }\n": types.ReactDocument,
    "\n  mutation Unreact($input: RemoveReactionInput!) {\n    removeReaction(input: $input) {\n      __typename\n    }\n  }\n": types.UnreactDocument,
    "\n  mutation Pin($input: PinMessageInput!) {\n    pinMessage(input: $input) {\n      __typename\n    }\n  }\n": types.PinDocument,
    "\n  mutation Unpin($input: UnpinMessageInput!) {\n    unpinMessage(input: $input) {\n      __typename\n    }\n  }\n": types.UnpinDocument,
    "\n  fragment SnapshotMessage on Message {\n    id\n    seq\n    changedSeq\n    body\n    editedAt\n    deletedAt\n    deletionReason\n    pinnedSeq\n    reactions {\n      emoji\n      count\n      viewerHasReacted\n      users(first: 3) {\n        edges {\n          node {\n            username\n          }\n        }\n      }\n    }\n    sender {\n      username\n    }\n    replyTo {\n      id\n      body\n      changedSeq\n    }\n    thread {\n      replyCount\n      root {\n        id\n        changedSeq\n      }\n    }\n  }\n": types.SnapshotMessageFragmentDoc,
    "\n  fragment SnapshotMember on Member {\n    id\n    role\n    changedSeq\n    removedSeq\n    silencedUntil\n    user {\n      username\n    }\n  }\n": types.SnapshotMemberFragmentDoc,
    "\n  fragment SnapshotFields on Conversation {\n    title\n    description\n    avatarUrl\n    postingPolicy\n    visibility\n    historyVisibility\n    historyLastN\n    slowModeSeconds\n    customData\n  }\n": types.SnapshotFieldsFragmentDoc,
    "\n  query Snapshot($id: ID!) {\n    conversation(id: $id) {\n      ...SnapshotFields\n      headSeq\n      headCursor\n      memberCount\n      members(first: 100) {\n        edges {\n          node {\n            ...SnapshotMember\n          }\n        }\n      }\n      bans(first: 10) {\n        edges {\n          node {\n            bannedUser {\n              username\n            }\n            bannedUntil\n          }\n        }\n      }\n      invitations(first: 10) {\n        edges {\n          node {\n            invitationId: id\n            invitedUser {\n              username\n            }\n            expiresAt\n          }\n        }\n      }\n      messages(last: 20) {\n        edges {\n          node {\n            ...SnapshotMessage\n          }\n        }\n      }\n      pinnedMessages(first: 10) {\n        edges {\n          node {\n            ...SnapshotMessage\n          }\n        }\n      }\n    }\n  }\n": types.SnapshotDocument,
    "\n  query Log($id: ID!, $after: Cursor!) {\n    conversationEvents(conversationId: $id, after: $after, first: 20) {\n      edges {\n        node {\n          __typename\n          seq\n          ... on MessageSent {\n            sentMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageEdited {\n            editedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageDeleted {\n            deletedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessagePinned {\n            pinnedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageUnpinned {\n            unpinnedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on ReactionAdded {\n            reactedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on ReactionRemoved {\n            reactedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MemberJoined {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberLeft {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberRoleChanged {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberMuted {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberUnmuted {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberBanned {\n            bannedUser {\n              username\n            }\n            bannedUntil\n          }\n          ... on MemberUnbanned {\n            unbannedUser {\n              username\n            }\n          }\n          ... on MemberInvited {\n            invitationId\n            invitedUser {\n              username\n            }\n            expiresAt\n          }\n          ... on InvitationEnded {\n            invitationId\n          }\n          ... on ConversationUpdated {\n            updatedConversation {\n              ...SnapshotFields\n            }\n          }\n        }\n      }\n    }\n  }\n": types.LogDocument,
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
export function graphql(source: "\n  mutation FaultsSend($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        sentMessage {\n          seq\n          body\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FaultsSendDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FaultsInbox($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n        viewerSnapshot {\n          conversations(first: 100) {\n            edges {\n              node {\n                id\n                headSeq\n              }\n            }\n          }\n        }\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on StreamCheckpoint {\n        cursor\n      }\n      ... on ConversationEvent {\n        seq\n        conversation {\n          id\n        }\n      }\n      ... on MessageSent {\n        sentMessage {\n          clientKey\n          body\n          isWithheld\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FaultsInboxDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation FaultsLogout {\n    logout(input: {}) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').FaultsLogoutDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FaultsSnapshot($conversationId: ID!) {\n    conversationEvents(conversationId: $conversationId) {\n      __typename\n      ... on StreamReady {\n        cursor\n        snapshot {\n          headSeq\n          messages(last: 100) {\n            edges {\n              node {\n                seq\n                clientKey\n                changedSeq\n              }\n            }\n          }\n        }\n      }\n      ... on StreamReset {\n        cursor\n      }\n      ... on ConversationEvent {\n        seq\n      }\n      ... on MessageSent {\n        sentMessage {\n          seq\n          clientKey\n          changedSeq\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FaultsSnapshotDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription FaultsPresence($userIds: [ID!]!) {\n    presence(userIds: $userIds) {\n      presence {\n        status\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FaultsPresenceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation NoReadsLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').NoReadsLeaveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation NoReadsPenalties(\n    $mute: MuteMemberInput!\n    $unmute: UnmuteMemberInput!\n    $ban: BanMemberInput!\n    $unban: UnbanMemberInput!\n  ) {\n    muteMember(input: $mute) {\n      __typename\n    }\n    unmuteMember(input: $unmute) {\n      __typename\n    }\n    banMember(input: $ban) {\n      __typename\n    }\n    unbanMember(input: $unban) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').NoReadsPenaltiesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation NoReadsInvite($input: InviteMembersInput!) {\n    inviteMembers(input: $input) {\n      __typename\n      ... on InviteMembersPayload {\n        sentInvitations {\n          id\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').NoReadsInviteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation NoReadsRevoke($input: RevokeInvitationInput!) {\n    revokeInvitation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').NoReadsRevokeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeRead($input: MarkReadInput!) {\n    markRead(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').ResumeReadDocument;
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
export function graphql(source: "\n  subscription FollowerEvents($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on ConversationEvent {\n        seq\n        cursor\n      }\n      ... on MessageSent {\n        sentMessage {\n          clientKey\n          body\n          isWithheld\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FollowerEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RetriesLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').RetriesLeaveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StreamsBan($input: BanMemberInput!) {\n    banMember(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').StreamsBanDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StreamsJoin($input: JoinConversationInput!) {\n    joinConversation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').StreamsJoinDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawLeave($input: LeaveConversationInput!) {\n    leaveConversation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawLeaveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfOwnInvite($input: InviteMembersInput!) {\n    inviteMembers(input: $input) {\n      __typename\n      ... on InviteMembersPayload {\n        sentInvitations {\n          id\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').LawOfOwnInviteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfOwnDecline($input: DeclineInvitationInput!) {\n    declineInvitation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawOfOwnDeclineDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfOwnRevoke($input: RevokeInvitationInput!) {\n    revokeInvitation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawOfOwnRevokeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfOwnBan($input: BanMemberInput!) {\n    banMember(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawOfOwnBanDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfMute($input: MuteMemberInput!) {\n    muteMember(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawOfMuteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfUnmute($input: UnmuteMemberInput!) {\n    unmuteMember(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawOfUnmuteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfBan($input: BanMemberInput!) {\n    banMember(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawOfBanDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfUnban($input: UnbanMemberInput!) {\n    unbanMember(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawOfUnbanDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfTransfer($input: TransferOwnershipInput!) {\n    transferOwnership(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawOfTransferDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfJoin($input: JoinConversationInput!) {\n    joinConversation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawOfJoinDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfInvite($input: InviteMembersInput!) {\n    inviteMembers(input: $input) {\n      __typename\n      ... on InviteMembersPayload {\n        sentInvitations {\n          id\n          invitedUser {\n            username\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').LawOfInviteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfAccept($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawOfAcceptDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfDecline($input: DeclineInvitationInput!) {\n    declineInvitation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawOfDeclineDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LawOfRevoke($input: RevokeInvitationInput!) {\n    revokeInvitation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').LawOfRevokeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ViewerInvitations on Viewer {\n    invitations(first: 10) {\n      edges {\n        node {\n          id\n          expiresAt\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ViewerInvitationsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ViewerSettings on Member {\n    notificationLevel\n    mutedUntil\n    isPinned\n    isArchived\n    isHidden\n  }\n"): typeof import('./graphql.ts').ViewerSettingsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ViewerPlace on Conversation {\n    id\n    headSeq\n    viewerMember {\n      deliveredSeq\n      readSeq\n      unreadCount\n      mentionCount\n      ...ViewerSettings\n    }\n    viewerDraft {\n      body\n    }\n    lastMessage {\n      id\n    }\n    messages(last: 40) {\n      edges {\n        node {\n          id\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ViewerPlaceFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Privacy on ViewerSettings {\n    whoSeesPresence\n    whoSeesLastSeen\n    whoSeesReceipts\n    whoSeesTyping\n    whoMayWriteFirst\n    whoMayAddToGroups\n    isDiscoverable\n  }\n"): typeof import('./graphql.ts').PrivacyFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ViewerState {\n    viewer {\n      chosenStatus\n      customStatus\n      settings {\n        ...Privacy\n      }\n      blockedUsers(first: 100) {\n        edges {\n          node {\n            id\n          }\n        }\n      }\n      unreadCount\n      mentionCount\n      ...ViewerInvitations\n      conversations(first: 10) {\n        edges {\n          node {\n            ...ViewerPlace\n          }\n        }\n      }\n      hidden: conversations(first: 10, filter: { isHidden: true }) {\n        edges {\n          node {\n            ...ViewerPlace\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ViewerStateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ViewerItems($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n      }\n      ... on ConversationEvent {\n        seq\n        conversation {\n          id\n        }\n      }\n      ... on MessageSent {\n        sentMessage {\n          id\n          isDeletedForViewer\n          sender {\n            username\n          }\n          mentions {\n            username\n          }\n        }\n      }\n      ... on ViewerMarksChanged {\n        member {\n          conversation {\n            id\n          }\n          deliveredSeq\n          readSeq\n          unreadCount\n          mentionCount\n        }\n      }\n      ... on ViewerInvitationsChanged {\n        viewer {\n          ...ViewerInvitations\n        }\n      }\n      ... on ViewerConversationSettingsChanged {\n        member {\n          conversation {\n            id\n          }\n          ...ViewerSettings\n        }\n      }\n      ... on ViewerDraftChanged {\n        conversation {\n          id\n        }\n        draft {\n          body\n        }\n      }\n      ... on ViewerMessageDeleted {\n        deletedMessageId\n        member {\n          conversation {\n            id\n          }\n          unreadCount\n          mentionCount\n        }\n      }\n      ... on ViewerBlockChanged {\n        user {\n          id\n        }\n        isBlocked\n      }\n      ... on ViewerSettingsChanged {\n        settings {\n          ...Privacy\n        }\n      }\n      ... on ViewerPresenceChanged {\n        viewer {\n          chosenStatus\n          customStatus\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ViewerItemsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SendAgain($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n      ... on SendMessagePayload {\n        sentMessage {\n          body\n          readCount\n          deliveredCount\n          mentions {\n            username\n          }\n          readBy {\n            edges {\n              node {\n                id\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SendAgainDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReceiptsPage($id: ID!) {\n    conversation(id: $id) {\n      messages(last: 100) {\n        edges {\n          node {\n            seq\n            readCount\n            deliveredCount\n            readBy(first: 2) {\n              edges {\n                node {\n                  user {\n                    username\n                  }\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ReceiptsPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ReceiptsReplay($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on MessageSent {\n        cursor\n        sentMessage {\n          body\n          readCount\n          deliveredCount\n          mentions {\n            username\n          }\n          readBy {\n            edges {\n              node {\n                id\n              }\n            }\n          }\n        }\n      }\n      ... on MemberLeft {\n        member {\n          readSeq\n          deliveredSeq\n          unreadCount\n          mentionCount\n        }\n      }\n      ... on MemberJoined {\n        member {\n          readSeq\n          deliveredSeq\n          unreadCount\n          mentionCount\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ReceiptsReplayDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PageOfReaders($id: ID!, $after: String) {\n    node(id: $id) {\n      ... on Message {\n        readBy(first: 101, after: $after) {\n          pageInfo {\n            hasNextPage\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PageOfReadersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription InboxMarks($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n      }\n      ... on ReceiptsAdvanced {\n        count\n        members {\n          readSeq\n          user {\n            username\n          }\n        }\n      }\n      ... on ViewerMarksChanged {\n        member {\n          conversation {\n            id\n          }\n          deliveredSeq\n          readSeq\n          unreadCount\n          mentionCount\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').InboxMarksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Receipts($conversationId: ID!) {\n    receipts(conversationId: $conversationId) {\n      __typename\n      count\n      conversation {\n        id\n      }\n      members {\n        deliveredSeq\n        readSeq\n        unreadCount\n        user {\n          username\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ReceiptsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MarkRead($input: MarkReadInput!) {\n    markRead(input: $input) {\n      __typename\n      ... on MarkReadPayload {\n        clampedToSeq\n        advancedMember {\n          id\n          deliveredSeq\n          readSeq\n          unreadCount\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MarkReadDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MarkDelivered($input: MarkDeliveredInput!) {\n    markDelivered(input: $input) {\n      __typename\n      ... on MarkDeliveredPayload {\n        clampedToSeq\n        advancedMember {\n          deliveredSeq\n          readSeq\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MarkDeliveredDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MarkUnread($input: MarkUnreadInput!) {\n    markUnread(input: $input) {\n      __typename\n      ... on MarkUnreadPayload {\n        clampedToSeq\n        rewoundMember {\n          deliveredSeq\n          readSeq\n          unreadCount\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MarkUnreadDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OwnMarks($id: ID!) {\n    conversation(id: $id) {\n      viewerMember {\n        deliveredSeq\n        readSeq\n        unreadCount\n        mentionCount\n      }\n    }\n  }\n"): typeof import('./graphql.ts').OwnMarksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Marks($id: ID!) {\n    conversation(id: $id) {\n      members(first: 100) {\n        edges {\n          node {\n            id\n            user {\n              username\n            }\n            changedSeq\n            deliveredSeq\n            readSeq\n            unreadCount\n            mentionCount\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MarksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MessageReceipts($id: ID!, $first: Int, $after: String) {\n    node(id: $id) {\n      __typename\n      ... on Message {\n        readCount\n        deliveredCount\n        mentions {\n          username\n        }\n        readBy(first: $first, after: $after) {\n          edges {\n            cursor\n            node {\n              user {\n                username\n              }\n            }\n          }\n          pageInfo {\n            hasNextPage\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MessageReceiptsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ViewerCounts {\n    viewer {\n      unreadCount\n      mentionCount\n    }\n  }\n"): typeof import('./graphql.ts').ViewerCountsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AudienceForward($input: ForwardMessageInput!) {\n    forwardMessage(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').AudienceForwardDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AudienceContent($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').AudienceContentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AudienceRead($input: MarkReadInput!) {\n    markRead(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').AudienceReadDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AudienceMute($mute: MuteMemberInput!, $unmute: UnmuteMemberInput!) {\n    muteMember(input: $mute) {\n      __typename\n    }\n    unmuteMember(input: $unmute) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').AudienceMuteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AudienceBan($ban: BanMemberInput!, $unban: UnbanMemberInput!) {\n    banMember(input: $ban) {\n      __typename\n    }\n    unbanMember(input: $unban) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').AudienceBanDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AudienceInvite($input: InviteMembersInput!) {\n    inviteMembers(input: $input) {\n      __typename\n      ... on InviteMembersPayload {\n        sentInvitations {\n          id\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AudienceInviteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AudienceDecline($input: DeclineInvitationInput!) {\n    declineInvitation(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').AudienceDeclineDocument;
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
export function graphql(source: "\n  mutation SetTyping($input: SetTypingInput!) {\n    setTyping(input: $input) {\n      __typename\n      ... on SetTypingPayload {\n        isTyping\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SetTypingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Typing($conversationId: ID!) {\n    typing(conversationId: $conversationId) {\n      typing {\n        username\n      }\n      count\n    }\n  }\n"): typeof import('./graphql.ts').TypingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetPresence($input: SetPresenceInput!) {\n    setPresence(input: $input) {\n      __typename\n      ... on SetPresencePayload {\n        changedPresence {\n          status\n          customStatus\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SetPresenceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetDeviceIdle($input: SetDeviceIdleInput!) {\n    setDeviceIdle(input: $input) {\n      __typename\n      ... on SetDeviceIdlePayload {\n        changedPresence {\n          status\n        }\n      }\n      ... on UserError {\n        code\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SetDeviceIdleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Presence($userIds: [ID!]!) {\n    presence(userIds: $userIds) {\n      presence {\n        user {\n          username\n        }\n        status\n        customStatus\n        lastSeenAt\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PresenceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PresenceOf($ids: [ID!]!) {\n    viewer {\n      chosenStatus\n    }\n    nodes(ids: $ids) {\n      ... on User {\n        username\n        presence {\n          status\n          customStatus\n          lastSeenAt\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PresenceOfDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WholeInbox($after: Cursor) {\n    inboxEvents(after: $after) {\n      __typename\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on StreamReset {\n        cursor\n      }\n      ... on StreamCheckpoint {\n        cursor\n      }\n      ... on ConversationEvent {\n        seq\n        conversation {\n          id\n        }\n      }\n      ... on MessageSent {\n        sentMessage {\n          body\n        }\n      }\n      ... on TypingChanged {\n        conversation {\n          id\n        }\n        typing {\n          username\n        }\n        count\n      }\n      ... on ReceiptsAdvanced {\n        conversation {\n          id\n        }\n        members {\n          readSeq\n          user {\n            username\n          }\n        }\n        count\n      }\n      ... on PresenceChanged {\n        presence {\n          user {\n            username\n          }\n          status\n          customStatus\n        }\n      }\n      ... on ProfileChanged {\n        user {\n          username\n          displayName\n        }\n      }\n      ... on ViewerMarksChanged {\n        member {\n          conversation {\n            id\n          }\n          deliveredSeq\n          readSeq\n          unreadCount\n        }\n      }\n      ... on ViewerPresenceChanged {\n        viewer {\n          chosenStatus\n          customStatus\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').WholeInboxDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation React($input: AddReactionInput!) {\n    addReaction(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').ReactDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Unreact($input: RemoveReactionInput!) {\n    removeReaction(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').UnreactDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Pin($input: PinMessageInput!) {\n    pinMessage(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').PinDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Unpin($input: UnpinMessageInput!) {\n    unpinMessage(input: $input) {\n      __typename\n    }\n  }\n"): typeof import('./graphql.ts').UnpinDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SnapshotMessage on Message {\n    id\n    seq\n    changedSeq\n    body\n    editedAt\n    deletedAt\n    deletionReason\n    pinnedSeq\n    reactions {\n      emoji\n      count\n      viewerHasReacted\n      users(first: 3) {\n        edges {\n          node {\n            username\n          }\n        }\n      }\n    }\n    sender {\n      username\n    }\n    replyTo {\n      id\n      body\n      changedSeq\n    }\n    thread {\n      replyCount\n      root {\n        id\n        changedSeq\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SnapshotMessageFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SnapshotMember on Member {\n    id\n    role\n    changedSeq\n    removedSeq\n    silencedUntil\n    user {\n      username\n    }\n  }\n"): typeof import('./graphql.ts').SnapshotMemberFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SnapshotFields on Conversation {\n    title\n    description\n    avatarUrl\n    postingPolicy\n    visibility\n    historyVisibility\n    historyLastN\n    slowModeSeconds\n    customData\n  }\n"): typeof import('./graphql.ts').SnapshotFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Snapshot($id: ID!) {\n    conversation(id: $id) {\n      ...SnapshotFields\n      headSeq\n      headCursor\n      memberCount\n      members(first: 100) {\n        edges {\n          node {\n            ...SnapshotMember\n          }\n        }\n      }\n      bans(first: 10) {\n        edges {\n          node {\n            bannedUser {\n              username\n            }\n            bannedUntil\n          }\n        }\n      }\n      invitations(first: 10) {\n        edges {\n          node {\n            invitationId: id\n            invitedUser {\n              username\n            }\n            expiresAt\n          }\n        }\n      }\n      messages(last: 20) {\n        edges {\n          node {\n            ...SnapshotMessage\n          }\n        }\n      }\n      pinnedMessages(first: 10) {\n        edges {\n          node {\n            ...SnapshotMessage\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').SnapshotDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Log($id: ID!, $after: Cursor!) {\n    conversationEvents(conversationId: $id, after: $after, first: 20) {\n      edges {\n        node {\n          __typename\n          seq\n          ... on MessageSent {\n            sentMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageEdited {\n            editedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageDeleted {\n            deletedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessagePinned {\n            pinnedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MessageUnpinned {\n            unpinnedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on ReactionAdded {\n            reactedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on ReactionRemoved {\n            reactedMessage {\n              ...SnapshotMessage\n            }\n          }\n          ... on MemberJoined {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberLeft {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberRoleChanged {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberMuted {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberUnmuted {\n            member {\n              ...SnapshotMember\n            }\n          }\n          ... on MemberBanned {\n            bannedUser {\n              username\n            }\n            bannedUntil\n          }\n          ... on MemberUnbanned {\n            unbannedUser {\n              username\n            }\n          }\n          ... on MemberInvited {\n            invitationId\n            invitedUser {\n              username\n            }\n            expiresAt\n          }\n          ... on InvitationEnded {\n            invitationId\n          }\n          ... on ConversationUpdated {\n            updatedConversation {\n              ...SnapshotFields\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').LogDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
