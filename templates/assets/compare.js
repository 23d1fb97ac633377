// Two servers side by side. Cards and names are classic scripts that call a function
// here, so this works from a disk. Nodes are built from text only.
"use strict";
(() => {
  const get = (id) => document.getElementById(id);
  const box = get("beside"), out = get("sides"), fields = [get("a"), get("b")];
  const parts = box.dataset.names.split(" ");
  const levels = ["Low", "Medium", "High", "Critical"];
  const ids = new Map(), cards = new Map(), asked = new Set();
  const query = new URLSearchParams(location.search);
  let pair = [query.get("a"), query.get("b")];

  const add = (to, tag, text = "") => {
    const node = document.createElement(tag);
    node.textContent = text;
    to.append(node);
    return node;
  };
  const load = (src) => {
    if (asked.has(src)) return;
    asked.add(src);
    const node = document.createElement("script");
    node.src = src;
    node.onerror = () => { out.textContent = "No server of this catalogue begins so."; };
    document.head.append(node);
  };
  const tools = (cell, id, list) => list.forEach(([name, level, stem]) => {
    const line = add(cell, "div");
    add(line, "a", name).href = `servers/${id}/${stem || name}.html`;
    line.append(" ");
    add(line, "span", levels[level - 1]).className = "r r" + level;
  });
  const table = (title, heads) => {
    add(out, "h2", title);
    const made = add(out, "table"), row = add(add(made, "thead"), "tr");
    heads.forEach((head) => { add(row, "th", head).scope = "col"; });
    return add(made, "tbody");
  };
  const show = () => {
    const both = pair.map((id) => cards.get(id));
    if (!both[0] || !both[1]) return;
    out.textContent = "";
    const heads = both.map((card, i) => (fields[i].value = card.n));
    const facts = table("Side by side", ["", ...heads]);
    const fact = (name, of) => {
      const row = add(facts, "tr");
      add(row, "th", name).scope = "row";
      both.forEach((card) => add(row, "td", of(card)));
    };
    fact("Grade", (c) => c.g);
    fact("Tools", (c) => c.r.reduce((a, b) => a + b));
    for (const i of [3, 2, 1, 0]) fact(levels[i], (c) => c.r[i]);
    fact("Toxic combination", (c) => (c.x ? "yes" : "no"));
    if (both[0].m + both[1].m) fact("Not compared", (c) => c.m);
    const acts = both.map((card) => new Map(card.a));
    const shared = table("Both can", heads);
    const only = add(table("Only one can", heads), "tr");
    acts[0].forEach((list, key) => {
      if (!acts[1].has(key)) return;
      const row = add(shared, "tr");
      tools(add(row, "td"), pair[0], list);
      tools(add(row, "td"), pair[1], acts[1].get(key));
    });
    acts.forEach((own, i) => {
      const cell = add(only, "td");
      own.forEach((list, key) => acts[1 - i].has(key) || tools(cell, pair[i], list));
    });
  };
  const choose = () => {
    if (!pair.every((id) => /^[\w.-]+$/.test(id || ""))) return;
    try {
      history.replaceState(null, "", `?a=${pair[0]}&b=${pair[1]}`);
    } catch (e) { /* the address stays */ }
    pair.forEach((id) => load(`servers/${id}/index.card.js`));
    show();
  };

  window.toolriskCard = (id, card) => { cards.set(id, card); show(); };
  window.toolriskNames = (all) => all.forEach(([name, id]) => {
    ids.set(name, id);
    add(get("names"), "option").value = name;
  });
  fields.forEach((field, i) => {
    field.onfocus = field.oninput = () => {
      const first = field.value[0];
      if (!parts[1]) load(`compare/${parts[0]}.js`);
      else if (first) load(`compare/${/[a-z\d]/i.test(first) ? first.toLowerCase() : "_"}.js`);
    };
    field.onchange = () => { pair[i] = ids.get(field.value); choose(); };
  });
  document.onclick = (event) => {
    const link = event.target.closest("[data-pair]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    pair = link.dataset.pair.split(" ");
    choose();
    box.scrollIntoView();
  };
  box.hidden = false;
  choose();
})();
