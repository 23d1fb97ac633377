// A real browser, and pages that are watched: whatever they print, ask for in vain, fetch from
// elsewhere or throw is kept.

import fs from "node:fs";
import { chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * What the browser itself says of a page that it shows without fading it in, because the visitor
 * goes on or the machine is slow. No script of a page takes part in it, so none can prevent it.
 */
const GIVEN_UP = /^Transition was (skipped|aborted because of (invalid state|timeout))\b/;

/** Starts the browser that `CHROMIUM` names, else the one that the system has. */
export function launch() {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((place) => fs.existsSync(place));
  if (!executablePath) throw new Error(`no browser at ${PLACES.join(", ")}: install chromium or set CHROMIUM`);
  const args = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"];
  return chromium.launch({ executablePath, args });
}

/**
 * Opens an empty page whose troubles are written to `page.troubles`. `base` is where the site
 * stands: a request that leads anywhere else is a trouble. Close it with `page.context().close()`.
 */
export async function open(browser, base, { width = 1440, height = 900, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, ...more });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  page.troubles = [];
  const trouble = (what) => page.troubles.push(what);
  page.on("console", (message) => trouble(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => {
    if (!GIVEN_UP.test(error.message)) trouble(`error: ${error.message}`);
  });
  page.on("requestfailed", (request) => {
    // A file that is saved ends its navigation; a page that is left ends what it still loads.
    const aborted = request.failure()?.errorText === "net::ERR_ABORTED";
    if (!aborted) trouble(`failed: ${request.url()}: ${request.failure()?.errorText}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(base)) trouble(`foreign: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) trouble(`answer ${response.status()}: ${response.url()}`);
  });
  page.on("dialog", (dialog) => {
    trouble(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  return page;
}
