/** The body of a Web Push, which only the browser can read: RFC 8291, in the encoding of RFC 8188. */
import { createCipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

/** What fits into the one record that a push service has to take. Bytes. */
const PLAINTEXT_BYTES_MAX = 3_993;
const RECORD_BYTES = 4_096;
const SALT_BYTES = 16;
const TAG_BYTES = 16;

/** What a browser made when it subscribed, decoded: a point of P-256 (65 bytes), and 16 bytes. */
export interface BrowserKeys {
  readonly p256dh: Buffer;
  readonly auth: Buffer;
}

/** Drawn anew for every push; given by the test of the RFC's example alone. */
export interface Drawn {
  readonly salt: Buffer;
  /** Raw. */
  readonly privateKey?: Buffer;
}

/** Throws when `p256dh` is no point of the curve, or the text is longer than PLAINTEXT_BYTES_MAX. */
export function encryptBody(
  plaintext: Buffer,
  { p256dh, auth }: BrowserKeys,
  { salt, privateKey }: Drawn = { salt: randomBytes(SALT_BYTES) },
): Buffer {
  if (plaintext.length > PLAINTEXT_BYTES_MAX) throw new Error("The push is too large.");
  const pair = createECDH("prime256v1");
  if (privateKey === undefined) pair.generateKeys();
  else pair.setPrivateKey(privateKey);
  const publicKey = pair.getPublicKey();
  const secret = derive(pair.computeSecret(p256dh), auth, ["WebPush: info\0", p256dh, publicKey], 32);
  const key = derive(secret, salt, ["Content-Encoding: aes128gcm\0"], 16);
  const nonce = derive(secret, salt, ["Content-Encoding: nonce\0"], 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce, { authTagLength: TAG_BYTES });
  const head = Buffer.alloc(SALT_BYTES + 5);
  salt.copy(head);
  head.writeUInt32BE(RECORD_BYTES, SALT_BYTES);
  head.writeUInt8(publicKey.length, SALT_BYTES + 4);
  // 2 ends the last record.
  const text = cipher.update(Buffer.concat([plaintext, Buffer.of(2)]));
  return Buffer.concat([head, publicKey, text, cipher.final(), cipher.getAuthTag()]);
}

function derive(secret: Buffer, salt: Buffer, info: readonly (string | Buffer)[], bytes: number): Buffer {
  const joined = Buffer.concat(info.map((part) => Buffer.from(part)));
  return Buffer.from(hkdfSync("sha256", secret, salt, joined, bytes));
}
