/** Which addresses a server may turn to because a stranger named them: those of the public internet alone. */
import { lookup as lookUp } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** A name has no address that may be turned to. */
export class NotPublicError extends Error {
  override readonly name = "NotPublicError";
}

/** False for what is private, local, shared, reserved, or an IPv4 address of those kinds written as IPv6. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "unicast";
}

/**
 * For the `lookup` of a socket: the addresses of a name less those that are not allowed, so that what is connected to is
 * what was looked at. Fails with NotPublicError when none is left.
 */
export function guardedLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, "");
        return;
      }
      const allowed = addresses.filter(({ address }) => isAllowed(address));
      const [first] = allowed;
      if (first === undefined) callback(new NotPublicError(`${hostname} has no public address`), "");
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}
