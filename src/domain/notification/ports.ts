/** The port to those who bring notifications to devices. */

/** Which service a device's token is of. */
export type PushProviderName = "FCM" | "WEB_PUSH" | "APNS" | "CONSOLE";

/** What a device is shown, or told without showing. */
export interface Push {
  /** The device's token as it was registered; of WEB_PUSH: the subscription as JSON (`endpoint`, `keys`). */
  readonly token: string;
  /** ALERT is shown; SILENT wakes the app alone, to take back what was read elsewhere and to set the badge. */
  readonly kind: "ALERT" | "SILENT";
  /** Of two pushes with one key a device shows the later one alone. At most 64 characters. */
  readonly collapseKey: string;
  /** Empty where SILENT. */
  readonly title: string;
  readonly body: string;
  /** Unread messages in all conversations. */
  readonly badge: number;
  /** Where a tap leads, e.g. `https://chat.example/conversations/…?seq=12`. */
  readonly url: string;
  /** What the device offers beside opening it. */
  readonly actions: readonly ("REPLY" | "MARK_READ")[];
  /** For the app: ids, as texts. */
  readonly facts: Readonly<Record<string, string>>;
  /** HIGH wakes a device. */
  readonly priority: "HIGH" | "NORMAL";
  /** After that it is no news. Seconds. */
  readonly ttlSeconds: number;
}

export type PushOutcome =
  | { readonly status: "SENT" }
  /** The token is of no device any more: it is forgotten at once. */
  | { readonly status: "INVALID_TOKEN" }
  /** To be tried again, not before `retryAfterMs`; null: the provider did not say. */
  | { readonly status: "RETRY"; readonly retryAfterMs: number | null; readonly reason: string }
  /** It will never be taken; the token may be good. The reason is logged: it holds neither the token nor the words. */
  | { readonly status: "REFUSED"; readonly reason: string };

export interface PushProvider extends AsyncDisposable {
  readonly name: PushProviderName;
  /** How many one call takes. */
  readonly batchMax: number;
  /** Which of several servers a push goes to, where each is slow or fails by itself. Absent: there is one. */
  readonly serviceOf?: (push: Push) => string;
  /**
   * One outcome for each push, in order, within eight seconds. Never rejects: when `signal` aborts it resolves at once, and
   * what has no answer then is RETRY.
   */
  send(pushes: readonly Push[], signal: AbortSignal): Promise<readonly PushOutcome[]>;
}
