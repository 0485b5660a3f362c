/** The search page: asks as its reader types, shows what is found, and keeps the address true to it. */
import { asking } from "./asking.js";
import { make } from "./elements.js";
import { ON_DEMAND, number, showChosen, showFacets } from "./results_facets.js";
import { resultItem } from "./results_list.js";
import { SHOWN_FACETS, STEP, searchOf, stateOf, toggled } from "./results_state.js";

/** Time in which a reader may type on before it is looked for. */
const TYPING_MS = 150;
/** Time after which it is said that the answer is yet to come. */
const LONG_MS = 400;

/** @typedef {import("./results_state.js").State} State */

/**
 * @param {HTMLElement} root
 * @param {URL} site
 * @param {ReturnType<typeof asking>} ask
 * @param {string} search Query part of the page's address.
 */
function start(root, site, ask, search) {
  /** @type {Record<string, string>} */
  const t = JSON.parse(root.dataset.words ?? "{}");
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`.fk-find__${name}`));
  const field = /** @type {HTMLInputElement} */ (root.querySelector("#fk-find-query"));
  const [form, broken, answered, lists] = ["form", "said", "answer", "lists"].map(part);
  const page = layout(t);
  answered.append(page.all);
  answered.hidden = false;
  lists.hidden = true;

  let state = stateOf(search);
  let asked = 0;
  /** Whether what is shown has been used: the next change then has an address of its own in the history. */
  let used = true;
  /** @type {Set<string>} Addresses of the results that are shown. */
  let shown = new Set();
  const facets = {
    t,
    opened: new Set(SHOWN_FACETS.filter((name) => !ON_DEMAND.includes(name) || state.chosen[name])),
    unfolded: /** @type {Set<string>} */ (new Set()),
    toggle: (/** @type {string} */ name, /** @type {string} */ value) => change(toggled(state, name, value)),
    clear: () => {
      change({ ...state, chosen: {}, shown: STEP });
      page.count.focus();
    },
    open: (/** @type {string} */ name) => {
      facets.opened.add(name);
      void look();
    },
  };

  /** @param {State} next What its reader chose: a step in the history. */
  function change(next) {
    used = true;
    go(next);
  }

  /** @param {State} next */
  function go(next) {
    state = next;
    const address = location.pathname + searchOf(state);
    if (address !== location.pathname + location.search)
      history[used ? "pushState" : "replaceState"](null, "", address);
    used = false;
    void look();
  }

  /** @param {boolean} [more] Whether what is shown stays, and more comes below it. */
  async function look(more = false) {
    const current = ++asked;
    const isBrowsing = !state.query.trim();
    page.showSort(state, isBrowsing);
    showChosen(page.chosen, state, facets);
    answered.setAttribute("aria-busy", "true");
    const late = setTimeout(() => current === asked && (page.count.textContent = t.loading), LONG_MS);
    try {
      const answer = await ask("results", state.query, {
        limit: state.shown,
        filters: state.chosen,
        sort: isBrowsing ? "date" : state.sort,
        facets: SHOWN_FACETS.filter((name) => facets.opened.has(name)),
        remarks: !isBrowsing,
      });
      if (current === asked) show(answer, more);
    } catch (error) {
      if (current !== asked) return; // a later one is on its way
      broken.hidden = lists.hidden = false;
      answered.hidden = true;
      throw error; // the console says which file it is
    } finally {
      clearTimeout(late);
    }
  }

  /** @param {any} answer @param {boolean} more */
  function show(answer, more) {
    answered.setAttribute("aria-busy", "false");
    /** @type {import("./results.js").Result[]} */
    const fresh = answer.results.filter((/** @type {any} */ one) => !more || !shown.has(one.address));
    const items = fresh.map((one) => resultItem(one, site, t));
    if (more) page.list.append(...items);
    else page.list.replaceChildren(...items);
    shown = new Set([...(more ? shown : []), ...fresh.map((one) => one.address)]);
    if (more) items[0]?.querySelector("a")?.focus();
    const words = answer.exact ? (answer.total === 1 ? t.pagesOne : t.pages) : t.most;
    page.count.textContent = answer.total ? words.replace("{count}", number(answer.total)) : t.none;
    page.hint.hidden = answer.total > 0;
    page.more.hidden = answer.total <= answer.results.length;
    broken.hidden = true;
    answered.hidden = false;
    lists.hidden = answer.total > 0;
    showFacets(page.facets, state, answer.facets, facets);
  }

  let timer = 0;
  const typed = () => {
    clearTimeout(timer);
    timer = setTimeout(
      () => field.value !== state.query && go({ ...state, query: field.value, shown: STEP }),
      TYPING_MS,
    );
  };
  field.addEventListener("input", (event) => /** @type {InputEvent} */ (event).isComposing || typed());
  field.addEventListener("compositionend", typed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (field.value !== state.query) go({ ...state, query: field.value, shown: STEP });
    used = true;
  });
  page.sort.addEventListener("change", () => {
    change({ ...state, sort: page.sort.value === "date" ? "date" : "relevance", shown: STEP });
  });
  page.list.addEventListener("click", () => (used = true));
  page.more.addEventListener("click", () => {
    state = { ...state, shown: state.shown + STEP };
    history.replaceState(null, "", location.pathname + searchOf(state));
    void look(true);
  });
  const back = () => {
    if (!root.isConnected) return window.removeEventListener("popstate", back);
    state = stateOf(location.search);
    field.value = state.query;
    used = true;
    void look();
  };
  window.addEventListener("popstate", back);

  if (field.value && !state.query) state = { ...state, query: field.value }; // typed before this script was there
  field.value = state.query;
  void look();
}

