// Asks the published search: reads lines of JSON, each a query, and prints one line of JSON
// for each. Arguments: the folder of a site. A query is {"type": text} (letter by letter in
// a fresh search), {"ask": text} (at once in a fresh search), {"words": text}, or
// {"late": text} (letter by letter while no file but the root has arrived).
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import vm from "node:vm";

const site = process.argv[2];
const require = createRequire(import.meta.url);
const exported = { exports: {} };
const source = readFileSync(`${site}/assets/search.js`, "utf8");
// As a browser without a document would run it.
vm.runInThisContext(`(function (module, require) {${source}\n})`)(exported, require);
const { core, words } = exported.exports;
const cache = new Map();
const text = (file) => {
  if (!cache.has(file)) cache.set(file, readFileSync(`${site}/search/${file}.js`, "utf8"));
  return cache.get(file);
};

function fresh(slow) {
  const state = { bytes: 0, files: [], waiting: [] };
  const arrive = (file, done) => {
    vm.runInThisContext(text(file));
    done();
  };
  state.search = core((file, done) => {
    state.bytes += Buffer.byteLength(text(file));
    state.files.push(file);
    if (slow && file !== "root") state.waiting.push(() => arrive(file, done));
    else arrive(file, done);
  }, () => {});
  globalThis.toolriskSearch = state.search.take;
  // What has arrived is asked for once more, as the page does.
  state.ask = (query) => {
    let answer = state.search.ask(query);
    for (let i = 0; answer.wait && !slow && i < 40; i++) answer = state.search.ask(query);
    return answer;
  };
  return state;
}

const brief = (state, answer) => ({
  bytes: state.bytes,
  files: state.files,
  pending: answer.wait === true,
  cut: answer.cut === true,
  total: answer.total || 0,
  found: answer.hits.length,
  fixes: answer.fixes,
  filters: answer.only.map((f) => `${f.facet.key}:${f.v}`),
  results: answer.hits.slice(0, 8).map((d) => ({ href: d.h, name: d.name, kind: d.k, risk: d.r })),
});

const out = [];
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const query = JSON.parse(line);
  if (query.words !== undefined) {
    out.push(words(query.words));
    continue;
  }
  const state = fresh(query.late !== undefined);
  const whole = query.type ?? query.ask ?? query.late;
  let answer;
  if (query.ask === undefined) for (let i = 1; i < whole.length; i++) answer = state.ask(whole.slice(0, i));
  answer = state.ask(whole);
  if (query.late !== undefined) {
    const early = brief(state, answer);
    // Files arrive in the wrong order.
    while (state.waiting.length) {
      state.waiting.pop()();
      answer = state.ask(whole);
    }
    out.push({ early, ...brief(state, answer) });
    continue;
  }
  out.push(brief(state, answer));
}
process.stdout.write(out.map((answer) => JSON.stringify(answer)).join("\n") + "\n");
