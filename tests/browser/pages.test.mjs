// Every kind of page, narrow and wide, light and dark: accessible, quiet, never wider than the
// window, and still once painted.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, open } from "./support/browser.mjs";
import * as checks from "./support/checks.mjs";
import { serve } from "./support/server.mjs";
import { pagesOfEachKind, samples } from "./support/site.mjs";

/** All faults of one page. */
export async function faults(browser, base, address, widths = [390, 1440]) {
  const all = [];
  const note = (where, found) => all.push(...found.map((fault) => `${address}, ${where}: ${fault}`));
  for (const width of widths) {
    const page = await open(browser, base, { width });
    await page.goto(base + address);
    note(`${width} px`, await checks.shifts(page));
    note(`${width} px`, await checks.overflow(page));
    note(`${width} px`, await checks.tree(page));
    if (width < 640) {
      await page.setViewportSize({ width: 320, height: 700 });
      note("320 px", await checks.overflow(page));
      await page.setViewportSize({ width, height: 700 });
    }
    await checks.shorten(page);
    note(`${width} px, light`, await checks.axe(page));
    await page.emulateMedia({ colorScheme: "dark" });
    note(`${width} px, dark`, await checks.axe(page, { colours: true }));
    note(`${width} px`, page.troubles);
    await page.context().close();
  }
  return all;
}

describe("pages", () => {
  let browser, server;
  before(async () => {
    browser = await launch();
    server = await serve(samples());
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  for (const [kind, address] of pagesOfEachKind(samples())) {
    test(`${kind}: ${address}`, async () => {
      assert.deepEqual(await faults(browser, server.base, address), []);
    });
  }

  test("at 200 % zoom nothing has to be moved sideways", async () => {
    const found = [];
    // A window of 720 pixels, each of the page's being two of the screen's.
    const page = await open(browser, server.base, { width: 360, height: 400, deviceScaleFactor: 2 });
    for (const [, address] of pagesOfEachKind(samples())) {
      await page.goto(server.base + address);
      found.push(...(await checks.overflow(page)).map((fault) => `${address}: ${fault}`));
    }
    await page.context().close();
    assert.deepEqual(found, []);
  });
});
