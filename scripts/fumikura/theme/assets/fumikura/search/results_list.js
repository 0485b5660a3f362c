/** Results -> the list of the search page: each with its passage, its annotations under it. */
import { highlighted, make, number } from "./elements.js";

/** @typedef {Record<string, string>} Words */

/**
 * @param {import("./results.js").Result} result
 * @param {URL} root Address of the site.
 * @param {Words} t
 */
export function resultItem(result, root, t) {
  const to = (/** @type {string} */ href) => new URL(href, root).href;
  const { title, heading, labels, passage, remarks, more, site, date } = result;
  const kind = t[`kind${result.kind[0].toUpperCase()}${result.kind.slice(1)}`] ?? result.kind;
  return make(
    "li",
    { class: "fk-item fk-result" },
    make("h2", { class: "fk-result__title" }, make("a", { href: to(result.href) }, ...highlighted(title))),
    make(
      "p",
      { class: "fk-item__meta" },
      make("span", {}, kind),
      site.text ? make("span", {}, ...highlighted(site)) : null,
      date ? make("time", { datetime: date }, dateText(date)) : null,
      ...labels.map((label) => make("span", { class: "fk-label" }, ...highlighted(label))),
      result.otherForm ? make("span", {}, result.near ? t.nearSpelling : t.otherForm) : null,
    ),
    heading.text ? make("p", { class: "fk-result__heading" }, ...highlighted(heading)) : null,
    passage.text ? make("p", { class: "fk-result__passage" }, ...highlighted(passage)) : null,
    remarks.length
      ? make("ul", { class: "fk-result__remarks", "aria-label": t.annotations }, ...remarks.map(remark), others())
      : null,
  );

  /** @param {import("./results.js").ShownRemark} one */
  function remark({ href, by, passage: said }) {
    const who = by ? make("b", { class: "fk-by" }, by) : null;
    return make("li", { class: "fk-note" }, make("a", { href: to(href) }, who, who && " ", ...highlighted(said)));
  }

  /** The way to annotations that are not shown here. */
  function others() {
    if (!more.count) return null;
    const words = more.count === 1 ? t.moreAnnotationsOne : t.moreAnnotations;
    return make("li", {}, make("a", { href: to(more.href) }, words.replace("{count}", number(more.count))));
  }
}

/** @param {string} date ISO 8601, as much of it as is known. */
function dateText(date) {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(date) ?? [];
  if (!year) return date;
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { timeZone: "UTC", year: "numeric" };
  if (month) options.month = "long";
  if (day) options.day = "numeric";
  const time = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1));
  return new Intl.DateTimeFormat(document.documentElement.lang, options).format(time);
}
