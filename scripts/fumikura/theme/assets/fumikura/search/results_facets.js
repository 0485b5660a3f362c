/** Counts by facet -> what a reader can narrow by, and what is chosen. */
import { make, number } from "./elements.js";
import { SHOWN_FACETS } from "./results_state.js";

/** Values of a facet that are shown before a reader asks for more. */
const SHORT = 6;
/** Facets with as many values as a large site has: loaded when they are opened. */
export const ON_DEMAND = ["tag", "author"];

/** @typedef {Record<string, Record<string, number>>} Counts */

/**
 * @typedef {{ t: Record<string, string>, toggle: (name: string, value: string) => void, clear: () => void, open: (name: string) => void,
 *   opened: Set<string>, unfolded: Set<string> }} Facets `opened`, `unfolded`: facets that were opened, and shown in full.
 */

/**
 * @param {HTMLElement} place Its content is replaced; what has the focus in it keeps it.
 * @param {import("./results_state.js").State} state
 * @param {Counts} counts
 * @param {Facets} facets
 */
export function showFacets(place, state, counts, facets) {
  const key = place.contains(document.activeElement) && /** @type {HTMLElement} */ (document.activeElement).dataset.key;
  const parts = SHOWN_FACETS.map((name) => facet(name, state, counts, facets)).filter((part) => part !== null);
  place.replaceChildren(...parts);
  if (key) [...place.querySelectorAll("[data-key]")].find((one) => keyed(one, key))?.focus({ preventScroll: true });
}

/**
 * @param {Element} element
 * @param {string} key
 * @returns {element is HTMLElement}
 */
const keyed = (element, key) => element instanceof HTMLElement && element.dataset.key === key;

/**
 * @param {string} name
 * @param {import("./results_state.js").State} state
 * @param {Counts} counts
 * @param {Facets} facets
 */
function facet(name, state, counts, facets) {
  const { t, opened, unfolded } = facets;
  const chosen = state.chosen[name] ?? [];
  const found = counts[name];
  if (found && !Object.keys(found).length && !chosen.length) return null;
  const values = Object.entries({ ...Object.fromEntries(chosen.map((value) => [value, 0])), ...found });
  values.sort(name === "year" ? ([one], [other]) => (one < other ? 1 : -1) : ([, one], [, other]) => other - one);
  const shown = unfolded.has(name)
    ? values
    : values.filter(([value], place) => place < SHORT || chosen.includes(value));
  const hidden = values.length - shown.length;
  const more = () => {
    unfolded.add(name);
    showFacets(/** @type {HTMLElement} */ (details.parentElement), state, counts, facets);
  };
  const id = `fk-facet-${name}`;
  const details = make(
    "details",
    { class: "fk-facet", open: opened.has(name) },
    make("summary", { id, "data-key": name }, t[name]),
    make(
      "ul",
      { "aria-labelledby": id },
      ...shown.map(([value, count]) => option(name, value, count, chosen.includes(value), facets)),
    ),
    hidden > 0
      ? make(
          "button",
          { type: "button", class: "fk-facet__more", "data-key": `${name}+`, click: more },
          t.facetMore.replace("{count}", number(hidden)),
        )
      : null,
  );
  details.addEventListener("toggle", () => {
    if (details.open === opened.has(name)) return;
    if (details.open) facets.open(name);
    else opened.delete(name);
  });
  return details;
}

/**
 * @param {string} name
 * @param {string} value
 * @param {number} count
 * @param {boolean} checked
 * @param {Facets} facets
 */
function option(name, value, count, checked, { t, toggle }) {
  const change = () => toggle(name, value);
  const box = make("input", { type: "checkbox", checked, "data-key": `${name}=${value}`, change });
  const shown = make("span", { class: "fk-facet__count" }, number(count));
  return make("li", {}, make("label", {}, box, make("span", {}, nameOf(name, value, t)), " ", shown));
}

/**
 * What is chosen, each with a button that removes it.
 * @param {HTMLElement} place
 * @param {import("./results_state.js").State} state
 * @param {Facets} facets
 */
export function showChosen(place, state, { t, toggle, clear }) {
  const chips = SHOWN_FACETS.flatMap((name) =>
    (state.chosen[name] ?? []).map((value) => {
      const shown = `${t[name]}: ${nameOf(name, value, t)}`;
      const label = t.remove.replace("{value}", () => shown);
      const attributes = { type: "button", class: "fk-chip", "aria-label": label, click: () => toggle(name, value) };
      return make("li", {}, make("button", attributes, `${shown} ×`));
    }),
  );
  if (chips.length > 1)
    chips.push(make("li", {}, make("button", { type: "button", class: "fk-chip", click: clear }, t.any)));
  place.hidden = !chips.length;
  place.replaceChildren(...chips);
}

/**
 * @param {string} name
 * @param {string} value
 * @param {Record<string, string>} t
 */
function nameOf(name, value, t) {
  if (name === "kind") return t[`kind${value[0].toUpperCase()}${value.slice(1)}`] ?? value;
  if (name !== "lang") return value;
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type: "language" }).of(value) ?? value;
  } catch {
    return value; // what an address says need not be the name of a language
  }
}
