// The site stands anywhere: on a disk, in a folder of a server, under the strictest header. Links
// stay inside, and nothing is asked for that is not there.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { launch, open } from "./support/browser.mjs";
import { shifts } from "./support/checks.mjs";
import { serve } from "./support/server.mjs";
import { pagesOfEachKind, program, samples } from "./support/site.mjs";

describe("places", () => {
  let browser;
  before(async () => { browser = await launch(); });
  after(async () => browser.close());

  /** What moves on any page, served and watched as the two say. */
  async function moved(how, watched) {
    const server = await serve(samples(), how);
    const page = await open(browser, server.base, { width: 390 });
    const found = [];
    for (const [kind, address] of pagesOfEachKind(samples())) {
      if (kind.includes("smallest")) continue;
      await page.goto(server.base + address);
      found.push(...(await shifts(page, watched)).map((fault) => `${address}: ${fault}`));
    }
    await page.context().close();
    await server.close();
    return found;
  }

  /** Opens every kind of page at a place, follows a link of each and switches the theme. */
  async function tour(base) {
    const page = await open(browser, base);
    const found = [];
    for (const [, address] of pagesOfEachKind(samples())) {
      await page.goto(base + address);
      await page.getByRole("button", { name: /^Theme/ }).waitFor();
      const style = await page.evaluate(() => getComputedStyle(document.body).maxWidth + getComputedStyle(document.querySelector("main")).maxWidth);
      if (!/\dpx/.test(style)) found.push(`${address}: the style sheet has not come`);
      found.push(...page.troubles.splice(0).map((trouble) => `${address}: ${trouble}`));
    }
    await page.goto(`${base}index.html`);
    await page.getByRole("banner").getByRole("link", { name: "Servers" }).click();
    await page.getByRole("main").getByRole("link", { name: "Butterbase" }).first().click();
    await page.getByRole("link", { name: "manage_api_keys" }).first().click();
    await page.waitForURL(`${base}servers/butterbase/manage_api_keys.html`);
    await page.getByRole("button", { name: /^Theme/ }).click();
    await page.getByRole("button", { name: "Theme: light" }).waitFor();
    const search = page.getByRole("search").first();
    if (await search.count()) {
      await search.getByRole("searchbox").fill("delete file");
      await search.getByRole("searchbox").press("Enter");
      await page.waitForURL(/search\.html\?q=/);
      await page.getByRole("main").locator("ol").getByRole("link").first().click();
      await page.waitForLoadState();
    }
    assert.ok(page.url().startsWith(base));
    found.push(...page.troubles);
    await page.context().close();
    return found;
  }

  test("on a disk", async () => {
    assert.deepEqual(await tour(`${pathToFileURL(samples()).href}/`), []);
  });

  test("in a folder of a server", async () => {
    const server = await serve(samples(), { below: "/some/where/" });
    const found = await tour(server.base);
    await server.close();
    assert.deepEqual(found, []);
  });

  test("a page that is not there is said to be missing, and the browser says so here", async () => {
    const server = await serve(samples());
    const page = await open(browser, server.base);
    await page.goto(`${server.base}nowhere.html`);
    await page.context().close();
    await server.close();
    assert.ok(page.troubles.some((trouble) => trouble.startsWith("answer 404")), page.troubles.join());
  });

  test("scripts that come late move nothing", async () => {
    assert.deepEqual(await moved({ late: 400 }, { settled: 200 }), []);
  });

  test("a page that comes in pieces hardly moves", async () => {
    assert.deepEqual(await moved({ pieces: 2_000 }), []);
  });

  test("postures that are published lead to one another", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "toolrisk-postures-"));
    const manifest = path.join(folder, "keeper.json");
    const tools = ["list_notes", "add_note", "delete_all_notes"].map((name) => ({ name, description: `${name.replaceAll("_", " ")}.` }));
    fs.writeFileSync(manifest, JSON.stringify({ tools }));
    const args = ["build", manifest, "--out", path.join(folder, "site"), "--posture", "recommended,strict", "--color", "never"];
    const built = spawnSync(program(), args, { encoding: "utf8" });
    assert.equal(built.status, 0, built.stderr);
    const server = await serve(path.join(folder, "site"));
    const page = await open(browser, server.base);
    await page.goto(`${server.base}servers/keeper/index.policies.html`);
    const postures = page.getByRole("navigation", { name: "Postures" });
    const current = () => postures.locator("[aria-current]").textContent();
    assert.equal(await current(), "recommended");
    const before = await page.getByRole("main").textContent();
    await postures.getByRole("link", { name: "strict" }).click();
    await page.waitForURL(/strict\.html$/);
    assert.equal(await current(), "strict");
    assert.notEqual(await page.getByRole("main").textContent(), before);
    await postures.getByRole("link", { name: "recommended" }).click();
    await page.waitForURL(/index\.policies\.html$/);
    assert.deepEqual(page.troubles, []);
    await page.context().close();
    await server.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });
});
