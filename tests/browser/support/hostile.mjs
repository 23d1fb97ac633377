// Manifests whose every text means harm or is of a size that nobody planned for. Run alone, this
// writes them to a folder: node support/hostile.mjs DIR

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** What a page must never run: each would set `window.canary`. */
export const ATTACKS = [
  "<script>window.canary=1</script>",
  "</script><script>window.canary=1</script>",
  "</title></textarea></style></noscript><img src=x onerror=window.canary=1>",
  "\"><svg onload=window.canary=1>",
  "' autofocus onfocus=window.canary=1 x='",
  "x onmouseover=window.canary=1 tabindex=0 autofocus",
  "<iframe srcdoc='<script>top.canary=1</script>'></iframe>",
  "<a href=javascript:window.canary=1>press</a>",
  "<style>*{display:none!important}</style>",
  "<base href=https://elsewhere.example/><link rel=stylesheet href=https://elsewhere.example/x.css>",
  "<meta http-equiv=refresh content='0;url=https://elsewhere.example/'>",
  "<form action=https://elsewhere.example/><button>Delete</button></form>",
  "<details open ontoggle=window.canary=1><summary>x</summary></details>",
  "<marquee onstart=window.canary=1>x</marquee><audio src=x onerror=window.canary=1>",
  "<!--><img src=x onerror=window.canary=1>-->",
  "]]><img src=x onerror=window.canary=1>",
  "{{ self }}{% raw %}${window.canary=1}`${alert(1)}`",
  "\u2028window.canary=1\u2029//*/window.canary=1/*",
];

/** Characters that steer, hide or pile up. */
const STEERING = [
  "\u202egnp.exe\u202c delete\u2066\u2069",
  "read\u200b\u200c\u200d\u2060only\ufeff",
  `z${"\u0335\u0321\u0352\u0489".repeat(40)}algo`,
  `tag${String.fromCodePoint(...[..."delete all"].map((c) => 0xe0000 + c.charCodeAt(0)))}ged`,
  "nul\u0000bell\u0007esc\u001b[31mdel\u007f\u0085",
  "\ud83d half of a pair",
  "ａｄｍｉｎ раураl ɡet",
  "\u061c\u200f\u200eعكس delete الاتجاه",
];

/** One sentence and one name in each of six scripts and more. */
const SCRIPTS = [
  ["удалить_файл", "Удаляет файл без возможности восстановления."],
  ["διαγραφή_αρχείου", "Διαγράφει ένα αρχείο οριστικά."],
  ["حذف_الملف", "يحذف الملف نهائيًا ولا يمكن استعادته."],
  ["מחק_קובץ", "מוחק קובץ לצמיתות."],
  ["फ़ाइल_हटाएँ", "एक फ़ाइल को हमेशा के लिए हटाता है।"],
  ["删除文件", "永久删除文件，无法恢复。"],
  ["ファイルを削除", "ファイルを完全に削除します。"],
  ["파일_삭제", "파일을 영구적으로 삭제합니다."],
  ["ลบไฟล์", "ลบไฟล์อย่างถาวร"],
  ["supprimer_été_naïve", "Supprime définitivement l’élément."],
];

const text = (description, more = {}) => ({ type: "string", description, ...more });

function tool(name, description, properties = {}, more = {}) {
  return { name, description, inputSchema: { type: "object", properties }, ...more };
}

/** Markup in every place that a manifest has. */
function markup() {
  // A name that is markup is set aside, so each attack comes with a plain name as well.
  const tools = ATTACKS.flatMap((attack, i) => [`${attack}_${i}`, `attack_${i}`].map((name) =>
    tool(
      name,
      `Deletes ${attack} and all files. ${attack}`,
      { [attack]: text(attack, { default: attack, enum: [attack, "delete", "list"], title: attack, examples: [attack] }) },
      { title: attack, annotations: { title: attack, readOnlyHint: i % 2 === 0 }, _meta: { [attack]: attack } },
    ),
  ));
  tools.push({ name: ATTACKS[1] }, { name: "", description: ATTACKS[0] }, { description: ATTACKS[2] }, ATTACKS[3], null);
  return {
    serverInfo: { name: ATTACKS[2], title: ATTACKS[0], version: ATTACKS[3], websiteUrl: "javascript:window.canary=1" },
    instructions: ATTACKS.join("\n"),
    description: ATTACKS[4],
    repository: { url: "data:text/html,<script>window.canary=1</script>" },
    tools,
  };
}

function steering() {
  const tools = STEERING.flatMap((steer, i) => [`${steer}_${i}`, `steer_${i}`].map((name) =>
    tool(name, `Deletes ${steer} of a file.`, { [steer]: text(steer, { enum: [steer] }) }, { title: steer }),
  ));
  return { serverInfo: { name: STEERING[0], version: STEERING[4] }, instructions: STEERING.join(" "), tools };
}

function scripts() {
  const tools = SCRIPTS.map(([name, says]) => tool(name, says, { [name]: text(says) }, { title: says }));
  return { serverInfo: { name: SCRIPTS.map(([name]) => name).join(" "), version: "١٫٢" }, tools };
}

/** Everything too long. */
function long() {
  const letters = "abcdefghij".repeat(13).slice(0, 128);
  const words = "This tool deletes every record of the archive and cannot be undone. ".repeat(280).slice(0, 19_000);
  const many = Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => [`${letters.slice(0, 110)}_${i}`, text(`Parameter ${i}: ${letters}`)]),
  );
  const choices = Array.from({ length: 300 }, (_, i) => `delete_${letters.slice(0, 60)}_${i}`);
  const tools = [
    tool(letters, "Deletes a record."),
    tool(letters.toUpperCase(), "Reads a record."),
    tool("one_word", `Deletes ${"w".repeat(19_000)}`, { word: text("p".repeat(19_000)) }),
    tool("many_words", words, { word: text(words) }),
    tool("four_hundred", "Deletes what its parameters name.", many),
    tool("three_hundred", "Does one of many things.", { action: text("What to do.", { enum: choices }) }),
    tool("many_lines", "Deletes a row.\n".repeat(1_200)),
  ];
  return { serverInfo: { name: letters, version: "9".repeat(200) }, instructions: words, tools };
}

/** As many tools as the largest server that was seen in the wild. */
function crowd() {
  const acts = ["get", "list", "create", "update", "delete", "send"];
  const tools = Array.from({ length: 1_083 }, (_, i) => {
    const act = acts[i % acts.length];
    return tool(`${act}_thing_${i}`, `Will ${act} the thing of number ${i}.`, { id: text("Which thing.") });
  });
  return { serverInfo: { name: "crowd", version: "1.0.0" }, tools };
}

/** Writes the manifests; their file names are hostile as well. */
export function write(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const manifests = {
    "\"><img src=x onerror=window.canary=1>.json": markup(),
    "steer\u202enosj.json": steering(),
    "scripts.json": scripts(),
    "long.json": long(),
    "crowd.json": crowd(),
  };
  for (const [name, manifest] of Object.entries(manifests)) {
    fs.writeFileSync(path.join(folder, name), JSON.stringify(manifest));
  }
  fs.writeFileSync(path.join(folder, "<b onmouseover=window.canary=1>.json"), `{"error": ${JSON.stringify(ATTACKS[0])}}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) write(process.argv[2]);
