/** The browser that pages are looked at with. */
import { access } from "node:fs/promises";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/**
 * A machine without Chromium cannot look at a page: there the tests that do are shown as skipped. With CI=true they run in
 * any case, and fail where it is missing.
 */
export async function lacksChromium(): Promise<boolean> {
  if (process.env["CI"] === "true") return false;
  return access(CHROMIUM).then(
    () => false,
    () => true,
  );
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
