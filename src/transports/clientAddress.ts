/** Tells from which address a request really comes, when proxies stand before the server. */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import ipaddr from "ipaddr.js";

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

export type ClientAddressOf = (request: IncomingMessage) => string;

/**
 * Reads `X-Forwarded-For` from its right end: each address is believed as long as the one that reported it is trusted.
 * So the answer is the rightmost untrusted address; what stands further left was written by the client itself.
 * `trusted` holds addresses and CIDR ranges.
 */
export function createClientAddress(trusted: readonly string[]): ClientAddressOf {
  const ranges = trusted.map(parseRange);
  /** A connection's own end, for all its requests. */
  const peers = new WeakMap<Socket, string>();
  return ({ socket, headers }) => {
    let address = peers.get(socket);
    if (address === undefined) {
      address = normalise(socket.remoteAddress ?? "") ?? "unknown";
      peers.set(socket, address);
    }
    if (ranges.length === 0) return address;
    const forwarded = headerItems(headers["x-forwarded-for"]);
    while (isWithin(address, ranges)) {
      const reported = forwarded.pop();
      const next = reported === undefined ? null : normalise(reported);
      if (next === null) break;
      address = next;
    }
    return address;
  };
}

export function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}

function parseRange(text: string): Range {
  if (text.includes("/") && ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

function isWithin(address: string, ranges: readonly Range[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.some(([range, bits]) => parsed.kind() === range.kind() && parsed.match(range, bits));
}

/** One spelling per address, so that limits counted by address cannot be stepped around; ports are dropped. */
function normalise(text: string): string | null {
  const bare = text.replace(/^\[([^\]]*)\](?::\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : null;
}

function headerItems(header: string | string[] | undefined): string[] {
  return (Array.isArray(header) ? header.join(",") : (header ?? ""))
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
