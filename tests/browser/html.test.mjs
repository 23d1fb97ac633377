// The pages are valid HTML, whatever end tags and quotes they leave out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { invalid, mistakes } from "./support/html.mjs";
import { files, pagesOfEachKind, read, samples } from "./support/site.mjs";

const PAGE = (main) => `<!doctype html><html lang=en><title>A page</title><main><h1>Title</h1>${main}</main>`;

test("no page has a mistake that a parser would have to mend", () => {
  const all = files(samples(), ".html");
  assert.ok(all.length > 100, `only ${all.length} pages`);
  const found = all.flatMap((address) =>
    mistakes(read(samples(), address)).found.map((fault) => `${address}, ${fault}`),
  );
  assert.deepEqual(found, []);
});

test("every kind of page is valid", () => {
  const tools = files(samples(), ".html").filter((_, i) => i % 40 === 0);
  const pages = new Set([...pagesOfEachKind(samples()).map(([, address]) => address), ...tools]);
  const found = [...pages].flatMap((address) =>
    invalid(read(samples(), address)).map((fault) => `${address}, ${fault}`),
  );
  // The page of all components shows each several times.
  assert.deepEqual(found.filter((fault) => !/^style\.html, unique-landmark/.test(fault)), []);
});

test("faults are noticed, omitted tags are none", () => {
  assert.deepEqual(invalid(PAGE("<p>One<p>Two<ul><li>a<li>b</ul><table><caption>c</caption><tr><th scope=row>d<td>e</table>")), []);
  const planted = {
    "<p/>One": "non-void-html-element-start-tag-with-trailing-solidus",
    "<p id=a id=b>One": "duplicate-attribute",
    "<a href=\"x\"title=y>One</a>": "missing-whitespace-between-attributes",
    "<p id=a>One<p id=a>Two": "no-dup-id",
    "<ul><p>One</ul>": "element-permitted-content",
    "<button>Go</button>": "no-implicit-button-type",
    "<input name=q type=search>": "input-missing-label",
    "<p aria-labelledby=nowhere role=note>One": "no-missing-references",
    "<p style=color:red>One": "no-inline-style",
    "<img src=x.png>": "wcag/h37",
    "<p aria-label=Name>One": "aria-label-misuse",
  };
  for (const [main, rule] of Object.entries(planted)) {
    const found = invalid(PAGE(main));
    assert.ok(found.some((fault) => fault.includes(rule)), `${main}: ${rule} is not among ${JSON.stringify(found)}`);
  }
});
