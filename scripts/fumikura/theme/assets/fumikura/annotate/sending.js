/** What a reader has written -> a change to one file, and the ways it can go. */

import { download, copy } from "./elements.js";
import { wayToChange, wayToCreate } from "./forges.js";
import { annotationFile, changedFile, labels, oneLine } from "./front_matter.js";
import { patchOf } from "./patch.js";

/** @typedef {keyof typeof import("./words_en.js").WORDS} Key */

/**
 * One page that is annotated.
 * @typedef {object} Page
 * @property {HTMLElement} root The article's wrapper element.
 * @property {string} article Its id.
 * @property {string} text Hash of its canonical text.
 * @property {string} folder The archive's `docs`.
 * @property {string} token At home, what lets the page write; else empty.
 * @property {import("./forges.js").Forge | null} forge
 * @property {(key: Key, values?: Record<string, string>) => string} t
 * @property {(text: string, quietly?: boolean) => void} say To everybody; quietly: to those alone who do not see.
 */

/**
 * `before` is null for a new file, `after` for one that goes.
 * @typedef {{ id: string, path: string, before: string | null, after: string | null, by: string }} Change
 */

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
const HOME = "/_fumikura/annotations";
/** Beside each page: an object of the text of each annotation's file, by id (`annotation_copies.py`). */
const FILES = "annotation-files.json";
export const MAX_BYTES = 65_536;
const MAX_QUOTE = 100_000;

/** The name of an annotation made at a moment (ISO 8601, UTC). @param {string} moment */
export function newId(moment) {
  const random = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => BASE32[byte % 32]).join("");
  return `${moment.replace(/[-:]/g, "")}-${random}`;
}

/** Now, as files say it: UTC, whole seconds. */
export function now() {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

/**
 * @param {Page} page
 * @param {import("./drafts.js").Draft} draft
 * @param {string} by
 * @returns {Change | null} Null where the file that is changed is none that this can change.
 */
export function changeOf(page, draft, by) {
  const id = draft.kind === "edit" || draft.kind === "delete" ? (draft.target ?? "") : draft.id;
  const change = { id, path: `${page.folder}/articles/${page.article}/annotations/${id}.md`, by, before: null };
  const before = draft.file ?? "";
  if (draft.kind === "delete") return { ...change, before, after: null };
  if (draft.kind === "edit") {
    const changes = { modified: now(), ...(draft.tags === draft.oldTags ? {} : { tags: labels(draft.tags) }) };
    const after = changedFile(before, changes, draft.comment);
    return after === null ? null : { ...change, before, after };
  }
  const { quote, prefix, suffix, start } = draft.passage ?? {};
  const about =
    draft.kind === "replying" ? { reply_to: draft.target } : { quote, prefix, suffix, start, text: draft.text };
  const header = {
    ...about,
    by: oneLine(by),
    created: draft.created,
    motivation: draft.kind,
    tags: labels(draft.tags),
  };
  return { ...change, after: annotationFile(header, draft.comment) };
}

/** What is wrong with a draft, if anything. @param {import("./drafts.js").Draft} draft */
export function faultOf(draft) {
  const needsWords = !["highlighting", "delete", "edit"].includes(draft.kind);
  if (needsWords && !draft.comment.trim()) return "write";
  const isLong = bytesOf(draft.comment) > MAX_BYTES || [...(draft.passage?.quote ?? "")].length > MAX_QUOTE;
  return isLong ? "tooLong" : null;
}

/** @param {string} text */
export function bytesOf(text) {
  return new TextEncoder().encode(text).length;
}

/**
 * Opens the forge's page for a change.
 *
 * @param {import("./forges.js").Forge} forge
 * @param {Change} change
 * @returns {Promise<{ address: string, said: "proposed" | "pasteNew" | "pasteAll" | "uncopied" }>}
 */
export async function propose(forge, { path, before, after }) {
  const way =
    before === null
      ? wayToCreate(forge, path, after ?? "")
      : wayToChange(forge, after === null ? "delete" : "edit", path, after ?? "");
  const copied = way.whole || (await copy(after ?? ""));
  window.open(way.address, "_blank", "noopener,noreferrer");
  const paste = before === null || forge.kind === "gitlab" ? "pasteNew" : "pasteAll";
  return { address: way.address, said: way.whole ? "proposed" : copied ? paste : "uncopied" };
}

/** @param {Change} change */
export function downloadPatch(change) {
  download(`${change.id}.patch`, patchOf({ ...change, moment: new Date() }));
}

/**
 * Writes a change into the working tree of the server at home.
 *
 * @param {Page} page
 * @param {Change} change
 * @returns {Promise<string | null>} What went wrong, in words.
 */
export async function save(page, { id, before, after }) {
  const action = before === null ? "create" : after === null ? "delete" : "edit";
  const base = before === null ? "" : await sha256(before);
  const body = JSON.stringify({ action, article: page.article, annotation: id, content: after ?? "", base });
  const headers = { "Content-Type": "application/json", "X-Fumikura-Token": page.token };
  try {
    const answer = await fetch(HOME, { method: "POST", headers, body });
    return answer.ok ? null : String((await answer.json()).message);
  } catch {
    return page.t("failed"); // no server, or an answer that is none of its own
  }
}

/** The file of an annotation that is there. @param {string} id @returns {Promise<string | null>} */
export async function fileOf(id) {
  try {
    const answer = await fetch(new URL(FILES, location.href), { cache: "no-cache" });
    const files = answer.ok ? await answer.json() : null;
    const file = Object.hasOwn(files ?? {}, id) ? files[id] : null;
    return typeof file === "string" ? file : null;
  } catch {
    return null; // no network, or no JSON: the caller tells the reader
  }
}

/** @param {string} text */
async function sha256(text) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
