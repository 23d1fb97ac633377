// Every kind of page, narrow and wide, light and dark: accessible, quiet, never wider than the
// window, and still once painted.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, open } from "./support/browser.mjs";
import * as checks from "./support/checks.mjs";
import { faults } from "./support/faults.mjs";
import { serve } from "./support/server.mjs";
import { pagesOfEachKind, samples } from "./support/site.mjs";

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
      assert.deepEqual(await faults(browser, server.base, address, kind.includes("smallest") ? [390] : [390, 1440]), []);
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
