/** Keys of the kinds that push services give out, made for one test. */
import { createECDH, generateKeyPairSync } from "node:crypto";

export function vapidKeys(): { publicKey: string; privateKey: string } {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  const scalar = pair.getPrivateKey();
  // Without the zeros that one of 256 begins with.
  const padded = Buffer.concat([Buffer.alloc(32 - scalar.length), scalar]);
  return { publicKey: pair.getPublicKey("base64url"), privateKey: padded.toString("base64url") };
}

/** As in Apple's .p8 files, and the public key that its servers have. */
export function apnsKeys() {
  return generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
}

/** As in the file of a service account, and the public key that Google has. */
export function rsaKeys() {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
}
