// `npm run push:vapid`: prints a new pair of keys for Web Push, as settings. Browsers that subscribed with another pair have
// to subscribe again.

import { generateKeyPairSync } from "node:crypto";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const { x, y } = publicKey.export({ format: "jwk" });
const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
process.stdout.write(`VAPID_PUBLIC_KEY=${point.toString("base64url")}\n`);
process.stdout.write(`VAPID_PRIVATE_KEY=${privateKey.export({ format: "jwk" }).d}\n`);
