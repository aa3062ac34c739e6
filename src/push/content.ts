/** What every service is given alike: texts that fit, and what an app reads. */
import { hash } from "node:crypto";
import type { Push } from "../domain/notification/ports.ts";

/** FCM and APNs take 4,096 bytes in all, Web Push 3,993. */
const TITLE_BYTES_MAX = 250;
const BODY_BYTES_MAX = 1_000;

/** The push with a title and a body that every service takes, cut between characters where they are longer. */
export function fitted(push: Push): Push {
  return {
    ...push,
    title: shortened(push.title, TITLE_BYTES_MAX),
    body: shortened(push.body, BODY_BYTES_MAX),
  };
}

function shortened(text: string, bytesMax: number): string {
  if (Buffer.byteLength(text) <= bytesMax) return text;
  const room = bytesMax - Buffer.byteLength("…");
  let bytes = 0;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > room) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** What the app itself reads, as texts: the facts, and what the push says beside its words. */
export function dataOf(push: Push): Record<string, string> {
  return {
    ...push.facts,
    kind: push.kind,
    collapseKey: push.collapseKey,
    badge: String(push.badge),
    url: push.url,
    actions: push.actions.join(","),
  };
}

/** The collapse key where a service takes letters, digits, `-` and `_` alone, 32 of them at most. */
export function topicOf({ collapseKey }: Push): string {
  return hash("sha256", collapseKey, "base64url").slice(0, 32);
}
