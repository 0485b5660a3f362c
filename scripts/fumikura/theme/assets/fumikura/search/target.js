/** The passage that an address names by its text: marked here where the browser does not do it. */

const SKIPPED = "rt, rp, script, style, .headerlink, .footnote-ref";

/** @param {string} hash `#id:~:text=prefix-,passage,-suffix`. Source: WICG, URL Fragment Text Directives. */
export function show(hash) {
  const [id, directive] = hash.slice(1).split(":~:text=");
  const parts = directive.split("&")[0].split(",");
  const prefix = parts[0].endsWith("-") ? decoded(/** @type {string} */ (parts.shift()).slice(0, -1)) : "";
  const passage = decoded(parts.shift() ?? "");
  const suffix = parts[0]?.startsWith("-") ? decoded(parts[0].slice(1)) : "";
  const { text, places } = textOf(document.querySelector(".md-content") ?? document.body);
  const whole = text.indexOf(prefix + passage + suffix);
  const start = whole < 0 ? text.indexOf(passage) : whole + prefix.length;
  if (passage && start >= 0) mark(places.slice(start, start + passage.length)).scrollIntoView({ block: "center" });
  else document.getElementById(decoded(id))?.scrollIntoView(); // where the passage was
}

/** @param {string} part */
const decoded = (part) => decodeURIComponent(part).replace(/\s/g, "");

/** @param {Element} root @returns {{ text: string, places: [Text, number][] }} Without spaces: those of a page are not those of a text. */
function textOf(root) {
  let text = "";
  /** @type {[Text, number][]} */
  const places = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node; (node = /** @type {Text | null} */ (walker.nextNode()));) {
    if (node.parentElement?.closest(SKIPPED)) continue;
    for (let at = 0; at < node.data.length; at++)
      if (/\S/.test(node.data[at])) {
        text += node.data[at];
        places.push([node, at]);
      }
  }
  return { text, places };
}

/** @param {[Text, number][]} places @returns {Element} The first of the marks, one for each text node. */
function mark(places) {
  const marks = [...new Set(places.map(([node]) => node))].map((node) => {
    const own = places.filter(([one]) => one === node);
    const range = document.createRange();
    range.setStart(node, own[0][1]);
    range.setEnd(node, own[own.length - 1][1] + 1);
    const element = document.createElement("mark");
    element.className = "fk-target";
    range.surroundContents(element);
    return element;
  });
  return marks[0];
}
