// Everything here is an addition: pages are whole without it. Controls that need
// this script are hidden until it shows them. Nodes are built from text only.
"use strict";
(function () {
  const make = (name) => document.createElement(name);
  const status = make("p");
  status.className = "vh";
  status.setAttribute("role", "status");
  document.body.append(status);
  let later;
  const say = (text, wait) => {
    clearTimeout(later);
    later = setTimeout(() => { status.textContent = text; }, wait);
  };

  // Theme: system, light, dark.
  const theme = document.getElementById("theme");
  if (theme) {
    const root = document.documentElement;
    const order = ["", "light", "dark"];
    const label = () => {
      const now = root.getAttribute("data-theme") || "";
      theme.textContent = "Theme: " + (now || "system");
      return now;
    };
    theme.addEventListener("click", () => {
      const next = order[(order.indexOf(label()) + 1) % order.length];
      try {
        if (next) localStorage.setItem("theme", next);
        else localStorage.removeItem("theme");
      } catch (e) { /* not remembered */ }
      if (next) root.setAttribute("data-theme", next);
      else root.removeAttribute("data-theme");
      label();
    });
    addEventListener("pageshow", label);
    label();
    theme.hidden = false;
  }

  // Copy: the text as it stands; selected where the clipboard is closed.
  for (const box of document.querySelectorAll(".copy")) {
    const code = box.querySelector("pre");
    const button = make("button");
    button.textContent = "Copy";
    box.append(button);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
        say("Copied");
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      } catch (e) {
        getSelection().selectAllChildren(code);
        say("Selected: copy by keyboard");
      }
    });
  }

  // Tables: a filter for long ones, and sorting by column.
  for (const table of document.querySelectorAll("table[data-filter]")) {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    if (rows.length > 7) addFilter(table, rows);
    if (rows.length > 1) addSorting(table, body, rows);
  }

  function addFilter(table, rows) {
    const field = make("input");
    field.type = "search";
    field.className = "filter";
    field.placeholder = "Filter these " + rows.length;
    field.setAttribute("aria-label", "Filter the " + table.caption.textContent.toLowerCase() + " on this page");
    const texts = rows.map((row) => row.textContent.toLowerCase());
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !words.every((word) => texts[i].includes(word));
        shown += !row.hidden;
      });
      say(shown + " of " + rows.length, 400);
    });
    table.before(field);
  }

  function addSorting(table, body, rows) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      const button = make("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = (row) => row.cells[column].dataset.sort || row.cells[column].textContent.trim().replace(/,/g, "");
        const compare = new Intl.Collator("en", { numeric: true }).compare;
        const sorted = rows.slice().sort((a, b) => (down ? -1 : 1) * compare(key(a), key(b)));
        body.append(...sorted);
        say("Sorted by " + button.textContent + (down ? ", descending" : ", ascending"));
      });
    });
  }
})();
