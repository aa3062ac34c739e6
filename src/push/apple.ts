/** What Apple's devices are told, the same through Firebase as directly. */
import { hash } from "node:crypto";
import type { Push } from "../domain/notification/ports.ts";

const COLLAPSE_ID_BYTES_MAX = 64;

/** The headers of APNs. A silent push has to be of background and of low priority, or Apple refuses it. */
export function apnsHeadersOf(push: Push, now = Date.now()): Record<string, string> {
  const isAlert = push.kind === "ALERT";
  return {
    "apns-push-type": isAlert ? "alert" : "background",
    "apns-priority": isAlert && push.priority === "HIGH" ? "10" : "5",
    "apns-expiration": String(Math.floor(now / 1000) + push.ttlSeconds),
    "apns-collapse-id":
      Buffer.byteLength(push.collapseKey) <= COLLAPSE_ID_BYTES_MAX
        ? push.collapseKey
        : hash("sha256", push.collapseKey, "base64url"),
  };
}

/**
 * What the system reads of the payload, beside the words. The category is the actions, joined by `_`, for an app that has registered it. A
 * silent push has no badge here, which Apple forbids: the app sets it from the data.
 */
export function apsOf({ kind, badge, actions }: Push) {
  if (kind === "SILENT") return { "content-available": 1 as const };
  const category = actions.join("_");
  return {
    badge,
    sound: "default",
    ...(category === "" ? {} : { category }),
  };
}
