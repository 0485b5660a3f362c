/**
 * On the page for taking part: what another program shared with the site becomes a link to the form, filled in.
 *
 * Whoever makes an address can put anything into its parameters: all of it is text of bounded length, and the link leads
 * to the form that the page itself names.
 */
const MAX_SHARED = 10_000; // characters of one parameter that are looked at
const MAX_URL = 2000;
const MAX_TITLE = 300; // both as `issue_forms.py` has them

// Controls, half surrogates, and what turns the direction of text or is not shown.
const HIDDEN =
  /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]+/gu;
const ADDRESS = /https?:\/\/[^\s<>"'`{}|\\^、。「」『』（）【】]+/iu;

/** @param {string | null} text */
const cleaned = (text) => (text ?? "").slice(0, MAX_SHARED).replace(HIDDEN, " ").replace(/\s+/gu, " ").trim();

/** The address that `text` is; null for what is none of the web. @param {string} text */
function address(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isWeb = url && ["http:", "https:"].includes(url.protocol) && !url.username && !url.password;
  return isWeb && url.href.length <= MAX_URL ? url.href : null;
}

/** The first address in `text`, as it stands there; empty where there is none. @param {string} text */
function written(text) {
  const found = ADDRESS.exec(text)?.[0].replace(/[.,;:!?)\]]+$/u, "") ?? "";
  return address(found) ? found : "";
}

/**
 * Address and title of what was shared. Android has no place for an address: programs put it into the text.
 * @param {URLSearchParams} asked
 */
function shared(asked) {
  const [url, text, title] = ["url", "text", "title"].map((name) => cleaned(asked.get(name)));
  const inText = written(text);
  const inTitle = written(title);
  const rest = (title === inTitle ? "" : title) || cleaned(text.replace(inText, " "));
  return { url: address(url) ?? address(inText) ?? address(inTitle), title: [...rest].slice(0, MAX_TITLE).join("") };
}

const place = document.querySelector(".fk-shared");
const asked = new URLSearchParams(window.location.search);
if (place instanceof HTMLElement && ["url", "text", "title"].some((name) => asked.get(name))) {
  const page = shared(asked);
  const link = place.querySelector("a");
  if (page.url && link) {
    const form = new URL(place.dataset.form ?? "");
    for (const [name, text] of JSON.parse(place.dataset.filled ?? "[]")) {
      const said = { url: page.url, title: page.title };
      form.searchParams.set(
        name,
        text.replace(/\{(url|title)\}/g, (/** @type {string} */ _, /** @type {"url" | "title"} */ key) => said[key]),
      );
    }
    link.href = form.href;
  }
  for (const part of place.querySelectorAll("[data-when]")) {
    part.toggleAttribute("hidden", part.getAttribute("data-when") !== (page.url ? "found" : "none"));
  }
  for (const [name, text] of Object.entries({ title: page.title, url: page.url ?? "" })) {
    const shown = place.querySelector(`[data-says="${name}"]`);
    if (shown) shown.textContent = text;
  }
  place.hidden = false;
  link?.focus();
}
