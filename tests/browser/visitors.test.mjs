// Four visitors walk their paths: an engineer, a reviewer, a newcomer, an agent. They look for
// roles and names, as a person or a screen reader does.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import { launch, open } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { samples } from "./support/site.mjs";

const SERVER = "Butterbase";
const TOOL = "manage_api_keys";
const ADDRESS = "servers/butterbase/manage_api_keys.html";

describe("visitors", () => {
  let browser, server, base;
  before(async () => {
    browser = await launch();
    server = await serve(samples());
    base = server.base;
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  /** Walks a path from a page; nothing may go wrong on the way. */
  async function walk(address, path, options) {
    const page = await open(browser, base, options);
    try {
      await page.goto(base + address);
      await path(page);
      assert.deepEqual(page.troubles, []);
    } finally {
      await page.context().close();
    }
  }

  const heading = (page) => page.getByRole("heading", { level: 1 });
  const main = (page) => page.getByRole("main");
  const titled = async (page, name) => assert.match((await heading(page).textContent()).trim(), name);
  const from = (page) => new URL(page.url());

  /** Follows the first link of that name, in main unless told. */
  async function follow(page, name, place = main(page)) {
    await place.getByRole("link", { name }).first().click();
    await page.waitForLoadState();
  }

  async function downloaded(page, link) {
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    return JSON.parse(fs.readFileSync(await download.path(), "utf8"));
  }

  test("an engineer finds a tool, reads why, copies its rule and takes the policy", async () => {
    await walk(
      "index.html",
      async (page) => {
        const field = page.getByRole("search").first().getByRole("searchbox");
        await field.fill("manage api keys");
        await field.press("Enter");
        await page.waitForURL(/search\.html\?q=/);
        const found = main(page).locator("ol").getByRole("link", { name: TOOL });
        await found.first().waitFor();
        await page.waitForFunction(() => /\d/.test(document.querySelector("[role=status]")?.textContent ?? ""));
        await found.first().click();
        await page.waitForURL(/\/manage_api_keys\.html$/);
        await titled(page, /^manage_api_keys$/);

        await page.getByRole("region", { name: "Verdict" }).getByText("Critical risk").waitFor();
        await page.getByRole("heading", { name: /^Why/ }).waitFor();
        // From the marked words to what they were taken to say, on to the rule, and back again.
        await page.locator("blockquote").getByRole("link", { name: "Evidence 1" }).click();
        assert.equal(from(page).hash, "#e1");
        const said = page.locator("#e1");
        assert.match(await said.textContent(), /\w+ \w+/);
        assert.ok(await said.evaluate((item) => item.matches(":target")));
        const box = await said.boundingBox();
        assert.ok(box.y >= 0 && box.y < 900, "it is in the window");
        await said.getByRole("link").click();
        await page.waitForURL(/\/rules\//);
        await page.goBack();
        await page.goBack();
        assert.equal(from(page).hash, "");
        await titled(page, /^manage_api_keys$/);

        await follow(page, /rule/i, page.getByRole("region", { name: "Verdict" }));
        const code = page.locator("pre:visible").first();
        await page.getByRole("button", { name: "Copy" }).first().click();
        await page.getByRole("status").getByText("Copied").waitFor();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        assert.equal(copied, await code.textContent());
        const rule = JSON.parse(copied);
        assert.deepEqual(rule.hide, [TOOL]);

        await follow(page, SERVER, page.getByRole("navigation", { name: "Breadcrumb" }));
        await titled(page, new RegExp(`^${SERVER}$`));
        const policy = await downloaded(page, main(page).getByRole("link", { name: "policy.json" }).first());
        assert.ok(policy.hide.includes(TOOL));
        assert.equal(policy.default, rule.default);
      },
      { permissions: ["clipboard-read", "clipboard-write"] },
    );
  });

  test("where the clipboard is closed, the rule is selected", async () => {
    await walk(ADDRESS, async (page) => {
      await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error("closed")); });
      await page.getByRole("button", { name: "Copy" }).first().click();
      await page.getByRole("status").getByText(/selected/i).waitFor();
      const selected = await page.evaluate(() => getSelection().toString());
      assert.deepEqual(JSON.parse(selected).hide, [TOOL]);
    });
  });

  test("a reviewer goes through the doubtful verdicts and learns how to contest one", async () => {
    await walk("index.html", async (page) => {
      const footer = page.getByRole("contentinfo");
      await follow(page, "For review", footer);
      const rows = main(page).getByRole("row");
      assert.ok((await rows.count()) > 5);
      await rows.nth(1).getByRole("link").first().click();
      await page.waitForURL(/\/servers\//);
      const verdict = page.getByRole("region", { name: "Verdict" });
      await verdict.getByRole("link", { name: "low", exact: true }).first().waitFor();
      assert.match(await verdict.textContent(), /Confidence\s*low: \w+ \w+/, "a reason stands beside it");
      await page.goBack();

      await follow(page, "Wrong hints", footer);
      const wrong = main(page).getByRole("row").nth(1).getByRole("link").first();
      await wrong.click();
      await page.waitForURL(/\/servers\//);
      await main(page).getByText("Wrong hint.").first().waitFor();
      await main(page).getByText(/(readOnly|destructive|idempotent|openWorld)Hint/).first().waitFor();

      await follow(page, "Accuracy", footer);
      await main(page).getByRole("heading", { name: /contest/i }).waitFor();
      await follow(page, /wrong|miss|lists?/i);
      await main(page).getByRole("link", { name: /contest/i }).first().click();
      assert.equal(from(page).hash, "#contest");
    });
  });

  test("a newcomer learns the words and goes from an attack to the tools that it would use", async () => {
    await walk("index.html", async (page) => {
      await follow(page, "Method", page.getByRole("banner"));
      await titled(page, /judged/);
      await page.getByRole("table", { name: /risk by category/i }).waitFor();
      for (const word of ["Read", "Write", "Destructive", "irreversible", "executes-code", "High", "low"]) {
        await main(page).getByText(word, { exact: true }).first().waitFor();
      }
      await follow(page, "Attacks", page.getByRole("banner"));
      await titled(page, /attack/i);
      await main(page).getByRole("table", { name: "Attack records" }).getByRole("link").first().click();
      await page.waitForURL(/\/attacks\/(?!index)/);
      await main(page).getByRole("heading", { name: "What helps" }).waitFor();
      await main(page).getByRole("heading", { name: "What does not" }).waitFor();
      const access = await main(page).locator("dl").first().locator("a.t").allTextContents();
      const tool = main(page).getByRole("table", { name: "Tools" }).getByRole("row").nth(1);
      const name = await tool.getByRole("link").first().textContent();
      await tool.getByRole("link").first().click();
      await page.waitForURL(/\/servers\//);
      assert.equal((await heading(page).textContent()).trim(), name);
      const traits = await page.getByRole("region", { name: "Verdict" }).locator("a.t").allTextContents();
      for (const trait of access) assert.ok(traits.includes(trait), `${trait} is not among ${traits}`);
      await follow(page, traits[0], page.getByRole("region", { name: "Verdict" }));
      await titled(page, new RegExp(traits[0], "i"));
    });
  });

  test("an agent reads beside each page what the page says", async () => {
    const json = async (page, href) => {
      const answer = await page.request.get(new URL(href, page.url()).href);
      assert.match(answer.headers()["content-type"], /json/);
      return answer.json();
    };
    const beside = (page) =>
      page.locator("link[rel=alternate][type='application/json']").getAttribute("href").then((href) => json(page, href));
    await walk(ADDRESS, async (page) => {
      const record = await beside(page);
      assert.equal(record.tool.name ?? record.tool, TOOL);
      const verdict = await page.getByRole("region", { name: "Verdict" }).textContent();
      const judged = record.verdict ?? record;
      for (const said of [`${judged.risk} risk`, judged.category, ...judged.traits]) assert.ok(verdict.includes(said), said);
    });
    await walk("servers/butterbase/index.html", async (page) => {
      const record = await beside(page);
      for (const [risk, count] of Object.entries(record.counts.by_risk)) {
        await main(page).getByRole("listitem").filter({ hasText: new RegExp(`^\\s*${risk} ${count}\\s*$`) }).first().waitFor();
      }
      const rows = page.getByRole("table", { name: "Tools" }).getByRole("row");
      assert.equal(await rows.count(), record.tools.length + 1);
      await page.getByText("Show policy.json").click();
      const shown = await page.locator("pre[aria-label='policy.json']").textContent();
      assert.deepEqual(JSON.parse(shown), await json(page, "policy.json"));
      await page.getByRole("table", { name: "Tools" }).getByRole("row", { name: TOOL }).getByText("hidden").waitFor();
    });
  });

  test("a theme that was chosen stays", async () => {
    await walk("index.html", async (page) => {
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const button = () => page.getByRole("button", { name: /^Theme/ });
      const system = await ground();
      await button().click();
      await page.getByRole("button", { name: "Theme: light" }).waitFor();
      assert.equal(await ground(), system, "the system's theme is light here");
      await button().click();
      await page.getByRole("button", { name: "Theme: dark" }).waitFor();
      const dark = await ground();
      assert.notEqual(dark, system);
      await page.reload();
      assert.equal(await ground(), dark);
      await page.goto(base + ADDRESS);
      assert.equal(await ground(), dark);
      await button().click();
      await page.getByRole("button", { name: "Theme: system" }).waitFor();
      assert.equal(await ground(), system);
      await page.emulateMedia({ colorScheme: "dark" });
      assert.equal(await ground(), dark, "the system's theme is followed");
    });
  });

  test("long tables are filtered and sorted", async () => {
    await walk("servers/butterbase/index.html", async (page) => {
      const table = page.getByRole("table", { name: "Tools" });
      const shown = () => table.getByRole("row").filter({ visible: true }).count();
      const all = await shown();
      await page.getByRole("searchbox", { name: /^Filter/ }).fill("keys");
      await page.getByRole("status").getByText(/^1 of \d+$/).waitFor();
      assert.equal(await shown(), 2);
      await page.getByRole("searchbox", { name: /^Filter/ }).fill("");
      assert.equal(await shown(), all);
      await page.getByRole("status").getByText(`${all - 1} of ${all - 1}`).waitFor();
      const head = table.getByRole("columnheader", { name: "Risk" });
      await head.getByRole("button").focus();
      await page.keyboard.press("Enter");
      assert.equal(await head.getAttribute("aria-sort"), "ascending");
      await page.getByRole("status").getByText("Sorted by Risk, ascending").waitFor();
      assert.match(await table.getByRole("row").nth(1).textContent(), /Low/);
      await page.keyboard.press("Enter");
      assert.match(await table.getByRole("row").nth(1).textContent(), /Critical/);
    });
  });

  test("without script every path but the search is there, and no control is dead", async () => {
    await walk(
      "index.html",
      async (page) => {
        await follow(page, "Servers", page.getByRole("banner"));
        await follow(page, SERVER);
        await follow(page, TOOL);
        await titled(page, /^manage_api_keys$/);
        await page.locator("blockquote").getByRole("link", { name: "Evidence 1" }).click();
        assert.equal(from(page).hash, "#e1");
        const fold = main(page).locator("details").first();
        await fold.locator("summary").click();
        assert.ok(await fold.locator("p, ul").first().isVisible());
        for (const address of [ADDRESS, "index.html", "servers/butterbase/index.html", "rules/index.html"]) {
          await page.goto(base + address);
          const dead = page.locator("button:visible:not(form button), input:visible:not(form input, [type=radio])");
          assert.equal(await dead.count(), 0, `${address} shows a control that needs script`);
        }
        await page.goto(`${base}servers/butterbase/index.html`);
        const policy = await downloaded(page, main(page).getByRole("link", { name: "policy.json" }).first());
        assert.ok(policy.hide.includes(TOOL));
        await page.emulateMedia({ colorScheme: "dark" });
        const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        assert.notEqual(ground, "rgb(251, 250, 247)", "the system's theme needs no script");
        if (fs.existsSync(`${samples()}/search.html`)) {
          await page.goto(`${base}search.html?q=keys`);
          await follow(page, "Critical");
          await titled(page, /critical/i);
        }
      },
      { javaScriptEnabled: false },
    );
  });
});
