/** The content rules that this process knows, ready to be looked for. */
import type { Db, Tx } from "../rows.ts";
import type { RulesThere, VersionedRules } from "./judgeMessage.ts";
import { RuleSet } from "./ruleSet.ts";
import type { Rule } from "./ruleSet.ts";

/** Of the patterns of conversations: 100 bytes and more for each unit. The server's are always known. */
export const WEIGHT_MAX = 200_000;
/** Conversations whose rules have been deleted weigh next to nothing. */
const CONVERSATIONS_MAX = 10_000;

const NONE: VersionedRules = { version: 0, set: new RuleSet([]) };

/**
 * A memory, and never the truth: whoever writes compares the versions under the conversation's lock, and learns anew where
 * they differ. So a rule that was committed before a message got the lock holds for it, on whichever process. What was used
 * longest ago is forgotten when there is too much; a conversation that is not here is taken for one without rules.
 */
export class RuleBook {
  readonly #weightMax: number;
  /** The one used last stands last. */
  readonly #own = new Map<string, VersionedRules>();
  #weight = 0;
  #server = NONE;

  constructor(weightMax = WEIGHT_MAX) {
    this.#weightMax = weightMax;
  }

  known(conversationId: string): RulesThere {
    const own = this.#own.get(conversationId);
    if (own !== undefined) {
      this.#own.delete(conversationId);
      this.#own.set(conversationId, own);
    }
    return { own: own ?? NONE, server: this.#server };
  }

  /** What holds there now: one statement, and the rules themselves only where they have changed. */
  async learn(db: Db | Tx, conversationId: string): Promise<RulesThere> {
    const { own, server } = this.known(conversationId);
    const [row] = await db.$queryRaw<RulesRow[]>`
      SELECT h.version AS "serverVersion", coalesce(c.content_rules_version, 0) AS "ownVersion",
        CASE WHEN h.version <> ${server.version}::int THEN (
          SELECT json_agg(json_build_object('id', r.id, 'conversationId', r.conversation_id, 'kind', r.kind,
            'pattern', r.pattern, 'action', r.action, 'reason', r.reason))
          FROM content_rule r WHERE r.conversation_id IS NULL AND r.deleted_at IS NULL
        ) END AS server,
        CASE WHEN c.content_rules_version <> ${own.version}::int THEN (
          SELECT json_agg(json_build_object('id', r.id, 'conversationId', r.conversation_id, 'kind', r.kind,
            'pattern', r.pattern, 'action', r.action, 'reason', r.reason))
          FROM content_rule r WHERE r.conversation_id = c.id AND r.deleted_at IS NULL
        ) END AS own
      FROM server_content_rules h LEFT JOIN conversation c ON c.id = ${conversationId}::uuid
      WHERE h.id = 1`;
    if (row === undefined) throw new Error("The table server_content_rules is empty.");
    const learnt: RulesThere = {
      own: newer(own, row.ownVersion, row.own),
      server: newer(server, row.serverVersion, row.server),
    };
    // Also where it is older than what somebody else has learnt meanwhile: the next write finds out.
    this.#server = learnt.server;
    if (learnt.own !== own) this.#keep(conversationId, learnt.own);
    return learnt;
  }

  #keep(conversationId: string, rules: VersionedRules): void {
    this.#forget(conversationId);
    this.#own.set(conversationId, rules);
    this.#weight += rules.set.weight;
    for (const oldest of this.#own.keys()) {
      const isLight = this.#weight <= this.#weightMax && this.#own.size <= CONVERSATIONS_MAX;
      // Not what was just learnt: somebody is about to use it.
      if (isLight || oldest === conversationId) break;
      this.#forget(oldest);
    }
  }

  #forget(conversationId: string): void {
    this.#weight -= this.#own.get(conversationId)?.set.weight ?? 0;
    this.#own.delete(conversationId);
  }
}

interface RulesRow {
  readonly ownVersion: number;
  readonly serverVersion: number;
  /** Null where they are as known, and where there are none. */
  readonly own: Rule[] | null;
  readonly server: Rule[] | null;
}

function newer(known: VersionedRules, version: number, rules: Rule[] | null): VersionedRules {
  return version === known.version ? known : { version, set: new RuleSet(rules ?? []) };
}
