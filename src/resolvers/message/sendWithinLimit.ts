/** What every mutation that sends a message has in common: its limit, and how the viewer sees what they sent. */
import { RequestError } from "../../domain/errors.ts";
import { viewMessage, WHOLE } from "../../domain/message/policy.ts";
import type { MessageView } from "../../domain/message/policy.ts";
import type { SentMessage } from "../../domain/message/writeMessage.ts";
import type { Ports } from "../../domain/ports.ts";
import type { Context } from "../../schema/context.ts";
import { ownView } from "../../schema/message.ts";

/** A repeated clientKey costs nothing, and is answered also when the limit is reached: by `find`. */
export async function sendWithinLimit(
  context: Context,
  userId: string,
  send: (ports: Ports) => Promise<SentMessage>,
  find: (ports: Ports) => Promise<SentMessage | null>,
): Promise<SentMessage> {
  try {
    await context.limits.charge("send", userId);
  } catch (error) {
    const isLimit = error instanceof RequestError && error.code === "RATE_LIMITED";
    const known = isLimit ? await find(context.ports) : null;
    if (known === null) throw error;
    return known;
  }
  const sent = await send(context.ports);
  if (sent.isRepeated) void context.limits.refund("send", userId);
  return sent;
}

/** Whoever may send sees what they sent; only a repeated send may come from one who has left since. */
export async function viewSent(context: Context, sent: SentMessage): Promise<MessageView> {
  const { message, related, isRepeated } = sent;
  return isRepeated || related.length > 0 ? ownView(context, message, related) : viewMessage(message, WHOLE);
}
