/**
 * Addresses of a forge's own pages on which a reader proposes a change: the reader signs in there, not here.
 *
 * Sources: Gitea and Forgejo, pull request go-gitea/gitea#16556 (`_new/<branch>/?filename=…&value=…`, as on GitHub);
 * GitLab, "Using a URL with prefilled values" (it prefills issues, not files).
 */

/**
 * `repo`: address of the repository; `folder`: the archive's `docs` in it.
 * @typedef {{ kind: string, repo: string, branch: string, folder: string }} Forge
 */

/** `address`: of the page; `whole`: whether the content fits into it. @typedef {{ address: string, whole: boolean }} Way */

/** Bytes of an address that every forge takes; a Japanese character costs nine. */
export const LIMIT = 8191;

/**
 * Where a new file is proposed.
 *
 * @param {Forge} forge
 * @param {string} path Of the file in the repository.
 * @param {string} content
 * @returns {Way}
 */
export function wayToCreate(forge, path, content) {
  if (forge.kind === "gitlab") return wayToIssue(forge, path, content);
  const start =
    forge.kind === "gitea" ? `${forge.repo}/_new/${steps(forge.branch)}/` : `${forge.repo}/new/${steps(forge.branch)}`;
  const named = `${start}?filename=${encodeURIComponent(path)}`;
  return fitting(`${named}&value=${encodeURIComponent(content)}`, named);
}

/**
 * Where a file is changed or removed. Of these pages only GitLab's issue takes content.
 *
 * @param {Forge} forge
 * @param {"edit" | "delete"} action
 * @param {string} path
 * @param {string} content For a deletion, empty.
 * @returns {Way}
 */
export function wayToChange(forge, action, path, content) {
  if (forge.kind === "gitlab") return wayToIssue(forge, path, content);
  const mark = forge.kind === "gitea" ? "_" : "";
  const address = `${forge.repo}/${mark}${action}/${steps(forge.branch)}/${steps(path)}`;
  return { address, whole: action === "delete" };
}

/** @param {Forge} forge @param {string} path @param {string} content @returns {Way} */
function wayToIssue(forge, path, content) {
  const fence = "`".repeat(Math.max(3, ...(content.match(/`+/g) ?? []).map((run) => run.length + 1)));
  const titled = `${forge.repo}/-/issues/new?${pair("issue[title]", (content ? "" : "Delete ") + path)}`;
  const said = content ? `\`${path}\`\n\n${fence}markdown\n${content}${fence}\n` : `Delete \`${path}\`\n`;
  return fitting(`${titled}&${pair("issue[description]", said)}`, titled);
}

/** @param {string} full @param {string} short @returns {Way} */
function fitting(full, short) {
  return full.length <= LIMIT ? { address: full, whole: true } : { address: short, whole: false };
}

/** @param {string} name @param {string} value */
function pair(name, value) {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
}

/** @param {string} path */
function steps(path) {
  return path.split("/").map(encodeURIComponent).join("/");
}
