/** Elements of the search page, made from text alone: nothing that a text or an address says is ever read as HTML. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | ((event: any) => void)>} [attributes] A function listens to the event of that
 *   name; `true` is an attribute without a value, `false` none.
 * @param {(Node | string | null)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * @param {import("./passages.js").Marked} marked
 * @returns {(Node | string)[]} The text, what is marked in it in elements of its own.
 */
export function highlighted({ text, marks }) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let done = 0;
  for (const [start, end] of marks) {
    if (start < done) continue;
    parts.push(text.slice(done, start), make("mark", {}, text.slice(start, end)));
    done = end;
  }
  return [...parts, text.slice(done)];
}

/** @param {number} value */
export const number = (value) => value.toLocaleString(document.documentElement.lang);
