// The checks can fail: each fault that is planted into a page is noticed, and by the right check.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { launch } from "./support/browser.mjs";
import { faults } from "./support/faults.mjs";
import { serve } from "./support/server.mjs";
import { samples } from "./support/site.mjs";

const PAGE = "mismatches.html";

/** What is put behind the title, and what must be said of it. */
const PLANTED = {
  "a wide element": ["<svg width=2000 height=10 role=img aria-label=wide></svg>", /px in a window of 390 px: <svg width/],
  "a field without a label": ["<input type=text name=unnamed>", /390 px, light: label: /],
  "a picture without words": ["<img src=assets/icon.svg width=9 height=9>", /390 px, light: image-alt: /],
  "faint text": ["<p class=vague>Hardly to be read</p>", /1440 px, dark: color-contrast/],
  "an inline script": ["<script>document.title = 'x'</script>", /console error: .*inline script/i],
  "an inline style": ["<p style=color:red>red</p>", /console error: .*inline style/i],
  "a message on the console": ["<script src=planted.js></script>", /console error: planted/],
  "an error": ["<script src=thrown.js></script>", /error: thrown/],
  "a file that is not there": ["<img src=nowhere.svg alt=x>", /answer 404: .*nowhere\.svg/],
  "another host": ["<img src=https://elsewhere.example/x.svg alt=x>", /foreign: https:\/\/elsewhere\.example/],
  "a second title": ["<h1>Again</h1>", /not one heading of level 1/],
  "a heading that skips a level": ["<h4>Deep</h4>", /of level 4 follows level 1/],
  "a nameless link": ["<a href=index.html><svg width=9 height=9></svg></a>", /a link without a name/],
  "two navigations of one name": ["<nav aria-label=Site><a href=index.html>x</a></nav>", /two landmarks navigation are called "Site"/],
  "something that moves": ["<p class=vh></p><script src=moved.js defer></script>", /moved by 0\.\d+/],
};

const FILES = {
  "planted.js": "console.error('planted');",
  "thrown.js": "throw new Error('thrown');",
  // After a paint, and before the page counts as loaded.
  "moved.js":
    "requestAnimationFrame(() => requestAnimationFrame(() => { const p = document.createElement('p');" +
    " p.className = 'tall'; p.textContent = 'late'; document.querySelector('h1').before(p); }));",
  "assets/planted.css": ".vague{color:#888}.tall{height:300px}",
};

describe("planted faults", () => {
  let found;
  before(async () => {
    const all = Object.values(PLANTED).map(([html]) => html).join("\n");
    const changed = (_, text) =>
      text.replace("</h1>", `</h1>${all}`).replace("</head>", "<link rel=stylesheet href=assets/planted.css></head>");
    const browser = await launch();
    const server = await serve(samples(), { changed, added: FILES });
    found = await faults(browser, server.base, PAGE);
    await browser.close();
    await server.close();
  });

  for (const [what, [, said]] of Object.entries(PLANTED)) {
    test(`${what} is noticed`, () => {
      assert.ok(found.some((fault) => said.test(fault)), `${said} is not among ${JSON.stringify(found, null, 1)}`);
    });
  }
});