/** @param {Record<string, string>} t */
function layout(t) {
  const count = make("p", { class: "fk-find__count", role: "status", tabindex: "-1" });
  const hint = make("p", { hidden: true }, t.noneHint);
  const sort = make(
    "select",
    { class: "fk-button" },
    make("option", { value: "relevance" }, t.byRelevance),
    make("option", { value: "date" }, t.byDate),
  );
  const label = make("label", { class: "fk-find__sort" }, make("span", {}, t.sort), " ", sort);
  const chosen = make("ul", { class: "fk-chips", "aria-label": t.chosen, hidden: true });
  const list = make("ol", { class: "fk-list" });
  const more = make("button", { type: "button", class: "fk-button fk-find__more", hidden: true }, t.more);
  const facets = make("div");
  const isWide = matchMedia("(min-width: 60em)").matches;
  const aside = make("details", { class: "fk-find__facets", open: isWide }, make("summary", {}, t.facets), facets);
  const found = make("section", { class: "fk-find__found", "aria-label": t.results }, hint, list, more);
  const head = make("div", { class: "fk-find__head" }, count, label);
  const all = make("div", { class: "fk-find__columns" }, aside, make("div", {}, head, chosen, found));
  /** @param {State} state @param {boolean} isBrowsing Without words the newest come first, and nothing else makes sense. */
  const showSort = (state, isBrowsing) => {
    sort.value = isBrowsing ? "date" : state.sort;
    label.hidden = isBrowsing;
  };
  return { all, count, hint, sort, chosen, list, more, facets, showSort };
}

// Material's script, which comes after this one, opens its own box where an address has `q` and takes that out: it is
// kept from it until the page is there.
const { href, search } = location;
if (document.readyState === "loading" && new URLSearchParams(search).has("q")) {
  history.replaceState(history.state, "", location.pathname);
  document.addEventListener("DOMContentLoaded", () => history.replaceState(history.state, "", href));
}
const own = /** @type {HTMLScriptElement} */ (document.currentScript).src;
const root = /** @type {HTMLElement} */ (document.getElementById("fk-find"));
start(root, new URL("../../", own), asking(new URL("search.js", own)), search);
