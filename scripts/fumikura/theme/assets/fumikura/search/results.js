/** An answer -> what the search page shows of it: texts with their marks, and where each leads. */
import { addressOf, markedIn, passageOf } from "./passages.js";

/** Characters of a passage that the page shows. */
const ROOM_ON_PAGE = 220;

/**
 * `labels`: authors, tags and readings in which something was found; `near`: whether only words of like spelling were;
 * `more`: how many annotations there are beside `remarks`, and where.
 * @typedef {import("./passages.js").Marked} Marked
 * @typedef {{ href: string, by: string, passage: Marked }} ShownRemark
 * @typedef {{ href: string, address: string, title: Marked, kind: string, site: Marked, date: string, heading: Marked, labels: Marked[],
 *   passage: Marked, otherForm: boolean, near: boolean, remarks: ShownRemark[], more: { count: number, href: string } }} Result
 */

/**
 * @param {import("./answers.js").Answer} answer
 * @param {import("./query.js").Term[]} terms
 */
export function resultsOf({ hits, ...answer }, terms) {
  const folded = terms.filter((term) => !term.without).map((term) => term.folded);
  return { ...answer, results: hits.map((hit) => resultOf(hit, folded)) };
}

/**
 * @param {import("./hits.js").Hit} hit
 * @param {string[]} folded
 * @returns {Result}
 */
function resultOf(hit, folded) {
  const isRemark = hit.remarks?.shown.some(({ url }) => url === hit.url); // it stands below
  const [address] = hit.url.split("#");
  const readings = hit.fields.filter(([name]) => name === "reading").map(([, value]) => value);
  return {
    href: addressOf(hit),
    address,
    title: markedIn(hit.title, folded),
    kind: hit.kind === "annotation" ? "article" : hit.kind,
    site: markedIn(hit.site, folded),
    date: hit.date,
    heading: markedIn(hit.heading, folded),
    labels: [...hit.authors, ...hit.tags, ...readings]
      .map((label) => markedIn(label, folded))
      .filter(({ marks }) => marks.length),
    passage: isRemark ? { text: "", marks: [] } : passageOf(hit, ROOM_ON_PAGE),
    otherForm: hit.marks.length > 0 && !hit.exact,
    near: hit.near,
    remarks: (hit.remarks?.shown ?? []).map((remark) => {
      const said = { ...remark, title: "", heading: "" };
      return { href: addressOf(said), by: remark.by, passage: passageOf(said, ROOM_ON_PAGE) };
    }),
    more: { count: hit.remarks?.more ?? 0, href: hit.remarks?.next ?? "" },
  };
}
