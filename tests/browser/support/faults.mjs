// All that is held against one page, narrow and wide, light and dark.

import { open } from "./browser.mjs";
import * as checks from "./checks.mjs";

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
    note(`${width} px, light`, await checks.axe(page, { seen: width !== widths[0] }));
    await page.emulateMedia({ colorScheme: "dark" });
    note(`${width} px, dark`, await checks.axe(page, { seen: true }));
    note(`${width} px`, page.troubles);
    await page.context().close();
  }
  return all;
}
