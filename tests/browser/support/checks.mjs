// What must hold for any page. Each check gives a list of faults, empty if there are none.

import fs from "node:fs";
import { createRequire } from "node:module";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Every rule of axe that stands for a level of WCAG or for good practice. */
const TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "wcag22aaa", "best-practice"];

/** The rules among them whose answer can change with theme or width. */
const SEEN = ["color-contrast", "color-contrast-enhanced", "link-in-text-block", "target-size", "scrollable-region-focusable", "heading-order"];

/** Of rows and items that are alike, so many are enough; the rest would take most of the time. */
const ALIKE = 12;

/** Leaves out rows and items of long lists. The page is not what it was afterwards. */
export const shorten = (page) =>
  page.evaluate((most) => {
    for (const list of document.querySelectorAll("tbody, ul, ol, dl")) {
      for (const item of [...list.children].slice(list.matches("dl") ? 2 * most : most)) item.remove();
    }
    for (const code of document.querySelectorAll("pre code")) code.textContent = code.textContent.slice(0, 400);
    // What is linked to may be gone.
    for (const section of [...document.querySelectorAll("main > section")].slice(most)) section.remove();
    const gone = (link) => !document.getElementById(decodeURIComponent(link.hash.slice(1)));
    for (const link of document.querySelectorAll("a[href^='#']")) if (gone(link)) link.href = "#main";
  }, ALIKE);

/** Accessibility faults by axe; with `seen`, by those about what is seen. */
export async function axe(page, { seen = false } = {}) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const runOnly = seen ? { type: "rule", values: SEEN } : { type: "tag", values: TAGS };
  const found = await page.evaluate(
    (runOnly) => window.axe.run(document, { runOnly, resultTypes: ["violations"], preload: false }),
    runOnly,
  );
  return found.violations.flatMap((violation) =>
    violation.nodes.slice(0, 3).map((node) => `${violation.id}: ${violation.help}: ${node.html.slice(0, 200)}`),
  );
}

/** What is wider than the window, so that a page would have to be moved sideways to be read. */
export const overflow = (page) =>
  page.evaluate(() => {
    const root = document.documentElement;
    const room = root.clientWidth;
    if (Math.max(root.scrollWidth, document.body.scrollWidth) <= room) return [];
    const scrolls = (element) => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
        if (getComputedStyle(box).overflowX !== "visible") return true;
      return false;
    };
    const wide = [...document.body.querySelectorAll("*")].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return (right > room + 0.5 || left < -0.5) && !scrolls(element) && !element.matches(".skip, .vh");
    });
    // The innermost ones, which are the cause.
    const cause = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
    const names = cause.slice(0, 3).map((element) => element.outerHTML.slice(0, 120));
    return [`${root.scrollWidth} px in a window of ${room} px: ${names.join(" and ") || "no single element"}`];
  });

/** The most a page may move while it arrives: half of what counts as good (web.dev/articles/cls). */
const MOST = 0.05;

/**
 * What moved after it had been painted. A browser paints a page before the last of it has come,
 * where it stops for breath is its own affair, and a little may move then; once the page has been
 * parsed and so many milliseconds have passed as `settled` says, nothing may.
 */
export const shifts = (page, { settled = Infinity } = {}) =>
  page.evaluate(async ([most, settled]) => {
    const seen = [];
    const observer = new PerformanceObserver((list) => seen.push(...list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await new Promise((done) => setTimeout(done, 50));
    seen.push(...observer.takeRecords());
    const parsed = performance.getEntriesByType("navigation")[0].domInteractive;
    const late = seen.filter((entry) => entry.startTime > parsed + settled);
    const total = seen.reduce((sum, entry) => sum + entry.value, 0);
    return (total > most ? seen : late).map((entry) => {
      const moved = entry.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "?").slice(0, 80));
      return `moved by ${entry.value} at ${Math.round(entry.startTime - parsed)} ms: ${moved.join(" and ")}`;
    });
  }, [MOST, settled]);

const LANDMARKS = ["banner", "main", "contentinfo"];
const NAMED = ["link", "button", "textbox", "searchbox", "combobox", "checkbox", "radio", "navigation", "region", "form", "table", "group"];

/** Faults of the tree that assistive technology reads. */
export async function tree(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const seen = nodes.filter((node) => !node.ignored).map((node) => ({
    role: node.role?.value,
    name: (node.name?.value ?? "").trim(),
    level: node.properties?.find((property) => property.name === "level")?.value.value,
  }));
  const of = (role) => seen.filter((node) => node.role === role);
  const faults = [];
  for (const role of LANDMARKS) if (of(role).length !== 1) faults.push(`${of(role).length} landmarks ${role}`);
  const headings = of("heading");
  if (headings.filter((heading) => heading.level === 1).length !== 1) faults.push("not one heading of level 1");
  let before = 0;
  for (const { level, name } of headings) {
    if (level > before + 1) faults.push(`heading ${JSON.stringify(name)} of level ${level} follows level ${before}`);
    if (!name) faults.push(`a heading of level ${level} without a name`);
    before = level;
  }
  // A `details` is exposed as a group, named by its summary; browsers leave that to the reader.
  const named = seen.filter((node) => NAMED.includes(node.role) && node.role !== "group");
  for (const node of named) if (!node.name) faults.push(`a ${node.role} without a name`);
  for (const role of ["navigation", "region", "search"]) {
    const names = of(role).map((node) => node.name);
    for (const name of new Set(names)) {
      if (names.filter((other) => other === name).length > 1) faults.push(`two landmarks ${role} are called ${JSON.stringify(name)}`);
    }
  }
  return faults;
}
