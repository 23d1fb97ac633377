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

  // The page of all components shows each several times, so landmarks of one name are its purpose.
  const meant = (address, fault) => address === "style.html" && /landmark/.test(fault);
  for (const [kind, address] of pagesOfEachKind(samples())) {
    const small = kind.includes("smallest");
    test(`${kind}: ${address}`, { skip: small && !process.env.TOOLRISK_BROWSER_ALL && "TOOLRISK_BROWSER_ALL=1 tries it" }, async () => {
      const found = await faults(browser, server.base, address, small ? [390] : [390, 1440]);
      assert.deepEqual(found.filter((fault) => !meant(address, fault)), []);
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
