/** The search page: asks as its reader types, shows what is found, and keeps the address true to it. */
import { asking } from "./asking.js";
import { make, number } from "./elements.js";
import { ON_DEMAND, showChosen, showFacets } from "./results_facets.js";
import { leadThrough } from "./results_keys.js";
import { resultItem } from "./results_list.js";
import { SHOWN_FACETS, STEP, searchOf, stateOf, toggled } from "./results_state.js";

/** Time in which a reader may type on before it is looked for. */
const TYPING_MS = 150;
/** Time after which it is said that the answer is yet to come. */
const LONG_MS = 400;

/** @typedef {import("./results_state.js").State} State */

class ResultsPage {
  /**
   * @param {HTMLElement} root
   * @param {URL} site
   * @param {ReturnType<typeof asking>} ask
   * @param {string} search Query part of the page's address.
   */
  constructor(root, site, ask, search) {
    this.root = root;
    this.site = site;
    this.ask = ask;
    /** @type {Record<string, string>} */
    this.t = JSON.parse(root.dataset.words ?? "{}");
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`.fk-find__${name}`));
    this.form = part("form");
    this.broken = part("said");
    this.answered = part("answer");
    this.lists = part("lists");
    this.field = /** @type {HTMLInputElement} */ (root.querySelector("#fk-find-query"));
    this.page = layout(this.t);
    this.state = stateOf(search);
    if (!this.state.query) this.state.query = this.field.value; // typed before this script was there
    this.asked = 0;
    this.timer = 0;
    /** Whether what is shown has been used: the next change then has an address of its own in the history. */
    this.used = true;
    /** @type {Set<string>} Addresses of the results that are shown. */
    this.shown = new Set();
    /** Whether something else was asked since: the next answer then takes the place of what is shown. */
    this.outdated = true;
    this.facets = this.#facets();
  }

  /** Puts the page into its place, shows what the address asks for, and listens. */
  start() {
    this.answered.append(this.page.all);
    this.answered.hidden = false;
    this.lists.hidden = true;
    this.field.value = this.state.query;
    this.#listen();
    void this.#look();
  }

  /** @returns {import("./results_facets.js").Facets} */
  #facets() {
    const { t, state, page } = this;
    const opened = new Set(SHOWN_FACETS.filter((name) => !ON_DEMAND.includes(name) || state.chosen[name]));
    return {
      t,
      opened,
      unfolded: new Set(),
      toggle: (name, value) => this.#change(toggled(this.state, name, value)),
      clear: () => {
        this.#change({ ...this.state, chosen: {}, shown: STEP });
        page.count.focus();
      },
      open: (name) => {
        opened.add(name);
        void this.#look();
      },
    };
  }

  #listen() {
    const { field, form, page } = this;
    field.addEventListener("input", (event) => /** @type {InputEvent} */ (event).isComposing || this.#typed());
    field.addEventListener("compositionend", () => this.#typed());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(this.timer);
      this.#takeQuery();
      this.used = true;
    });
    page.sort.addEventListener("change", () => {
      this.#change({ ...this.state, sort: page.sort.value === "date" ? "date" : "relevance", shown: STEP });
    });
    page.list.addEventListener("click", () => (this.used = true));
    page.more.addEventListener("click", () => {
      this.state = { ...this.state, shown: this.state.shown + STEP };
      history.replaceState(null, "", location.pathname + searchOf(this.state));
      void this.#look(true);
    });
    leadThrough(field, page.list);
    const back = () => {
      if (!this.root.isConnected) return window.removeEventListener("popstate", back);
      this.state = stateOf(location.search);
      field.value = this.state.query;
      this.used = true;
      void this.#look();
    };
    window.addEventListener("popstate", back);
  }

  #typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#takeQuery(), TYPING_MS);
  }

  #takeQuery() {
    if (this.field.value !== this.state.query) this.#go({ ...this.state, query: this.field.value, shown: STEP });
  }

  /** @param {State} next What its reader chose: a step in the history. */
  #change(next) {
    this.used = true;
    this.#go(next);
  }

  /** @param {State} next */
  #go(next) {
    this.state = next;
    const address = location.pathname + searchOf(next);
    if (address !== location.pathname + location.search)
      history[this.used ? "pushState" : "replaceState"](null, "", address);
    this.used = false;
    void this.#look();
  }

  /** @param {boolean} [more] Whether what is shown stays, and more comes below it; unless it is outdated. */
  async #look(more = false) {
    const { page, state, facets, answered } = this;
    const current = ++this.asked;
    this.outdated ||= !more;
    const isBrowsing = !state.query.trim();
    page.showSort(state, isBrowsing);
    showChosen(page.chosen, state, facets);
    answered.setAttribute("aria-busy", "true");
    const late = setTimeout(() => current === this.asked && (page.count.textContent = this.t.loading), LONG_MS);
    try {
      const answer = await this.ask("results", state.query, {
        limit: state.shown,
        filters: state.chosen,
        sort: isBrowsing ? "date" : state.sort,
        facets: SHOWN_FACETS.filter((name) => facets.opened.has(name)),
        remarks: !isBrowsing,
      });
      if (current === this.asked) this.#show(answer);
    } catch (error) {
      if (current !== this.asked) return; // a later one is on its way
      this.broken.hidden = this.lists.hidden = false;
      answered.hidden = true;
      throw error; // the console says which file it is
    } finally {
      clearTimeout(late);
    }
  }

  /** @param {any} answer */
  #show(answer) {
    const { page, t } = this;
    const more = !this.outdated;
    this.outdated = false;
    this.answered.setAttribute("aria-busy", "false");
    /** @type {import("./results.js").Result[]} */
    const fresh = answer.results.filter((/** @type {any} */ one) => !more || !this.shown.has(one.address));
    const items = fresh.map((one) => resultItem(one, this.site, t));
    if (more) page.list.append(...items);
    else page.list.replaceChildren(...items);
    this.shown = new Set([...(more ? this.shown : []), ...fresh.map((one) => one.address)]);
    if (more) items[0]?.querySelector("a")?.focus();
    const words = answer.exact ? (answer.total === 1 ? t.pagesOne : t.pages) : t.most;
    page.count.textContent = answer.total ? words.replace("{count}", number(answer.total)) : t.none;
    page.hint.hidden = answer.total > 0;
    page.more.hidden = answer.total <= answer.results.length;
    this.broken.hidden = true;
    this.answered.hidden = false;
    this.lists.hidden = answer.total > 0;
    showFacets(page.facets, this.state, answer.facets, this.facets);
  }
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
  const list = make("ol", { class: "fk-list", id: "fk-find-list" });
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
new ResultsPage(root, new URL("../../", own), asking(new URL("search_engine.js", own)), search).start();
