// The site under test: where it is, which pages it has, and one page of each kind.

import fs from "node:fs";
import path from "node:path";

/** The folder that an environment variable names. */
function named(variable, how) {
  const folder = process.env[variable];
  if (!folder) throw new Error(`${variable} is not set: ${how}`);
  return path.resolve(folder);
}

/** The catalogue of the sample servers. */
export const samples = () => named("TOOLRISK_SITE", "`toolrisk build --out DIR`, then TOOLRISK_SITE=DIR");

/** The program, to build a site from hostile manifests. */
export const program = () => named("TOOLRISK_BIN", "`cargo build`, then TOOLRISK_BIN=target/debug/toolrisk");

/** Every file below a folder with one of these endings, sorted, with `/` between names. */
export function files(folder, ...endings) {
  const out = [];
  const walk = (below) => {
    for (const entry of fs.readdirSync(path.join(folder, below), { withFileTypes: true })) {
      const name = below ? `${below}/${entry.name}` : entry.name;
      if (entry.isDirectory()) walk(name);
      else if (endings.some((ending) => name.endsWith(ending))) out.push(name);
    }
  };
  walk("");
  return out.sort();
}

/** What kind of page stands at an address: pages of one kind share their template. */
export function kindOf(address) {
  const parts = address.split("/");
  const file = parts.pop();
  const folder = parts[0] ?? "";
  if (folder === "servers" && parts.length > 1) {
    if (/^index(\.\d+)?\.html$/.test(file)) return "a server";
    const extra = /^index\.([a-z]+)\b.*\.html$/.exec(file);
    return extra ? `a server's ${extra[1]}` : "a tool";
  }
  if (!folder) return file.replace(/[.-]\d+\.html$/, ".html");
  if (/^index(\.\d+)?\.html$/.test(file)) return `${folder}/index.html`;
  return file.startsWith("wrong-") ? `${folder}: misses` : `one of ${folder}`;
}

/** The largest page of each kind, where the most can go wrong, and the smallest, which is empty
 *  or almost so if any is: `[kind, address]`, sorted. */
export function pagesOfEachKind(folder) {
  const kinds = new Map();
  for (const address of files(folder, ".html")) {
    const kind = kindOf(address);
    const size = fs.statSync(path.join(folder, address)).size;
    const seen = kinds.get(kind) ?? { largest: [address, size], smallest: [address, size] };
    if (size > seen.largest[1]) seen.largest = [address, size];
    if (size < seen.smallest[1]) seen.smallest = [address, size];
    kinds.set(kind, seen);
  }
  const out = [];
  for (const [kind, { largest, smallest }] of kinds) {
    out.push([kind, largest[0]]);
    if (smallest[0] !== largest[0]) out.push([`${kind}, smallest`, smallest[0]]);
  }
  return out.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A page's or record's text. */
export const read = (folder, address) => fs.readFileSync(path.join(folder, address), "utf8");
