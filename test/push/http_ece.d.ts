declare module "http_ece" {
  import type { ECDH } from "node:crypto";
  /** Mozilla's own reader of encrypted bodies. */
  export function decrypt(
    body: Buffer,
    keys: { readonly version: "aes128gcm"; readonly privateKey: ECDH; readonly authSecret: string },
  ): Buffer;
}
