/** A message as FCM's HTTP v1 API takes it: fields that it does not know are refused, as there. */
import { z } from "zod";

const header = z.record(z.string(), z.string());
const seconds = z.string().regex(/^\d+(\.\d+)?s$/);
const topic = z.string().regex(/^[\w-]{1,32}$/);

const aps = z.union([
  // What is shown.
  z.strictObject({
    badge: z.int().min(0),
    sound: z.string(),
    category: z.string().optional(),
  }),
  // What wakes the app; Apple allows nothing beside it.
  z.strictObject({ "content-available": z.literal(1) }),
]);

const message = z.strictObject({
  token: z.string(),
  data: z.record(
    z.string().refine((key) => !/^(from|message_type|google.*|gcm.*)$/.test(key)),
    z.string(),
  ),
  notification: z.strictObject({ title: z.string(), body: z.string() }).optional(),
  android: z.strictObject({
    collapse_key: z.string(),
    priority: z.enum(["high", "normal"]),
    ttl: seconds,
    notification: z.strictObject({ tag: z.string(), notification_count: z.int().min(0) }).optional(),
  }),
  apns: z.strictObject({ headers: header, payload: z.strictObject({ aps }) }),
  webpush: z.strictObject({
    headers: z.strictObject({
      TTL: z.string().regex(/^\d+$/),
      Urgency: z.enum(["high", "normal"]),
      Topic: topic,
    }),
    notification: z.strictObject({ tag: z.string() }).optional(),
    fcmOptions: z.strictObject({ link: z.url({ protocol: /^https$/ }) }).optional(),
  }),
});

export type FcmMessage = z.infer<typeof message>;

/** Null for a message that FCM would take. */
export function messageFault(given: unknown): string | null {
  const { success, error } = message.safeParse(given);
  if (!success) return z.prettifyError(error);
  const { android, apns } = given as FcmMessage;
  if (Number.parseFloat(android.ttl) > 2_419_200) return "ttl is longer than four weeks";
  if (Buffer.byteLength(apns.headers["apns-collapse-id"] ?? "") > 64) return "the collapse id is too long";
  return Buffer.byteLength(JSON.stringify(given)) > 4_096 ? "the message is too large" : null;
}
