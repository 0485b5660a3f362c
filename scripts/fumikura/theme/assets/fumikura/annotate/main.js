/** Annotating an article on its page: ties the selection, the editor, the drafts and the margin together. */

import { installBar } from "./bar.js";
import { discard, kept, openOne, penName } from "./drafts.js";
import { openEditor } from "./editor.js";
import { button, make } from "./elements.js";
import { commentOf, oneLine } from "./front_matter.js";
import { draw, followLinks, offerDeeds, writerOf } from "./margin.js";
import { fileOf, newId, now, save, changeOf } from "./sending.js";
import { WORDS } from "./words.js";

/** @typedef {import("./drafts.js").Draft} Draft */

const SHOWN_MS = 6000;

/** @param {HTMLElement} root @param {DOMStringMap} settings What `article.html` says on the script's own element. */
function start(root, { folder = "docs", forge: kind, repo = "", branch = "", token = "" }) {
  /** @type {import("./sending.js").Page["t"]} */
  const t = (key, values = {}) => WORDS[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const voice = make("p", { class: "fk-voice", role: "status", "data-fumikura": true });
  let timer = 0;
  /** @type {import("./sending.js").Page} */
  const page = {
    ...{ root, t, folder, token },
    article: root.dataset.article ?? "",
    text: root.dataset.text ?? "",
    forge: kind ? { kind, repo, branch, folder } : null,
    say: (text, quietly = false) => {
      clearTimeout(timer);
      voice.classList.toggle("fk-voice--heard", quietly);
      voice.textContent = text;
      timer = setTimeout(() => (voice.textContent = ""), SHOWN_MS);
    },
  };
  root.after(voice);

  /** @param {Draft["kind"]} kind @param {Partial<Draft>} about @returns {Draft} */
  const begun = (kind, about) => {
    const created = now();
    return { kind, comment: "", tags: "", created, id: newId(created), ...about };
  };

  /** @param {Draft} draft @param {HTMLElement} [note] Where it was asked for. */
  const edit = (draft, note) => {
    openEditor(
      page,
      draft,
      (change) => shown(draft, change.id),
      () => {
        offer();
        note?.querySelector("button")?.focus({ preventScroll: true });
      },
    );
  };

  /** @param {Draft} draft @param {string} id */
  const shown = (draft, id) => {
    draw(page, draft, id, oneLine(penName()));
    page.say(t("saved"));
  };

  installBar(page, async (kind, passage) => {
    const draft = begun(kind, { passage, text: page.text });
    if (kind !== "highlighting" || !token) return edit(draft);
    const change = changeOf(page, draft, penName());
    const fault = change && (await save(page, change));
    if (fault) return page.say(fault);
    shown(draft, draft.id);
    offer();
  });

  /** @param {"replying" | "edit" | "delete"} kind @param {string} id @param {HTMLElement} note */
  const beginWith = async (kind, id, note) => {
    const about = note.querySelector(":scope > .fk-comment")?.textContent?.trim() ?? "";
    const draft = begun(kind, { target: id, to: writerOf(note), about });
    if (kind !== "replying") {
      const file = await fileOf(id);
      if (file === null) return page.say(t("raw"));
      const labels = [...note.querySelectorAll(":scope > .fk-labels > .fk-label")].map((one) => one.textContent);
      const tags = labels.join(", ");
      Object.assign(draft, { file, tags, oldTags: tags, comment: kind === "edit" ? commentOf(file) : "" });
    }
    edit(draft, note);
  };

  /** What can be done now: with each note, and with a draft. */
  const offer = () => {
    offerDeeds(page, (...which) => void beginWith(...which));
    for (const old of document.querySelectorAll(".fk-draft")) old.remove();
    kept(page.article).forEach(remind);
  };

  /** @param {Draft} draft */
  const remind = (draft) => {
    const about = draft.passage?.quote ?? draft.comment;
    const throwAway = () => {
      discard(page.article, draft);
      offer();
    };
    const notice = make("section", { class: "fk-draft", "aria-label": t("draft"), "data-fumikura": true });
    notice.append(make("p", {}, t("draft")), make("p", { class: "fk-draft__about" }, about));
    notice.append(
      button(t("resume"), () => edit(draft)),
      button(t("discard"), throwAway),
    );
    root.before(notice);
  };

  offer();
  followLinks(page);
  const open = openOne(page.article);
  if (open) edit(open);
}

const root = document.getElementById("fk-text");
const script = document.getElementById("fk-annotate");
if (root && script) start(root, script.dataset);
