/** A service account with a key of its own, which nobody checks. */
import { generateKeyPairSync } from "node:crypto";
import type { FcmAccount } from "../../src/pushPlaces.ts";

export function makeAccount(): FcmAccount {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return { projectId: "bench", clientEmail: "push@bench.example", privateKey };
}
