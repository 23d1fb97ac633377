// The search. `core` knows no document: it is given a way to load files of the index, and
// answers queries. Behind it follows the page. Foreign text becomes text nodes only.
// Every byte is loaded by every visitor, so names are short:
//   w word, ws words, q query, f filter, d document of the index, n number or count.
// A document has k kind (0 server, 1 tool, 2 attack, 3 rule), name, words n of the name,
// s of what is said besides, a of what it belongs to, h its address, r risk.
"use strict";
(() => {
  // Words as src/text/search.rs cuts them.
  const C = "\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const L = `[^\\P{Alphabetic}\\p{Uppercase}${C}]`, U = "\\p{Uppercase}";
  const RUN = new RegExp(`[${C}]+|${U}+(?!${L})|${U}?${L}+|\\p{N}+`, "gu"), DENSE = new RegExp(`[${C}]`, "u");
  const low = (s) => s.toLowerCase();
  const words = (s) => (s.normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u0652\u0670]/g, "")
    .normalize("NFC").match(RUN) || []).flatMap((run) => {
    const c = [...run];
    if (!DENSE.test(run)) return [...low(run)].slice(0, 32).join("");
    return c.length < 2 ? run : c.slice(1).map((x, i) => c[i] + x);
  });

  // Whether n letters wrong, missing, too many or swapped lead from a to b; an unfinished
  // word (o) need only lead to how b begins.
  const near = (a, b, n, o) => {
    let i = 0;
    while (i < a.length && a[i] === b[i]) i++;
    if (i === a.length && (o || i === b.length)) return true;
    const x = a.slice(i), y = b.slice(i), go = (j, k) => near(x.slice(j), y.slice(k), n - 1, o);
    return n > 0 && (go(1, 1) || go(1, 0) || go(0, 1) || x.length > 1 && x[0] === y[1] && x[1] === y[0] && go(2, 2));
  };

  const core = (load, changed) => {
    let root, spent, begun, lost;
    const files = new Map(), pool = new Map(), known = new Map(), seen = new Map(), cut = new Map();
    const see = (w) => seen.set(w, (seen.get(w) || 0) + 1);
    const add = (h, d) => {
      if (!pool.has(h)) {
        new Set(d.n.concat(d.a, d.s)).forEach(see);
        pool.set(h, d);
        d.h = h;
      }
      return pool.get(h);
    };

    // A file of the index has arrived.
    const take = (file, text) => {
      const lines = text.split("\n").map((line) => line.split("\t")), num = (s) => parseInt(s, 36);
      if (file === "root") {
        const [most, buckets, many] = lines[0].map(Number);
        root = { most, buckets, many, bounds: lines[7], facets: new Map() };
        for (const [key, folder, ...all] of lines.slice(1, 7)) root.facets.set(key, { key, folder, all: all.filter(Boolean) });
        for (const [w, n] of lines.slice(8)) known.set(w, num(n));
        return;
      }
      const terms = [];
      let on;
      for (const [x, y, z] of lines) {
        const t = x.slice(1), id = x.slice(2);
        if (x[0] === "#") {
          terms.push(t);
          if (y) cut.set(t, y.split(" ").map(num));
        } else if (x[0] === "@") {
          on = add(`servers/${t}/index.html`,
            { k: 0, name: z || t, n: words(z || t), s: [], a: words(t), r: -1, dir: t, grade: y[0], tools: num(y.slice(1)) });
        } else if (x[0] === "!") {
          const [i, u] = [words(id), words(y)];
          if (t[0] === "a") add(`attacks/${id}.html`, { k: 2, name: y, n: u, s: i, a: [], r: -1 });
          else add(`rules/${id}.html`, { k: 3, name: id, n: i, s: u, a: [], r: -1, says: y });
        } else if (x) {
          const b = num(x.slice(0, 3)), name = x.slice(3);
          const d = add(`servers/${on.dir}/${z || name}.html`, { k: 1, name, n: words(name), s: [], a: on.n.concat(on.a), on,
            r: b & 3, risk: b & 3, category: b >> 2 & 3, confidence: b >> 4 & 3, traits: b >> 6 });
          for (const i of y ? y.split(" ") : []) {
            const w = terms[num(i)];
            if (!d.s.includes(w)) d.s.push(w), see(w);
          }
        }
      }
    };

    const count = (w) => known.get(w) || seen.get(w) || 0;
    const long = (w, n) => w.length >= n || /[^\0-\x7f]/.test(w);
    // The most frequent word for which `like` holds.
    const best = (like, all) => {
      let found = "";
      for (const map of all ? [known, seen] : [known]) for (const w of map.keys())
        if (count(w) > count(found) && !w.includes(":") && like(w)) found = w;
      return found;
    };
    const goes = (w) => (x) => x.startsWith(w);

    // The shard where a word stands, and the bucket of two.
    const shard = (w) => {
      const at = root.bounds.findLast((b) => b <= w) || root.bounds[0];
      return "t-" + at.replace(/[^a-z0-9]/gu, (c) => "-" + c.codePointAt().toString(16));
    };
    const pair = (a, b) => a < b ? a + " " + b : b + " " + a;
    const bucket = (key) => {
      let n = 0x811c9dc5;
      for (let i = 0; i < key.length; i++) n = Math.imul(n ^ key.charCodeAt(i), 0x01000193);
      return "p-" + (n >>> 0 & root.buckets - 1).toString(16);
    };

    // Asks for a file; true if there is nothing to wait for. A query may load only so many
    // shards; what is a guess stops earlier.
    const need = (file, guess) => {
      if (!files.has(file)) {
        if (root) {
          if (spent >= root.most - (guess ? 3 : 0)) return true;
          spent++;
        }
        files.set(file, false);
        load(file, (bad) => { lost = lost || bad; files.set(file, true); changed(); });
      }
      return files.get(file);
    };

    const parse = (text) => {
      const q = { words: [], only: [], fixes: [], hits: [] };
      for (const part of root ? text.slice(0, 200).match(/\S+/g) || [] : []) {
        const [, key, v] = /^(\w+):(.+)/.exec(part) || [], facet = key && root.facets.get(low(key));
        const ws = words(v && facet && facet.key === "server" ? v : part);
        q.open = false;
        if (facet) {
          const at = facet.all.findIndex((x) => low(x).startsWith(low(v))), own = !facet.all.length;
          if (own ? ws.length : at >= 0) {
            q.only.push({ facet, at, part, ws: own && ws, v: own ? v : facet.all[at] });
            continue;
          }
        }
        const raw = /^".*"$/.test(part);
        for (const w of ws) q.words.push([w, raw]);
        q.open = !raw && ws.length > 0 && !/\s$/.test(text);
      }
      q.words.length = Math.min(q.words.length, 8);
      return q;
    };

    // Known words for one that nothing has: parts, then a likeness, then a longer word.
    const has = (w, o) => seen.has(w) || known.has(w) || o && best(goes(w), 1);
    const split = (w, o) => {
      for (let i = 3; i < w.length; i++) {
        const head = w.slice(0, i), rest = w.slice(i), ok = has(head) && (i > 3 || count(head) > 20 || rest.length > 3);
        if (ok && (rest.length > 2 || o) && has(rest, o)) return [head, rest];
        const tail = ok && rest.length > 5 && split(rest, o);
        if (tail) return [head, ...tail];
      }
    };
    const mend = (w, o) => {
      let x = split(w, o);
      if (x) return x;
      for (let n = 1; n <= (w.length > 7 ? 2 : w.length > 3); n++) {
        const like = (y) => near(w, y, n, o);
        x = x || best(like) || best(like, 1);
      }
      return [x || w.length > 3 && best((y) => y.includes(w), 1) || w];
    };

    const filtered = (d, only) => only.every(({ facet: { key }, at, v, ws }) => {
      const on = d.on || d;
      if (on.k) return false;
      if (ws) return ws.every((w) => on.n.concat(on.a).some(goes(w)));
      if (key === "grade") return on.grade === v;
      return key === "trait" ? d.traits >> at & 1 : d[key] === at;
    });

    // How well a document fits, first things first, smaller is better; none if it does not.
    const rate = (d, ws, o) => {
      let m = 0, misses = 0;
      for (const [i, w] of ws.entries()) {
        const on = (all) => all.includes(w) || o && i === ws.length - 1 && all.some(goes(w));
        const x = d.n.includes(w) ? 0 : on(d.n) ? 1 : on(d.s) ? 2 : on(d.a) ? 3 : 4;
        x > 3 ? misses++ : m = Math.max(m, x);
      }
      const all = ws.join("");
      if (!d.k && all && [d.n, d.a].some((x) => x.join("") === all)) m = -1;
      return (!misses || misses < ws.length) && [misses, m, Math.max(0, d.n.length - ws.length), d.k, -d.r, low(d.name), d.h, d];
    };
    const order = (a, b) => {
      const i = a.findIndex((x, i) => x !== b[i]);
      return i < 0 ? 0 : a[i] < b[i] ? -1 : 1;
    };

    // What a query finds in what is here, after asking for what is not.
    const ask = (text) => {
      if (!root) need("root");
      const q = parse(text), { only } = q, ws = [], start = text.trim().slice(0, 2);
      if (!root) return { ...q, lost, wait: !files.get("root") };
      if (start !== begun) [spent, begun] = [0, start];
      const want = (file, guess) => { q.wait = !need(file, guess) || q.wait; };
      const { bounds, many } = root, one = bounds.length < 2;
      if (one && start) want(shard(""));
      q.words.forEach(([w, raw], i) => {
        const o = q.open && i === q.words.length - 1;
        let x = [w];
        if (!has(w, o) && (!o || long(w, 3))) {
          if (!need(shard(w))) q.wait = true;
          else if (!raw && !has(w, o)) x = mend(w, o);
          if (x[0] !== w) q.fixes.push([w, x.join(" ")]);
        }
        ws.push(...x);
      });
      // Words and only as the index knows them; what it lists whole says all.
      const last = q.open ? ws.at(-1) : "", more = last && best((w) => w !== last && w.startsWith(last));
      let keys = ws.map((w, i) => i < ws.length - 1 || !last || known.has(w) ? w : long(w, 2) && more || long(w, 3) && w);
      const key = last && keys[ws.length - 1];
      for (const { facet, ws, v } of only) keys.push(...ws || [low(facet.key + ":" + v)]);
      keys = keys.filter(Boolean);
      const asked = keys.length > 1 ? keys.filter((w) => !w.startsWith("risk:")) : keys;
      const rare = asked.slice().sort((a, b) => count(a) - count(b)), few = rare.filter((w) => !(known.get(w) > many));
      const whole = (w) => files.get(shard(w)) && !cut.has(w);
      if (few.length || rare.length < 2) few.some(whole) || (few.length ? few : rare).some((w) => (want(shard(w)), whole(w) || q.wait));
      else rare.slice(1, 3).forEach((w, i) => want(bucket(pair(rare[0], w)), i));
      if (long(last, 4) && !known.has(last)) want(shard(last), 1);

      // Where nothing has all words, what has most of them: n is how many the best lack.
      let rated = [], n = 99;
      if (ws.length || only.length) for (const d of pool.values()) {
        const fits = filtered(d, only) && rate(d, ws, q.open);
        if (fits && fits[0] < n) rated = [], n = fits[0];
        if (fits && fits[0] === n) rated.push(fits);
      }
      q.lost = lost;
      if (n && q.wait) rated = [];
      q.loose = rated.length && n;
      q.hits = rated.sort(order).map((fits) => fits.pop());

      // How many there are: what is here, unless no list is whole; then as counted by name.
      q.total = q.hits.length;
      const end = shard(last), ends = end === shard(last + "\uffff") && files.get(end) && ![...cut.keys()].some(goes(last));
      q.cut = !one && asked.length > 0 && !asked.some((w) => last && w === key ? ends : whole(w));
      if (q.loose) q.cut = false;
      if (q.cut) {
        const [f] = only, at = f && { risk: 0, category: 4, trait: 7 }[f.facet.key] + f.at, n = cut.get(keys[0]);
        const sum = keys.length < 2 ? n && n.slice(0, 4).reduce((a, b) => a + b, 0)
          : keys.length < 3 && (f && ws.length && at >= 0 && n ? n[at] || 0 : (cut.get(pair(...rare)) || [])[0]);
        q.total = (!more || key === last) && sum || 0;
      }
      return q;
    };
    return { ask, take, facets: () => root.facets };
  };

  if (typeof document === "undefined") {
    module.exports = { core, words };
    return;
  }
  const D = document, one = (s) => D.querySelector(s), form = one("form[role=search]");
  const make = (tag, text, set) => {
    const node = D.createElement(tag);
    node.textContent = text || "";
    for (const key in set) node.setAttribute(key, set[key]);
    return node;
  };
  const field = form.elements.q, base = new URL(".", form.action).href;
  const own = one("#results"), browse = one("#browse"), most = own ? 240 : 20;
  const link = (text, at) => make("a", text, { href: base + at });
  const to = (text) => "?q=" + encodeURIComponent(text), asking = (text) => link(text, "search.html" + to(text));
  const name = (d) => make("bdi", d.name, { translate: "no" });
  const number = (n) => n.toLocaleString("en");
  let box = own, list, shown, was, typing, late, saying;

  const item = (d) => {
    const li = make("li"), a = link("", d.h), small = make("small"), of = (key) => search.facets().get(key).all;
    a.append(name(d));
    li.append(a, " ");
    if (d.k === 1) {
      li.append(make("span", of("risk")[d.r], { class: "r r" + (d.r + 1) }), " ");
      small.append(of("category")[d.category] + " on ", name(d.on), ...of("trait").filter((_, i) => d.traits >> i & 1).map((t) => ", " + t));
    } else small.append(d.k ? d.k > 2 ? "rule: " + d.says : "attack" : `server, grade ${d.grade}, tools: ${number(d.tools)}`);
    li.append(small);
    return li;
  };

  const render = (q) => {
    if (!box) one("main").prepend(box = make("section", "", { "aria-label": "Search results" }));
    const head = make("div"), n = () => number(shown.size);
    if (was !== q.text) {
      was = q.text;
      shown = new Set();
      list = make("ol", "", { class: "links hits" });
    }
    // What is shown stays where it is; what came later is added below.
    for (const d of q.hits) if (shown.size < most && !shown.has(d)) list.append(item(d)), shown.add(d);
    const says = (q.lost ? "Part of the index could not be loaded. " : "") + (q.loose ? "Nothing has all words. Nearest: " : "")
      + (!q.hits.length ? q.wait ? "Searching…" : q.cut ? "Not among the best; add a rarer word." : "Nothing found."
      : !q.cut ? q.total > shown.size ? `${number(q.total)} found, ${n()} shown.` : `${n()} found.`
      : q.total ? `${number(q.total)} tools by name, ${n()} results shown.` : `${n()} shown, there may be more.`);
    const line = make("p", says + " ", { class: "sub" }), note = make("p");
    for (const f of q.only) {
      const chip = make("button", `${f.facet.key}: ${f.v} ×`, { type: "button", "aria-label": "Remove " + f.part });
      chip.onclick = () => {
        field.value = field.value.split(/\s+/).filter((part) => part !== f.part).join(" ");
        field.focus();
        run();
      };
      note.append(chip, " ");
      if (f.facet.folder) line.append(link(`All of ${f.facet.key} ${f.v}`, `${f.facet.folder}/${low(f.v)}.html`), " ");
    }
    if (!own) line.append(asking(q.text), " on a page of its own");
    let plain = q.text;
    for (const [w, x] of q.fixes) {
      note.append(`Showing ${x} for ${w}. `);
      plain = plain.split(/\s+/).map((part) => words(part).includes(w) ? `"${part}"` : part).join(" ");
    }
    if (q.fixes.length) note.append("Search instead for ", asking(plain));
    if (note.firstChild) head.append(note);
    head.append(line);
    box.replaceChildren(head, list);
    if (browse) browse.hidden = true;
    clearTimeout(saying);
    saying = setTimeout(() => { one("[role=status]").textContent = says; }, 400);
  };

  const run = () => {
    const text = field.value, ask = () => ({ ...search.ask(text), text });
    try {
      if (own) history.replaceState(null, "", to(text));
    } catch { /* not from this disk */ }
    clearTimeout(late);
    if (!text.trim()) {
      was = null;
      if (box) box.textContent = "";
      if (browse) browse.hidden = false;
      return;
    }
    const q = ask();
    if (!q.wait || was === text) render(q);
    else late = setTimeout(() => render(ask()), 300);
  };
  const search = core((file, done) => {
    const s = make("script", "", { src: `${base}search/${file}.js` });
    s.onload = () => done();
    s.onerror = () => done(true);
    D.head.append(s);
  }, () => { if (field.value.trim()) run(); });
  window.toolriskSearch = search.take;

  field.autocomplete = "off";
  field.onfocus = () => search.ask("");
  field.oninput = () => { clearTimeout(typing); typing = setTimeout(run, 60); };
  form.onsubmit = (e) => {
    if (!own) return;
    e.preventDefault();
    const first = list && list.querySelector("a");
    if (first && was === field.value) first.focus();
    else run();
  };
  // The key / can be switched off.
  const slash = one("#slash");
  let off;
  try { off = localStorage.getItem("slash"); } catch { /* not remembered */ }
  if (slash) {
    slash.checked = !off;
    slash.closest("p").hidden = false;
    slash.onchange = () => {
      off = slash.checked ? "" : "off";
      try { localStorage.setItem("slash", off); } catch { /* not remembered */ }
    };
  }
  D.addEventListener("keydown", (e) => {
    const at = D.activeElement, key = e.key, move = { ArrowDown: 1, ArrowUp: -1 }[key];
    const links = list && list.isConnected ? [field, ...list.querySelectorAll("a")] : [field], here = links.indexOf(at);
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    if (key === "/" && !off && !/^(input|textarea|select)$/i.test(at.tagName)) field.select();
    else if (here >= 0 && key === "Escape") {
      field.value = "";
      field.focus();
      run();
      return;
    } else if (here >= 0 && move && links[here + move]) links[here + move].focus();
    else return;
    e.preventDefault();
  });
  if (own) {
    field.value = field.value || new URLSearchParams(location.search).get("q") || "";
    if (field.value) run();
    else field.focus();
  }
})();
