/** On every page: `window.fumikura.search` for other scripts, what Material's box lacks, and the way to a passage. */
import { asking } from "./asking.js";

const script = /** @type {HTMLScriptElement} */ (document.currentScript).src;
const root = new URL("../../", script);
const ask = asking(new URL("search_engine.js", script));

/**
 * @param {string} query
 * @param {{ limit?: number, filters?: Record<string, string | string[]>, facets?: string[], sort?: "relevance" | "date" }}
 *   [options] `facets`: what to count by; each is a file that is loaded.
 * @returns {Promise<any>}
 */
async function search(query, options) {
  const { limit = 10, filters, facets, sort = "relevance" } = options ?? {};
  if (!Number.isInteger(limit) || limit < 0) throw new TypeError("limit: a whole number, 0 or more");
  if (sort !== "relevance" && sort !== "date") throw new TypeError("sort: relevance or date");
  const wanted = Object.fromEntries(
    Object.entries(filters ?? {}).map(([name, values]) => [name, [values].flat().map(String)]),
  );
  const answer = await ask("answer", String(query), { limit, filters: wanted, sort, facets });
  for (const hit of answer.hits) hit.url = new URL(hit.url, root).href;
  return answer;
}

/** @type {any} */ (window).fumikura = { search };

// What a page seldom needs is loaded when it does.
const later = (/** @type {string} */ name) => import(new URL(`search_${name}.js`, script).href);
const box = /** @type {HTMLInputElement | null} */ (document.querySelector(".md-search__input"));
const mend = async () => (await later("box")).mendBox(box, root);
if (document.activeElement === box && box) void mend();
else box?.addEventListener("focus", () => void mend(), { once: true });

// What an input method has not yet turned into words is not looked for: Material looks when a key is let go.
document.addEventListener(
  "keyup",
  (event) => {
    if (event.isComposing && event.target === box) event.stopImmediatePropagation();
  },
  true,
);

// Where the browser does not mark the passage that an address names, and where Material shows a page without loading it.
const showTarget = async (/** @type {string} */ hash) => {
  if (hash.includes(":~:text=")) (await later("target")).show(hash);
};
if (!("fragmentDirective" in document)) {
  const [{ name }] = performance.getEntriesByType("navigation"); // some take it out of the location all the same
  void showTarget(location.hash.includes(":~:") ? location.hash : new URL(name, location.href).hash);
}
const isInstant = document.getElementById("__config")?.textContent?.includes('"navigation.instant"');
let clicked = "";
document.addEventListener(
  "click",
  ({ target }) => {
    const link = /** @type {Element} */ (target).closest?.("a");
    clicked = link?.hash ?? "";
    if (!link || !isInstant || !clicked.includes(":~:")) return;
    const { href } = link;
    link.href = href.replace(/:~:.*/, ""); // what Material makes of it is a step in the history that leads nowhere
    window.addEventListener("click", () => (link.href = href), { once: true });
  },
  true,
);
/** @type {any} */ (window).document$?.subscribe(() => {
  void showTarget(clicked);
  clicked = "";
});
