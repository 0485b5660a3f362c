/** The bar that comes when a passage is selected: by mouse, by touch, or by the keyboard alone. */

import { passageAt, passageOf, rangeAt, readText } from "./canonical.js";
import { button, copy, make } from "./elements.js";

/** @typedef {import("./canonical.js").Passage} Passage */
/** @typedef {import("./sending.js").Page} Page */

const SETTLED_MS = 150;
const KINDS = /** @type {const} */ (["highlighting", "commenting", "questioning"]);
const BLOCKS = "p, li, dd, dt, td, th, pre, h1, h2, h3, h4, h5, h6, figcaption, summary";

/**
 * @param {Page} page
 * @param {(kind: typeof KINDS[number], passage: Passage) => void} annotate
 */
export function installBar(page, annotate) {
  const { root, t } = page;
  /** @type {Passage | null} */
  let passage = null;
  let pressed = false;
  let timer = 0;

  /** @param {typeof KINDS[number]} kind */
  const take = (kind) => () => {
    const taken = passage;
    leave();
    if (taken) annotate(kind, taken);
  };
  const bar = make(
    "div",
    { class: "fk-bar", role: "toolbar", "aria-label": t("bar"), "data-fumikura": true, hidden: true, keydown: onKey },
    ...KINDS.map((kind) => button(t(kind), take(kind))),
    button(t("link"), () => void copyLink()),
  );
  // A press on the bar must not end the selection.
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
  const start = button(t("annotate"), begin, { class: "fk-button fk-annotate", "aria-keyshortcuts": "Alt+Shift+A" });
  document.querySelector(".fk-byline")?.append(start);
  root.after(bar);

  document.addEventListener("selectionchange", settle);
  document.addEventListener("pointerdown", (event) => (pressed = !bar.contains(/** @type {Node} */ (event.target))));
  for (const name of ["pointerup", "pointercancel"])
    document.addEventListener(name, () => ((pressed = false), settle()));
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.shiftKey && event.code === "KeyA") {
      event.preventDefault();
      begin();
    } else if (event.key === "Escape" && !bar.hidden) hide();
  });

  function settle() {
    clearTimeout(timer);
    timer = setTimeout(look, SETTLED_MS);
  }

  function look() {
    if (pressed || bar.contains(document.activeElement) || document.querySelector("dialog[open]")) return;
    const selection = getSelection();
    const range = selection && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const found = range?.intersectsNode(root) ? passageOf(readText(root), range) : null;
    if (found) show(found);
    else hide();
  }

  /** @param {Passage} found */
  function show(found) {
    if (bar.hidden) page.say(t("bar"), true);
    passage = found;
    bar.hidden = false;
    const box = rangeAt(readText(root), found.start, found.end)?.getBoundingClientRect();
    const around = bar.offsetParent?.getBoundingClientRect();
    if (!box || !around) return;
    const below = box.bottom + bar.offsetHeight + 16 < innerHeight || box.top < bar.offsetHeight + 64;
    const top = below ? Math.min(box.bottom + 8, innerHeight - bar.offsetHeight - 8) : box.top - bar.offsetHeight - 8;
    const left = Math.min(Math.max(8, box.left), innerWidth - bar.offsetWidth - 8);
    bar.style.setProperty("--fk-top", `${top - around.top}px`);
    bar.style.setProperty("--fk-left", `${left - around.left}px`);
  }

  function hide() {
    clearTimeout(timer);
    if (bar.contains(document.activeElement)) start.focus({ preventScroll: true });
    bar.hidden = true;
    passage = null;
  }

  function leave() {
    hide();
    getSelection()?.removeAllRanges();
  }

  /** By keyboard: the selected passage, or else the first paragraph in view. */
  function begin() {
    look();
    if (!passage) {
      const visible = blocks().find(([, block]) => block.getBoundingClientRect().bottom > 80);
      if (visible) select(visible[0]);
      page.say(t("keys"));
    }
    if (passage) bar.querySelector("button")?.focus({ preventScroll: true });
  }

  /** @returns {[Passage, Element][]} */
  function blocks() {
    const text = readText(root);
    const range = document.createRange();
    return [...root.querySelectorAll(BLOCKS)].flatMap((block) => {
      if (block.closest("[data-fumikura]") || block.querySelector(BLOCKS)) return [];
      range.selectNodeContents(block);
      const found = passageOf(text, range);
      return found ? [/** @type {[Passage, Element]} */ ([found, block])] : [];
    });
  }

  /** @param {Passage | null} wanted */
  function select(wanted) {
    const range = wanted && rangeAt(readText(root), wanted.start, wanted.end);
    if (!wanted || !range) return;
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
    range.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
    show(wanted);
    page.say(wanted.quote, true);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const way = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!way || !passage || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { start: from, end } = passage;
    const isUpright = event.key === "ArrowUp" || event.key === "ArrowDown";
    if (event.shiftKey) {
      const text = readText(root);
      // Trimming would undo a step over white space: step on until something changes.
      for (let step = way; Math.abs(step) < 9; step += way) {
        const moved = isUpright ? passageAt(text, from + step, end) : passageAt(text, from, end + step);
        if (moved && (moved.start !== from || moved.end !== end)) return select(moved);
      }
    } else if (isUpright) {
      const all = blocks().map(([one]) => one);
      select((way > 0 ? all.find((one) => one.start > from) : all.filter((one) => one.start < from).at(-1)) ?? null);
    } else {
      const buttons = [...bar.querySelectorAll("button")];
      const next = buttons.findIndex((one) => one === document.activeElement) + way;
      buttons.at(next % buttons.length)?.focus();
    }
  }

  async function copyLink() {
    if (!passage) return;
    const copied = await copy(linkTo(passage));
    leave();
    page.say(t(copied ? "linked" : "uncopied"));
  }
}

/** A link that leads to a passage: https://wicg.github.io/scroll-to-text-fragment/ @param {Passage} passage */
function linkTo({ quote }) {
  /** @param {string} text */
  const encode = (text) => encodeURIComponent(text).replaceAll("-", "%2D");
  const head = /^[^]{0,40}(?=\s)|^[^]{0,40}/u.exec(quote)?.[0] ?? "";
  const tail = /(?<=\s)[^]{0,40}$|[^]{0,40}$/u.exec(quote)?.[0] ?? "";
  const text = quote.length <= 100 ? encode(quote) : `${encode(head)},${encode(tail)}`;
  return `${location.href.split("#")[0]}#:~:text=${text}`;
}
