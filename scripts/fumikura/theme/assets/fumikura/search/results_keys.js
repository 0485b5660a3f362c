/**
 * Arrows lead from the field through the results and back, Escape leads back to the field. The focus itself moves, on links
 * that stay links: results have annotations with links of their own under them, so that they are no options of a list box, and
 * the field is no combobox. Source: ARIA Authoring Practices, "Combobox Pattern".
 */

const LINK = ".fk-result__title a";

/**
 * @param {HTMLInputElement} field
 * @param {HTMLElement} list Has the results.
 */
export function leadThrough(field, list) {
  field.setAttribute("aria-controls", list.id);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && isPlain(event)) lead(event, list.querySelector(LINK));
  });
  list.addEventListener("keydown", (event) => {
    if (!isPlain(event)) return;
    const links = [...list.querySelectorAll(LINK)];
    const item = /** @type {Element} */ (event.target).closest(".fk-result");
    const place = links.findIndex((link) => item?.contains(link));
    if (event.key === "ArrowDown") lead(event, links[place + 1]);
    else if (event.key === "ArrowUp") lead(event, links[place - 1] ?? field);
    else if (event.key === "Escape") lead(event, field);
  });
}

/** @param {KeyboardEvent} event */
const isPlain = (event) => !(event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);

/**
 * @param {KeyboardEvent} event
 * @param {Element | null | undefined} next
 */
function lead(event, next) {
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
