// Two servers side by side. Nodes are built from text only.
(() => {
const get = (id) => document.getElementById(id);
const box = get("beside"), out = get("sides"), fields = [get("a"), get("b")];
const part = box.dataset.names;
const risks = ["Low", "Medium", "High", "Critical"];
const ids = new Map(), cards = new Map(), had = {};
let pair = ["a", "b"].map((key) => new URLSearchParams(location.search).get(key));

const add = (to, tag, text = "") => {
 to.append(document.createElement(tag));
 to.lastChild.textContent = text;
 return to.lastChild;
};
const load = (src) => {
 if (had[src]) return;
 had[src] = 1;
 const script = add(document.head, "script");
 script.onerror = () => { out.textContent = "No such server."; };
 script.src = src + ".js";
};
const tools = (cell, id, list) => list.forEach(([name, level, stem]) => {
 const line = add(cell, "div");
 add(line, "a", name).href = `servers/${id}/${stem || name}.html`;
 line.append(" ");
 add(line, "span", risks[level - 1]).className = "r r" + level;
});
const show = () => {
 const [one, two] = pair.map((id) => cards.get(id));
 if (!one || !two) return;
 out.textContent = "";
 const table = add(out, "table");
 table.className = "who";
 const row = (name, of) => {
  const tr = add(table, "tr");
  add(tr, "th", name).scope = "row";
  return [one, two].map((c) => add(tr, "td", of && of(c)));
 };
 row("Server").forEach((cell, i) => { add(cell, "a", cards.get(pair[i]).n).href = `servers/${pair[i]}/index.html`; });
 row("Grade").forEach((cell, i) => { add(cell, "b", cards.get(pair[i]).g).className = "grade"; });
 [3, 2, 1, 0].forEach((i) => row(risks[i], (c) => c.r[i]));
 row("Toxic", (c) => c.x ? "yes" : "no");
 if (one.m + two.m) row("Not compared", (c) => c.m);
 const rest = new Map(two.a), only = [];
 one.a.forEach(([key, list]) => {
  const same = rest.get(key);
  if (!same) return only.push(list);
  const [a, b] = row("In both");
  tools(a, pair[0], list);
  tools(b, pair[1], same);
  rest.delete(key);
 });
 const [a, b] = row("Without a match in the other");
 only.forEach((list) => tools(a, pair[0], list));
 rest.forEach((list) => tools(b, pair[1], list));
};
const choose = () => {
 if (pair.some((id) => !id || /[^\w.-]/.test(id))) return;
 try { history.replaceState(0, "", `?a=${pair[0]}&b=${pair[1]}`); } catch { }
 pair.forEach((id) => load(`servers/${id}/index.card`));
 show();
};

window.toolriskCard = (id, card) => {
 cards.set(id, card);
 const at = pair.indexOf(id);
 if (at + 1) fields[at].value = card.n;
 show();
};
window.toolriskNames = (all) => all.forEach(([name, id]) => {
 ids.set(name, id);
 add(get("names"), "option").value = name;
});
fields.forEach((field, i) => {
 field.onfocus = field.oninput = () => {
  const c = field.value.slice(0, 1).toLowerCase();
  if (part || c) load("compare/" + (part || (/\w/.test(c) ? c : "_")));
 };
 field.onchange = () => { pair[i] = ids.get(field.value); choose(); };
});
document.onclick = (e) => {
 const link = e.target.closest("[data-pair]");
 if (!link || e.ctrlKey || e.metaKey) return;
 e.preventDefault();
 pair = link.dataset.pair.split(" ");
 choose();
 box.scrollIntoView();
};
box.hidden = false;
choose();
})();
