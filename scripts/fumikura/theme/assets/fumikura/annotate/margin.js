/** Marks and margin notes that are there: the way to each and back, and what can be done with it. */

import { piecesOf, readText } from "./canonical.js";
import { penName } from "./drafts.js";
import { button, make } from "./elements.js";

/** @typedef {import("./sending.js").Page} Page */

const PLACE = /^#([an])-(\d{8}T\d{6}Z-[a-z2-7]{4,16})$/;

/** Follow permalinks, and lead from a mark to its note. @param {Page} page */
export function followLinks(page) {
  const follow = () => {
    const match = PLACE.exec(location.hash);
    if (match) reveal(match[2], match[1] === "n");
  };
  addEventListener("hashchange", follow);
  page.root.addEventListener("click", ({ target }) => {
    const element = /** @type {Element} */ (target);
    const mark = element.closest("mark[data-annotation]");
    if (!mark || element.closest("a, summary") || !getSelection()?.isCollapsed) return;
    const hash = `#n-${mark.getAttribute("data-annotation")}`;
    if (location.hash === hash) follow();
    else location.hash = hash;
  });
  follow();
}

/** @param {string} id @param {boolean} toNote Whether the note is meant, not the passage. */
function reveal(id, toNote) {
  for (const old of document.querySelectorAll(".fk-current")) old.classList.remove("fk-current");
  const note = noteOf(id);
  const thread = note?.closest(".fk-note")?.id.slice(2) ?? id;
  const marks = [...document.querySelectorAll(`mark[data-annotation="${thread}"]`)];
  for (const one of note ? [...marks, note] : marks) {
    one.classList.add("fk-current");
    for (let up = one.closest("details"); up; up = up.parentElement?.closest("details") ?? null) up.open = true;
  }
  const isReply = note?.classList.contains("fk-reply");
  const target = (toNote || isReply ? note : marks[0]) ?? note;
  target?.scrollIntoView({ block: "center" });
  if (note && target === note) {
    note.tabIndex = -1;
    note.focus({ preventScroll: true });
  }
}

/** @param {string} id @returns {HTMLElement | null} */
function noteOf(id) {
  return document.getElementById(`n-${id}`) ?? document.querySelector(`.fk-note#a-${id}, .fk-reply#a-${id}`);
}

/**
 * Puts what can be done with it under each note: on one's own, and at home on all, also to change and to remove it.
 *
 * @param {Page} page
 * @param {(kind: "replying" | "edit" | "delete", id: string, note: HTMLElement) => void} begin
 */
export function offerDeeds(page, begin) {
  for (const old of document.querySelectorAll(".fk-deeds")) old.remove();
  for (const note of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".fk-note, .fk-reply"))) {
    const id = note.id.slice(2);
    /** @param {"replying" | "edit" | "delete"} kind */
    const deed = (kind) => {
      const label = `${page.t(kind)}: ${writerOf(note) || page.t("anonymous")}`;
      return button(page.t(kind), () => begin(kind, id, note), { class: "fk-deed", "aria-label": label });
    };
    const deeds = make("p", { class: "fk-deeds", "data-fumikura": true }, deed("replying"));
    const isMine = writerOf(note) !== "" && writerOf(note) === penName();
    if (page.token || isMine) deeds.append(deed("edit"), deed("delete"));
    note.insertBefore(deeds, note.querySelector(":scope > .fk-reply"));
  }
}

/** The pen name of a note; empty where it has none. @param {HTMLElement} note */
export function writerOf(note) {
  return note.querySelector(":scope > .fk-note__head > .fk-by[data-by]")?.textContent ?? "";
}

/**
 * Shows at once what has been saved, until the page is built anew. As text: the build renders and cleans it.
 *
 * @param {Page} page
 * @param {import("./drafts.js").Draft} draft
 * @param {string} id
 * @param {string} by
 */
export function draw(page, draft, id, by) {
  const old = noteOf(draft.target ?? "");
  if (draft.kind === "delete") {
    for (const mark of document.querySelectorAll(`mark[data-annotation="${id}"]`)) mark.replaceWith(...mark.childNodes);
    document.querySelector(`.fk-number a[href="#n-${id}"]`)?.parentElement?.remove();
    old?.remove();
  } else if (draft.kind === "edit") {
    const place = old?.querySelector(":scope > .fk-comment");
    if (place) place.replaceChildren(saidIn(draft));
    else old?.querySelector(":scope > .fk-note__head")?.after(make("div", { class: "fk-comment" }, saidIn(draft)));
  } else if (draft.kind === "replying") {
    old?.append(make("div", { class: "fk-reply", id: `a-${id}` }, ...noteFor(page, draft, by)));
  } else drawPassage(page, draft, id, by);
}

/** @param {Page} page @param {import("./drafts.js").Draft} draft @param {string} id @param {string} by */
function drawPassage(page, draft, id, by) {
  if (!draft.passage) return;
  const pieces = piecesOf(readText(page.root), draft.passage.start, draft.passage.end);
  const shown = pieces.filter(({ node, from, to }) => node.data.slice(from, to).trim());
  for (const [index, { node, from, to }] of shown.entries()) {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    range.surroundContents(
      make("mark", { class: "fk-mark", "data-annotation": id, ...(index ? {} : { id: `a-${id}` }) }),
    );
  }
  let block = document.getElementById(`a-${id}`);
  while (block && block.parentElement !== page.root && !block.parentElement?.matches(".fk-row"))
    block = block.parentElement;
  if (!block) return;
  let aside = block.parentElement?.querySelector(":scope > .fk-margin");
  if (!aside || block.parentElement === page.root) {
    aside = make("aside", { class: "fk-margin", "data-fumikura": true });
    const row = make("div", { class: "fk-row" });
    block.replaceWith(row);
    row.append(aside, block);
  }
  aside.append(make("div", { class: "fk-note", id: `n-${id}` }, ...noteFor(page, draft, by)));
}

/** @param {Page} page @param {import("./drafts.js").Draft} draft @param {string} by */
function noteFor({ t }, draft, by) {
  const name = by ? make("b", { class: "fk-by", "data-by": true }, by) : make("b", { class: "fk-by" }, t("anonymous"));
  return [make("p", { class: "fk-note__head" }, name), make("div", { class: "fk-comment" }, saidIn(draft))];
}

/** @param {import("./drafts.js").Draft} draft */
function saidIn({ comment }) {
  return make("p", { class: "fk-plain" }, comment.trim());
}
