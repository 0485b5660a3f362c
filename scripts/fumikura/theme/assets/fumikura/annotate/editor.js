/** The dialog in which an annotation is written, and sent on its way. */

import { discard, keep, penName, rememberPenName, setOpen } from "./drafts.js";
import { button, copy, download, make } from "./elements.js";
import { MAX_BYTES, bytesOf, changeOf, downloadPatch, faultOf, propose, save } from "./sending.js";

/** @typedef {import("./sending.js").Page} Page */
/** @typedef {import("./drafts.js").Draft} Draft */

const NEAR = MAX_BYTES - 8192;
/**
 * @param {Page} page
 * @param {Draft} draft
 * @param {(change: import("./sending.js").Change) => void} saved Called when it is in the working tree.
 * @param {() => void} closed
 */
export function openEditor(page, draft, saved, closed) {
  const { t } = page;
  const status = make("p", { class: "fk-editor__said", role: "status" });
  const fields = fieldsOf(page, draft, status);
  let sent = false;
  // The event of closing comes a task later than the reader's wish: a reload between the two must neither open it again
  // nor find a draft of what was sent.
  const wished = () => {
    setOpen(page.article, null);
    if (isDone()) discard(page.article, draft);
  };
  const isDone = () => sent || (!draft.comment.trim() && !draft.tags.trim()) || draft.kind === "delete";
  const close = () => {
    wished();
    dialog.close();
  };
  const dialog = make(
    "dialog",
    { class: "fk-editor", "aria-labelledby": "fk-editor-title", "data-fumikura": true, cancel: wished, close: gone },
    make("h2", { id: "fk-editor-title" }, t(draft.kind)),
    ...aboutOf(page, draft),
    ...fields,
    make("div", { class: "fk-editor__ways" }, ...waysOf(page, draft, act), button(t("cancel"), close)),
    status,
  );

  /** @param {(change: import("./sending.js").Change) => Promise<void | string | Node[]>} way */
  async function act(way) {
    const fault = faultOf(draft);
    const change = fault ? null : changeOf(page, draft, penName());
    if (!change) {
      status.replaceChildren(t(fault ?? "raw"));
      return;
    }
    const said = await way(change);
    if (said === undefined) {
      sent = true;
      saved(change);
      close();
      return;
    }
    sent ||= typeof said !== "string";
    status.replaceChildren(...[said].flat());
  }

  function gone() {
    wished();
    if (!isDone()) page.say(t("draft"));
    dialog.remove();
    closed();
  }

  page.root.after(dialog);
  dialog.showModal();
  setOpen(page.article, draft);
  /** @type {HTMLElement | null} */ (dialog.querySelector("textarea, input, button"))?.focus();
}

/** What it is about. @param {Page} page @param {Draft} draft */
function aboutOf({ t }, draft) {
  const about = draft.passage?.quote ?? draft.about ?? "";
  const parts = [];
  if (draft.kind === "replying") parts.push(make("p", {}, t("replyTo", { by: draft.to || t("anonymous") })));
  if (about) parts.push(make("blockquote", { class: "fk-quote", tabindex: "0" }, make("p", {}, about)));
  if (draft.kind === "delete") parts.push(make("p", {}, t("deleteSure")));
  return parts;
}

/** @param {Page} page @param {Draft} draft @param {HTMLElement} status */
function fieldsOf(page, draft, status) {
  const { t } = page;
  if (draft.kind === "delete") return [];
  const count = make("output", { class: "fk-quiet" });
  const store = () => {
    const bytes = bytesOf(draft.comment);
    count.textContent = bytes > NEAR ? t("large", { count: bytes.toLocaleString() }) : "";
    if (!keep(page.article, draft)) status.textContent = t("unkept");
  };
  /** @param {import("./sending.js").Key} label @param {HTMLInputElement | HTMLTextAreaElement} field */
  const labelled = (label, field) => make("label", {}, make("span", {}, t(label)), field);
  const fields = [];
  if (draft.kind !== "highlighting") {
    const area = make("textarea", { rows: "7", input: () => ((draft.comment = area.value), store()) });
    area.value = draft.comment;
    fields.push(labelled("commentField", area), count);
  }
  const tags = make("input", { autocomplete: "off", input: () => ((draft.tags = tags.value), store()) });
  tags.value = draft.tags;
  if (draft.kind !== "replying") fields.push(labelled("tags", tags));
  const by = make("input", { autocomplete: "nickname", maxlength: "100", input: () => rememberPenName(by.value) });
  by.value = penName();
  if (draft.kind !== "edit") fields.push(labelled("penName", by));
  return fields;
}

/**
 * @param {Page} page
 * @param {Draft} draft
 * @param {(way: (change: import("./sending.js").Change) => Promise<void | string | Node[]>) => void} act
 */
function waysOf(page, draft, act) {
  const { t, forge } = page;
  const first = { class: "fk-button fk-first" };
  /** @param {string} text */
  const done = (text) => [new Text(text)];
  if (page.token) {
    return [
      button(
        t(draft.kind === "delete" ? "delete" : "save"),
        () => act(async (change) => (await save(page, change)) ?? undefined),
        first,
      ),
    ];
  }
  const ways = [];
  if (forge) {
    const { host } = new URL(forge.repo);
    const click = () =>
      act(async (change) => {
        const { address, said } = await propose(forge, change);
        const link = make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, t("openLink"));
        return [new Text(`${t(said, { host })} ${t("blocked")}`), link];
      });
    ways.push(button(t(forge.kind === "gitlab" ? "issue" : "open", { host }), click, first));
  }
  if (draft.kind !== "delete") {
    ways.push(
      button(t("copy"), () =>
        act(async ({ after }) => ((await copy(after ?? "")) ? done(t("copied")) : t("uncopied"))),
      ),
      button(t("download"), () => act(async ({ id, after }) => (download(`${id}.md`, after ?? ""), done(t("done"))))),
    );
  }
  ways.push(button(t("patch"), () => act(async (change) => (downloadPatch(change), done(t("done"))))));
  return ways;
}
