// Only in pages that `toolrisk serve --watch` serves, never in those it writes: asks to be
// told of the next build, and loads the page again. A tab that is not seen does not ask.
"use strict";
(function () {
  const since = document.currentScript.dataset.since;
  let asking = null;
  async function ask() {
    if (asking || document.hidden) return;
    asking = new AbortController();
    try {
      const answer = await fetch("/.toolrisk/wait?since=" + since, { signal: asking.signal, cache: "no-store" });
      const now = await answer.text();
      if (!answer.ok) throw new Error(now);
      if (now !== since) {
        location.reload();
        return;
      }
      asking = null;
      ask();
    } catch (e) {
      asking = null;
      setTimeout(ask, 1000);
    }
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
    else if (asking) asking.abort();
  });
  ask();
})();
