/** Whose address counts, behind proxies that are trusted and before ones that are not. */
import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { addressBlock } from "../../src/lib/addressBlock.ts";
import { createClientAddress } from "../../src/transports/clientAddress.ts";

test.each([
  ["nobody is trusted: the header is nothing but a claim", [], "10.0.0.1", "1.2.3.4", "10.0.0.1"],
  ["a trusted proxy is believed", ["10.0.0.1"], "10.0.0.1", "1.2.3.4", "1.2.3.4"],
  [
    "what stands left of the rightmost untrusted address was made up",
    ["10.0.0.0/8"],
    "10.0.0.1",
    "6.6.6.6, 1.2.3.4",
    "1.2.3.4",
  ],
  [
    "a chain of trusted proxies is followed",
    ["10.0.0.0/8"],
    "10.0.0.1",
    "1.2.3.4, 10.0.0.7, 10.0.0.8",
    "1.2.3.4",
  ],
  ["a mapped IPv4 address is the IPv4 address", ["10.0.0.1"], "::ffff:10.0.0.1", "::ffff:1.2.3.4", "1.2.3.4"],
  ["an IPv6 range is kept", ["2001:db8::/32"], "2001:db8::1", "2001:0DB9:0:0::5", "2001:db9::5"],
  ["a port is dropped", ["10.0.0.1"], "10.0.0.1", "1.2.3.4:5678", "1.2.3.4"],
  ["nonsense is not believed", ["10.0.0.1"], "10.0.0.1", "1.2.3.4, nonsense", "10.0.0.1"],
  ["no header: the proxy itself", ["10.0.0.1"], "10.0.0.1", undefined, "10.0.0.1"],
])("%s", (_title, trusted, remoteAddress, forwarded, expected) => {
  const request = { socket: { remoteAddress }, headers: { "x-forwarded-for": forwarded } };
  expect(createClientAddress(trusted)(request as unknown as IncomingMessage)).toBe(expected);
});

test("limits count an IPv6 address by its /64, and an IPv4 address whole", () => {
  expect(addressBlock("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
  expect(addressBlock("2001:db8:1:2:ffff::1")).toBe("2001:db8:1:2::/64");
  expect(addressBlock("2001:db8:1:3::1")).not.toBe("2001:db8:1:2::/64");
  expect(addressBlock("203.0.113.9")).toBe("203.0.113.9");
  expect(addressBlock("::ffff:203.0.113.9")).toBe("203.0.113.9");
  expect(addressBlock("unknown")).toBe("unknown");
});
