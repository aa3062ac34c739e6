/** The kinds of settings there are: what each accepts, how it is read, and how the documents tell of it. */
import ipaddr from "ipaddr.js";
import { z } from "zod";

/** A setting is wrong or missing; the message is one sentence for the person who starts the server. */
export class ConfigError extends Error {}

export interface Setting {
  readonly schema: z.ZodType;
  /** What a reader of the table is told is accepted. */
  readonly accepts: string;
  readonly description: string;
  /** As it would be written in the environment; empty where unset is the default. */
  readonly default: string;
  readonly isSecret?: boolean;
}

export const number = (fallback: number, min: number, max: number, description: string) => ({
  schema: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max)),
  accepts: `a whole number from ${min} to ${max}`,
  description,
  default: String(fallback),
});

const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  "1": true,
  false: false,
  off: false,
  "0": false,
};
const FLAG = z.enum(Object.keys(FLAGS)).transform((value) => FLAGS[value] === true);
const FLAG_ACCEPTS = "true or false (on or off, 1 or 0)";

export const flag = (fallback: boolean, description: string) => ({
  schema: FLAG,
  accepts: FLAG_ACCEPTS,
  description,
  default: String(fallback),
});

/** A flag whose default depends on NODE_ENV. */
export const optionalFlag = (description: string) => ({
  schema: z.union([z.literal("").transform(() => null), FLAG]),
  accepts: FLAG_ACCEPTS,
  description,
  default: "",
});

export const url = (protocols: readonly string[], description: string) => ({
  schema: z
    .string()
    .refine((value) => value === "" || (URL.canParse(value) && protocols.includes(new URL(value).protocol)))
    .transform((value) => (value === "" ? null : value)),
  accepts: `a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`,
  description,
  default: "",
});

export const text = (fallback: string, description: string, accepts = "any text") => ({
  schema: z.string(),
  accepts,
  description,
  default: fallback,
});

export const list = (
  isItem: (item: string) => boolean,
  description: string,
  accepts: string,
  fallback = "",
) => ({
  schema: z
    .string()
    .transform((value) =>
      value
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    )
    .refine((items) => items.every(isItem)),
  accepts,
  description,
  default: fallback,
});

export function isOrigin(text: string): boolean {
  return text === "*" || (URL.canParse(text) && new URL(text).origin === text);
}

export function isAddressOrRange(text: string): boolean {
  return text.includes("/") ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text);
}

export const secret = (description: string) => ({
  schema: z
    .string()
    .refine((value) => value === "" || value.length >= 32)
    .transform((value) => (value === "" ? null : value)),
  accepts: "at least 32 characters",
  description,
  default: "",
  isSecret: true,
});

/** One that may be of any length, for systems that know no better. */
export const password = (description: string, accepts = "any text") => ({
  schema: z.string().transform((value) => (value === "" ? null : value)),
  accepts,
  description,
  default: "",
  isSecret: true,
});

/** Addresses of servers; an IPv6 one in brackets. */
export const hostPorts = (description: string) => ({
  schema: z.string().transform((value, context) => {
    const items = value.split(",").map((item) => item.trim());
    return items
      .filter((item) => item !== "")
      .map((item) => {
        const [, host = "", port = ""] = /^([\w.-]+|\[[\da-f:.]+\]):(\d{1,5})$/i.exec(item) ?? [];
        if (host === "" || Number(port) < 1 || Number(port) > 65_535) context.addIssue("not an address");
        return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
      });
  }),
  accepts: "host:port, several separated by commas",
  description,
  default: "",
});
