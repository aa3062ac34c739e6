/**
 * Who may do what in a conversation: each cell written by hand, from what is promised. It imports nothing.
 *
 * Who asks: `invited` may become a member, `gone` was one and is none, `banned` was one and may not come back, `muted` may
 * not write for a time, `blocked` is a member whom another one has blocked; from `member` on, each has the role that they
 * are called by. `direct` is a conversation of `member` and somebody else, in which all the others have no part, and
 * `direct, blocked` that of `blocked` and who has blocked them. A row without an addition is about a private group, and
 * there about what somebody else has written.
 *
 * What a cell says: `yes`; `same`, it is so already, and they are answered as if they had done it; `no`, they see it and
 * may not; `hidden`, it does not exist for them; `sign-in`, nobody knows who they are; `silenced`; `restricted`, only
 * moderators post there; `banned`, they are, or whom they would add; `unwilling`, those do not want it whom
 * they would add; `forbidden`, a rule of the conversation does not let them say it.
 */
export const EXPECTED = `
                                                    anonymous  stranger  invited  gone    banned  muted     blocked     member      moderator  admin   owner
mutation acceptInvitation                           sign-in    hidden    yes      hidden  hidden  hidden    hidden      hidden      hidden     hidden  hidden
mutation addMembers                                 sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
mutation addMembers: of the banned                  sign-in    hidden    hidden   hidden  hidden  no        no          no          banned     banned  banned
mutation addMembers: direct                         sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation addReaction                                sign-in    hidden    hidden   hidden  hidden  silenced  yes         yes         yes        yes     yes
mutation addReaction: direct, blocked               sign-in    hidden    hidden   hidden  hidden  hidden    no          hidden      hidden     hidden  hidden
mutation addReportNote                              sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      yes        yes     yes
mutation banMember: no member                       sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
mutation banMember: OWNER                           sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation banMember: ADMIN                           sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation banMember: MODERATOR                       sign-in    hidden    hidden   hidden  hidden  no        no          no          no         yes     yes
mutation banMember: MEMBER                          sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
mutation banMember: direct                          sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation banMember: themselves                      sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      no
mutation changeMemberRole: OWNER to OWNER           sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      same
mutation changeMemberRole: OWNER to ADMIN           sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation changeMemberRole: OWNER to MODERATOR       sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation changeMemberRole: OWNER to MEMBER          sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation changeMemberRole: ADMIN to OWNER           sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation changeMemberRole: ADMIN to ADMIN           sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      same
mutation changeMemberRole: ADMIN to MODERATOR       sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation changeMemberRole: ADMIN to MEMBER          sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation changeMemberRole: MODERATOR to OWNER       sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation changeMemberRole: MODERATOR to ADMIN       sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation changeMemberRole: MODERATOR to MODERATOR   sign-in    hidden    hidden   hidden  hidden  no        no          no          no         same    same
mutation changeMemberRole: MODERATOR to MEMBER      sign-in    hidden    hidden   hidden  hidden  no        no          no          no         yes     yes
mutation changeMemberRole: MEMBER to OWNER          sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation changeMemberRole: MEMBER to ADMIN          sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation changeMemberRole: MEMBER to MODERATOR      sign-in    hidden    hidden   hidden  hidden  no        no          no          no         yes     yes
mutation changeMemberRole: MEMBER to MEMBER         sign-in    hidden    hidden   hidden  hidden  no        no          no          no         same    same
mutation changeMemberRole: direct                   sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation changeMemberRole: themselves to OWNER      sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      same
mutation changeMemberRole: themselves to ADMIN      sign-in    hidden    hidden   hidden  hidden  no        no          no          no         same    yes
mutation changeMemberRole: themselves to MODERATOR  sign-in    hidden    hidden   hidden  hidden  no        no          no          same       no      yes
mutation changeMemberRole: themselves to MEMBER     sign-in    hidden    hidden   hidden  hidden  same      same        same        no         no      yes
mutation claimReport                                sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      yes        yes     yes
mutation completeUpload                             sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      hidden     hidden  hidden
mutation createContentRule                          sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
mutation createContentRule: direct                  sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation createContentRule: of the server           sign-in    no        no       no      no      no        no          no          no         no      no
mutation createDirectConversation                   sign-in    yes       yes      yes     yes     yes       yes         yes         yes        yes     yes
mutation createDirectConversation: with a blocker   sign-in    yes       yes      yes     yes     yes       no          yes         yes        yes     yes
mutation createGroup                                sign-in    yes       yes      yes     yes     yes       yes         yes         yes        yes     yes
mutation createGroup: with a blocker                sign-in    yes       yes      yes     yes     yes       unwilling   yes         yes        yes     yes
mutation createInviteLink                           sign-in    hidden    hidden   hidden  hidden  no        no          no          no         yes     yes
mutation createInviteLink: direct                   sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation declineInvitation                          sign-in    hidden    yes      hidden  hidden  hidden    hidden      hidden      hidden     hidden  hidden
mutation deleteContentRule                          sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      yes        yes     yes
mutation deleteMessage                              sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
mutation deleteMessage: own                         sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation deleteMessage: direct                      sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation deleteMessage: direct, blocked             sign-in    hidden    hidden   hidden  hidden  hidden    no          hidden      hidden     hidden  hidden
mutation deleteMessage: direct, blocked, own        sign-in    hidden    hidden   hidden  hidden  hidden    yes         hidden      hidden     hidden  hidden
mutation deleteMessageForMe                         sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation deleteMessageForMe: direct, blocked        sign-in    hidden    hidden   hidden  hidden  hidden    yes         hidden      hidden     hidden  hidden
mutation deleteUpload                               sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      hidden     hidden  hidden
mutation editMessage                                sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      no
mutation editMessage: own                           sign-in    hidden    hidden   hidden  hidden  silenced  yes         yes         yes        yes     yes
mutation editMessage: direct, blocked               sign-in    hidden    hidden   hidden  hidden  hidden    no          hidden      hidden     hidden  hidden
mutation editMessage: direct, blocked, own          sign-in    hidden    hidden   hidden  hidden  hidden    no          hidden      hidden     hidden  hidden
mutation followThread                               sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation forwardMessage: from here                  sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation forwardMessage: to here                    sign-in    hidden    hidden   hidden  hidden  silenced  yes         yes         yes        yes     yes
mutation forwardMessage: to where moderators post   sign-in    hidden    hidden   hidden  hidden  silenced  restricted  restricted  yes        yes     yes
mutation forwardMessage: direct, blocked            sign-in    hidden    hidden   hidden  hidden  hidden    no          hidden      hidden     hidden  hidden
mutation inviteMembers                              sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
mutation inviteMembers: direct                      sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation joinByInviteLink                           sign-in    yes       yes      yes     banned  same      same        same        same       same    same
mutation joinConversation                           sign-in    hidden    hidden   hidden  hidden  same      same        same        same       same    same
mutation joinConversation: public                   sign-in    yes       yes      yes     banned  same      same        same        same       same    same
mutation leaveConversation                          sign-in    hidden    hidden   same    same    yes       yes         yes         yes        yes     yes
mutation leaveConversation: direct                  sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation markDelivered                              sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation markRead                                   sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation markRead: direct, blocked                  sign-in    hidden    hidden   hidden  hidden  hidden    yes         hidden      hidden     hidden  hidden
mutation markThreadRead                             sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation markUnread                                 sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation muteMember: OWNER                          sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation muteMember: ADMIN                          sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation muteMember: MODERATOR                      sign-in    hidden    hidden   hidden  hidden  no        no          no          no         yes     yes
mutation muteMember: MEMBER                         sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
mutation muteMember: direct                         sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation muteMember: themselves                     sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      no
mutation pinMessage                                 sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
mutation pinMessage: direct                         sign-in    hidden    hidden   hidden  hidden  hidden    hidden      yes         hidden     hidden  hidden
mutation pinMessage: direct, blocked                sign-in    hidden    hidden   hidden  hidden  hidden    no          hidden      hidden     hidden  hidden
mutation releaseReport                              sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      same       same    same
mutation removeMember: OWNER                        sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation removeMember: ADMIN                        sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation removeMember: MODERATOR                    sign-in    hidden    hidden   hidden  hidden  no        no          no          no         yes     yes
mutation removeMember: MEMBER                       sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
mutation removeMember: direct                       sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation removeMember: themselves                   sign-in    hidden    hidden   same    same    yes       yes         yes         yes        yes     yes
mutation removeReaction                             sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation removeReaction: direct, blocked            sign-in    hidden    hidden   hidden  hidden  hidden    yes         hidden      hidden     hidden  hidden
mutation reportContent                              sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation reportContent: the conversation            sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation resolveReport                              sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      yes        yes     yes
mutation revokeInvitation                           sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      yes        yes     yes
mutation revokeInviteLink                           sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      hidden     yes     yes
mutation saveDraft                                  sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation saveDraft: at home, in this thread         sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      hidden     hidden  hidden
mutation saveDraft: direct, blocked                 sign-in    hidden    hidden   hidden  hidden  hidden    yes         hidden      hidden     hidden  hidden
mutation sendMessage                                sign-in    hidden    hidden   hidden  hidden  silenced  yes         yes         yes        yes     yes
mutation sendMessage: public                        sign-in    hidden    hidden   hidden  hidden  silenced  yes         yes         yes        yes     yes
mutation sendMessage: what a rule forbids           sign-in    hidden    hidden   hidden  hidden  silenced  forbidden   forbidden   yes        yes     yes
mutation sendMessage: where moderators post         sign-in    hidden    hidden   hidden  hidden  silenced  restricted  restricted  yes        yes     yes
mutation sendMessage: at home, in this thread       sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      hidden     hidden  hidden
mutation sendMessage: at home, replying to this     sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      hidden     hidden  hidden
mutation sendMessage: at home, with this file       sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      hidden     hidden  hidden
mutation sendMessage: direct                        sign-in    hidden    hidden   hidden  hidden  hidden    hidden      yes         hidden     hidden  hidden
mutation sendMessage: direct, blocked               sign-in    hidden    hidden   hidden  hidden  hidden    no          hidden      hidden     hidden  hidden
mutation setTyping                                  sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation transferOwnership: to OWNER                sign-in    hidden    hidden   hidden  hidden  no        no          no          no         same    yes
mutation transferOwnership: to MEMBER               sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      yes
mutation transferOwnership: direct                  sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation unbanMember                                sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
mutation unbanMember: direct                        sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation unfollowThread                             sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation unmuteMember: the muted                    sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
mutation unmuteMember: OWNER                        sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      same
mutation unmuteMember: ADMIN                        sign-in    hidden    hidden   hidden  hidden  no        no          no          no         no      same
mutation unmuteMember: MODERATOR                    sign-in    hidden    hidden   hidden  hidden  no        no          no          no         same    same
mutation unmuteMember: direct                       sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation unpinMessage                               sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
mutation unpinMessage: direct                       sign-in    hidden    hidden   hidden  hidden  hidden    hidden      yes         hidden     hidden  hidden
mutation unpinMessage: direct, blocked              sign-in    hidden    hidden   hidden  hidden  hidden    yes         hidden      hidden     hidden  hidden
mutation updateConversation                         sign-in    hidden    hidden   hidden  hidden  no        no          no          no         yes     yes
mutation updateConversation: direct                 sign-in    hidden    hidden   hidden  hidden  hidden    hidden      no          hidden     hidden  hidden
mutation updateConversation: with this file         sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      hidden     hidden  hidden
mutation updateConversationSettings                 sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
mutation updateProfile: with this file              sign-in    hidden    hidden   hidden  hidden  hidden    hidden      hidden      hidden     hidden  hidden
query conversation                                  sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
query conversation: auditLog                        sign-in    hidden    hidden   hidden  hidden  no        no          no          no         yes     yes
query conversation: bans                            sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
query conversation: contentRules                    sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
query conversation: invitations                     sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
query conversation: inviteLinks                     sign-in    hidden    hidden   hidden  hidden  no        no          no          no         yes     yes
query conversation: members                         sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
query conversation: public                          sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
query conversation: direct, blocked                 sign-in    hidden    hidden   hidden  hidden  hidden    yes         hidden      hidden     hidden  hidden
query conversation: reports                         sign-in    hidden    hidden   hidden  hidden  no        no          no          yes        yes     yes
query conversationCard                              sign-in    hidden    yes      hidden  hidden  yes       yes         yes         yes        yes     yes
query conversationCard: public                      sign-in    yes       yes      yes     yes     yes       yes         yes         yes        yes     yes
query conversationEvents                            sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
query inviteLinkCard                                sign-in    yes       yes      yes     yes     yes       yes         yes         yes        yes     yes
query searchFiles                                   sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
query searchMessages                                sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
subscription conversationEvents                     sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
subscription conversationEvents: direct, blocked    sign-in    hidden    hidden   hidden  hidden  hidden    yes         hidden      hidden     hidden  hidden
subscription receipts                               sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
subscription typing                                 sign-in    hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node Attachment                                     hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node AuditEntry                                     hidden     hidden    hidden   hidden  hidden  hidden    hidden      hidden      hidden     yes     yes
node Ban                                            hidden     hidden    hidden   hidden  hidden  hidden    hidden      hidden      yes        yes     yes
node ContentRule                                    hidden     hidden    hidden   hidden  hidden  hidden    hidden      hidden      yes        yes     yes
node Conversation                                   hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node ConversationCard                               hidden     hidden    yes      hidden  hidden  yes       yes         yes         yes        yes     yes
node ConversationCard: public                       hidden     yes       yes      yes     yes     yes       yes         yes         yes        yes     yes
node ConversationCreated                            hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node ConversationUpdated                            hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node Draft                                          hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node FlaggedMessage                                 hidden     hidden    hidden   hidden  hidden  hidden    hidden      hidden      yes        yes     yes
node Invitation                                     hidden     hidden    yes      hidden  hidden  hidden    hidden      hidden      yes        yes     yes
node InvitationEnded                                hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node InviteLink                                     hidden     hidden    hidden   hidden  hidden  hidden    hidden      hidden      hidden     yes     yes
node Member                                         hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MemberBanned                                   hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MemberInvited                                  hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MemberJoined                                   hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MemberLeft                                     hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MemberMuted                                    hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MemberRoleChanged                              hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MemberUnbanned                                 hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MemberUnmuted                                  hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node Message                                        hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MessageDeleted                                 hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MessageEdited                                  hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MessagePinned                                  hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MessageRevision                                hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MessageSent                                    hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MessageUnpinned                                hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node MessagesRemoved                                hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node ReactionAdded                                  hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node ReactionRemoved                                hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
node Report                                         hidden     hidden    hidden   hidden  hidden  hidden    hidden      hidden      yes        yes     yes
node ReportNote                                     hidden     hidden    hidden   hidden  hidden  hidden    hidden      hidden      yes        yes     yes
node Thread                                         hidden     hidden    hidden   hidden  hidden  yes       yes         yes         yes        yes     yes
`;
