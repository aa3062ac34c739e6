/** What the mutations that move the viewer's own marks have in common. */
import { NotFoundError } from "../../domain/errors.ts";
import type { AdvancedMark, MarkInput } from "../../domain/receipts/marks.ts";
import type { Ports } from "../../domain/ports.ts";
import { builder } from "../../schema/builder.ts";
import { Member } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

interface MarkMutation {
  readonly name: string;
  readonly description: string;
  /** Of its input, of the `seq` in it, and of its payload. */
  readonly about: { readonly input: string; readonly seq: string; readonly payload: string };
  /** The payload's field with the viewer's membership. */
  readonly memberField: string;
  readonly mark: (ports: Ports, userId: string, input: MarkInput) => Promise<AdvancedMark>;
}

export function markMutation({ name, description, about, memberField, mark }: MarkMutation): void {
  builder.relayMutationField(
    name,
    {
      description: about.input,
      inputFields: (t) => ({
        conversationId: t.id({ description: "Where." }),
        seq: t.int({ description: about.seq }),
      }),
    },
    {
      description,
      errors: { types: [NotFoundError] },
      resolve: async (_root, { input }, context) => {
        const { userId } = await chargeMutation(context);
        const conversationId = idOf("Conversation", input.conversationId);
        return mark(context.ports, userId, { conversationId, seq: input.seq });
      },
    },
    {
      description: about.payload,
      outputFields: (t) => ({
        [memberField]: t.field({
          type: Member,
          description: "The viewer's own membership, with its marks as they are now.",
          resolve: ({ member }) => member,
        }),
        clampedToSeq: t.int({
          nullable: true,
          description:
            "The conversation's head, taken in place of a `seq` that lies beyond it; null when it was taken as given.",
          resolve: ({ clampedToSeq }) => clampedToSeq,
        }),
      }),
    },
  );
}
