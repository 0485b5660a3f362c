/** What a reader asks of the search page, as its address says it: so that it can be linked to, and Back works. */

/** Facets, in the order in which the page shows them. */
export const SHOWN_FACETS = ["kind", "site", "year", "lang", "tag", "author"];
/** Results that are shown at first, and more each time. */
export const STEP = 10;
/** Results that an address may ask for, and values of a facet: each costs loading. */
const MOST_AT_ONCE = 200;
const MOST_VALUES = 50;

/** @typedef {{ query: string, chosen: Record<string, string[]>, sort: "relevance" | "date", shown: number }} State */

/**
 * @param {string} search Query part of an address.
 * @returns {State}
 */
export function stateOf(search) {
  const given = new URLSearchParams(search);
  /** @type {Record<string, string[]>} */
  const chosen = {};
  for (const name of SHOWN_FACETS) {
    const values = [...new Set(given.getAll(name))].filter(Boolean).slice(0, MOST_VALUES);
    if (values.length) chosen[name] = values;
  }
  const shown = Math.min(MOST_AT_ONCE, Math.max(STEP, Math.floor(Number(given.get("n"))) || STEP));
  return { query: given.get("q") ?? "", chosen, sort: given.get("sort") === "date" ? "date" : "relevance", shown };
}

/**
 * @param {State} state
 * @returns {string} The query part of its address, with `?`.
 */
export function searchOf({ query, chosen, sort, shown }) {
  const said = new URLSearchParams();
  if (query) said.set("q", query);
  for (const name of SHOWN_FACETS) for (const value of chosen[name] ?? []) said.append(name, value);
  if (sort === "date") said.set("sort", sort);
  if (shown > STEP) said.set("n", String(shown));
  return said.size ? `?${said}` : "";
}

/**
 * @param {State} state
 * @param {string} name
 * @param {string} value
 * @returns {State} With the value chosen if it was not, and the other way round.
 */
export function toggled(state, name, value) {
  const before = state.chosen[name] ?? [];
  const values = before.includes(value) ? before.filter((one) => one !== value) : [...before, value];
  const chosen = Object.fromEntries(
    Object.entries({ ...state.chosen, [name]: values }).filter(([, own]) => own.length),
  );
  return { ...state, chosen, shown: STEP };
}
