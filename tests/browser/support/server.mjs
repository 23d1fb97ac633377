// Serves a folder on loopback with the strictest header that a host may send.

import fs from "node:fs";
import http from "node:http";
import path from "node:path";

/** Nothing is allowed but what the site brings along. */
export const STRICT =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".xml": "application/xml",
};

/** Sends a page part by part, each after the one before has had time to be painted. */
async function trickle(response, body, size) {
  for (let at = 0; at < body.length; at += size) {
    response.write(body.subarray(at, at + size));
    await new Promise((later) => setTimeout(later, 40));
  }
  response.end();
}

/**
 * Starts a server. `below` is the path that the site stands under (`/` or `/some/where/`);
 * `changed` may replace a page's text, to plant a fault; `late` makes scripts wait so many
 * milliseconds, as a slow network does; with `pieces` a page comes in parts of so many bytes.
 */
export async function serve(folder, { below = "/", added = {}, changed = (_, text) => text, late = 0, pieces = 0 } = {}) {
  const server = http.createServer((request, response) => {
    const wanted = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const address = wanted.startsWith(below) ? wanted.slice(below.length) || "index.html" : null;
    const file = address && path.join(folder, path.normalize(`/${address}`));
    const own = address && added[address];
    const found = own || (file && fs.statSync(file, { throwIfNoEntry: false })?.isFile());
    const headers = {
      "Content-Security-Policy": STRICT,
      "Cross-Origin-Opener-Policy": "same-origin",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
      "Content-Type": found ? TYPES[path.extname(file)] ?? "application/octet-stream" : "text/plain",
    };
    const answer = () => {
      response.writeHead(found ? 200 : 404, headers);
      const bytes = own ? Buffer.from(own) : found ? fs.readFileSync(file) : Buffer.from("not here");
      const page = found && file.endsWith(".html");
      const body = page ? Buffer.from(changed(address, bytes.toString("utf8"))) : bytes;
      if (page && pieces) trickle(response, body, pieces);
      else response.end(body);
    };
    if (late && wanted.endsWith(".js")) setTimeout(answer, late);
    else answer();
  });
  await new Promise((started) => server.listen(0, "127.0.0.1", started));
  // A test that fails before it closes its server must not keep the run from ending.
  server.unref();
  return {
    base: `http://127.0.0.1:${server.address().port}${below}`,
    close: () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }),
  };
}
