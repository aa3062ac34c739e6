/** What limits count an address as: IPv4 whole, IPv6 by its /64, because one subscriber has all of that. */
import ipaddr from "ipaddr.js";

const IPV6_BLOCK_BITS = 64;

/** A text that is no address is its own block. */
export function addressBlock(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  const block = ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${IPV6_BLOCK_BITS}`);
  return `${block.toString()}/${IPV6_BLOCK_BITS}`;
}
