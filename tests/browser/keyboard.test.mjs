// The keyboard alone: the focus goes through a page in reading order, is always to be seen, and
// reaches everything that a pointer reaches.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, open } from "./support/browser.mjs";
import { serve } from "./support/server.mjs";
import { files, pagesOfEachKind, read, samples } from "./support/site.mjs";

describe("keyboard", () => {
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

  /** Where the focus is, and what is wrong with how it is shown. */
  const focus = (page) =>
    page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      const all = [...document.querySelectorAll("*")];
      // What is drawn for a radio is its label.
      const drawn = at.type === "radio" ? at.labels[0] ?? at : at;
      const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
      const box = drawn.getBoundingClientRect();
      const faults = [];
      if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) faults.push("the focus is not drawn");
      if (box.width < 1 || box.height < 1) faults.push("it has no size");
      if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) faults.push("it is out of the window");
      if (at.tabIndex > 0) faults.push("it has a place of its own in the order");
      const name = (at.getAttribute("aria-label") ?? at.textContent).trim().slice(0, 40);
      return { order: all.indexOf(at), text: `${at.tagName.toLowerCase()} ${name}`, name, faults };
    });

  test("the first stop leads past the header", async () => {
    const page = await open(browser, base);
    await page.goto(`${base}servers/butterbase/index.html`);
    await page.keyboard.press("Tab");
    const first = await focus(page);
    assert.match(first.text, /^a Skip to content/);
    assert.deepEqual(first.faults, []);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(() => document.querySelector("main").contains(document.activeElement));
    assert.ok(inside, "the next stop is in main");
    await page.context().close();
  });

  for (const [kind, address] of pagesOfEachKind(samples()).filter(([kind]) => !kind.includes("smallest"))) {
    test(`every stop on ${kind} is seen and in order`, async () => {
      const page = await open(browser, base, { width: 1280, height: 800 });
      await page.goto(base + address);
      // A page that starts in a field starts there on purpose.
      await page.evaluate(() => document.activeElement.blur());
      const found = [];
      let before = -1;
      let stops = 0;
      for (; stops < (process.env.TOOLRISK_BROWSER_ALL ? 60 : 20); stops += 1) {
        await page.keyboard.press("Tab");
        const here = await focus(page);
        if (!here) break;
        found.push(...here.faults.map((fault) => `${here.text}: ${fault}`));
        if (here.order <= before) {
          // Round to the start again.
          if (stops > 5 && here.text.includes("Skip to content")) break;
          found.push(`${here.text} comes before what was focused`);
        }
        before = here.order;
      }
      assert.ok(stops > 10, `only ${stops} stops`);
      assert.deepEqual(found, []);
      assert.deepEqual(page.troubles, []);
      await page.context().close();
    });
  }

  const chosen = files(samples(), ".html").find((address) => (read(samples(), address).match(/type=radio/g) ?? []).length > 1);
  test("arrow keys choose among tabs, also without script", { skip: !chosen && "no page has tabs" }, async () => {
    for (const javaScriptEnabled of [true, false]) {
      const page = await open(browser, base, { javaScriptEnabled });
      await page.goto(base + chosen);
      const group = page.getByRole("group").filter({ has: page.getByRole("radio") }).first();
      const radios = group.getByRole("radio");
      const shown = () => group.locator("> div:visible").allTextContents();
      await radios.first().focus();
      assert.ok(await radios.first().isChecked());
      const [one] = await shown();
      await page.keyboard.press("ArrowRight");
      assert.ok(await radios.nth(1).isChecked());
      const two = await shown();
      assert.equal(two.length, 1, "one panel is shown");
      assert.notEqual(two[0], one);
      const here = await focus(page);
      assert.deepEqual(here.faults, []);
      await page.keyboard.press("ArrowLeft");
      assert.deepEqual(await shown(), [one]);
      await page.context().close();
    }
  });

  test("folds open, and a rule is copied, by keys alone", async () => {
    const page = await open(browser, base, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.goto(`${base}servers/butterbase/manage_api_keys.html`);
    const reach = async (wanted) => {
      for (let i = 0; i < 120; i += 1) {
        await page.keyboard.press("Tab");
        const here = await focus(page);
        if (here && wanted.test(here.text)) return;
      }
      assert.fail(`${wanted} is never reached`);
    };
    await reach(/^summary /);
    await page.keyboard.press("Enter");
    assert.ok(await page.evaluate(() => document.activeElement.parentElement.open));
    await reach(/^button Copy/);
    await page.keyboard.press("Space");
    await page.getByRole("status").getByText("Copied").waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /manage_api_keys/);
    await page.context().close();
  });
});
