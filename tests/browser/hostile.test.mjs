// A site made of hostile manifests, in a browser that would run every script it met: nothing runs,
// nothing is fetched from elsewhere, nothing is wider than the window, and pages stay accessible.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, open } from "./support/browser.mjs";
import * as checks from "./support/checks.mjs";
import { ATTACKS, write } from "./support/hostile.mjs";
import { mistakes } from "./support/html.mjs";
import { serve } from "./support/server.mjs";
import { files, kindOf, pagesOfEachKind, program, read } from "./support/site.mjs";

/** Whether anything of the manifest has run or taken effect. */
const canary = (page) =>
  page.evaluate(() => {
    const seen = [];
    if ("canary" in window) seen.push("a script has run");
    for (const tag of ["base", "iframe", "object", "embed", "style", "marquee", "audio", "img"])
      if (document.querySelector(tag)) seen.push(`there is a ${tag}`);
    for (const element of document.querySelectorAll("*"))
      for (const { name, value } of element.attributes)
        if (name.startsWith("on") || /^\s*(javascript|data):/i.test(value)) seen.push(`${name}=${value}`);
    return seen;
  });

describe("hostile manifests", () => {
  let browser, server, site, folder;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "toolrisk-hostile-"));
    const manifests = path.join(folder, "manifests");
    site = path.join(folder, "site");
    write(manifests);
    const built = spawnSync(program(), ["build", manifests, "--out", site, "--color", "never"], { encoding: "utf8" });
    // 4: entries were set aside, as they should be.
    assert.equal(built.status, 4, built.stderr);
    browser = await launch();
    server = await serve(site);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Every page but those of the crowd, of which a few stand for all. */
  const pages = () =>
    files(site, ".html").filter((address) => !/^servers\/crowd\/[^.]+\.html$/.test(address) || address.endsWith("_7.html"));
  const strange = () => pages().filter((address) => /^(servers\/(?!crowd)|[^/]+$|servers\/crowd\/index)/.test(address));

  test("no page has a mistake that a parser would have to mend", () => {
    const found = pages().flatMap((address) => mistakes(read(site, address)).found.map((fault) => `${address}, ${fault}`));
    assert.deepEqual(found, []);
  });

  test("nothing runs, and nothing is wider than the window", async () => {
    const all = strange();
    assert.ok(all.length > 60, `only ${all.length} pages`);
    // Neither header nor page forbids a script here: the escaping alone must hold.
    const page = await open(browser, server.base, { bypassCSP: true });
    const found = [];
    for (const address of all) {
      const note = (where, faults) => found.push(...faults.map((fault) => `${address}, ${where}: ${fault}`));
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto(server.base + address);
      await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => { fold.open = true; }));
      for (const width of [1440, 390, 320]) {
        await page.setViewportSize({ width, height: 900 });
        note(`${width} px`, await checks.overflow(page));
      }
      note("at rest", await canary(page));
      note("at rest", page.troubles.splice(0));
    }
    await page.context().close();
    assert.deepEqual(found, []);
  });

  test("every control may be used", async () => {
    const page = await open(browser, server.base, { bypassCSP: true, width: 390 });
    const found = [];
    const own = strange().filter((address) => address.includes("canary") && kindOf(address) !== "a tool");
    assert.ok(own.length >= 2);
    for (const address of own) {
      await page.goto(server.base + address);
      const fields = page.getByRole("searchbox");
      for (let i = (await fields.count()) - 1; i >= 0; i -= 1) {
        await page.goto(server.base + address);
        await fields.nth(i).fill(ATTACKS[0]);
        await fields.nth(i).press("Enter");
        await page.waitForLoadState();
      }
      await page.goto(server.base + address);
      for (const summary of await page.locator("summary").all()) await summary.click();
      for (const button of await page.getByRole("button").all()) {
        if (await button.isVisible()) await button.click();
      }
      found.push(...(await canary(page)), ...page.troubles.splice(0));
    }
    await page.context().close();
    assert.deepEqual(found, []);
  });

  test("a sample of pages is accessible", async () => {
    const sample = pagesOfEachKind(site).filter(([kind]) => kind.startsWith("a ") && !kind.includes("smallest")).map(([, address]) => address);
    sample.push(...strange().filter((address) => /canary.*attack_(0|7)|steer_1|scripts\/.*-/.test(address)).slice(0, 3));
    assert.ok(sample.length > 5, sample.join(" "));
    const found = [];
    for (const address of sample) {
      const page = await open(browser, server.base, { width: 390 });
      await page.goto(server.base + address);
      const faults = await checks.tree(page);
      await checks.shorten(page);
      faults.push(...(await checks.axe(page)), ...page.troubles);
      found.push(...faults.map((fault) => `${address}: ${fault}`));
      await page.context().close();
    }
    assert.deepEqual(found, []);
  });

  test("what did run would be noticed", async () => {
    const planted = await serve(site, { changed: (_, text) => text.replace("<main id=main>", `<main id=main>${ATTACKS[2]}`) });
    const page = await open(browser, planted.base, { bypassCSP: true });
    await page.goto(`${planted.base}index.html`);
    await page.waitForFunction(() => "canary" in window);
    const found = await canary(page);
    await page.context().close();
    await planted.close();
    for (const what of ["a script has run", "there is a img", "onerror=window.canary=1"]) assert.ok(found.includes(what), what);
  });
});
