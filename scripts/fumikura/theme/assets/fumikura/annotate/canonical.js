/**
 * The article's element <-> its canonical text: the rule of `canonical.py`, told there. All offsets are Unicode code
 * points of that text; the DOM counts UTF-16 units, which are converted here and nowhere else.
 */

/**
 * One text node that counts. `start`: where its first code point stands in the text; `space`: whether leading white
 * space adds nothing.
 * @typedef {{ node: Text, start: number, space: boolean }} Segment
 */

/**
 * `points`: the text, one code point each.
 * @typedef {{ points: string[], segments: Segment[] }} CanonicalText
 */

/**
 * A passage, as W3C's quote and position selectors name it.
 * @typedef {{ quote: string, prefix: string, suffix: string, start: number, end: number }} Passage
 */

const SKIPPED = "rt, rp, script, style, svg, a.headerlink, [data-fumikura]";
const CONTEXT = 32;
const BLANK = /[\t\n\f\r ]/;

/**
 * @param {Element} root The article's own wrapper element.
 * @returns {CanonicalText}
 */
export function readText(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node instanceof Element && node.matches(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  /** @type {Segment[]} */
  const segments = [];
  const points = [];
  let space = true;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text)) continue;
    const own = folded(node.data, space);
    if (!own) continue;
    segments.push({ node, start: points.length, space });
    for (const point of own) points.push(point);
    space = own.endsWith(" ");
  }
  if (points.at(-1) === " ") points.pop();
  return { points, segments };
}

/**
 * The passage that a range covers, clipped to the text and without white space at its ends; null where nothing is left.
 *
 * @param {CanonicalText} text
 * @param {Range} range
 * @returns {Passage | null}
 */
export function passageOf(text, range) {
  const start = offsetOf(text, range.startContainer, range.startOffset);
  return passageAt(text, start, offsetOf(text, range.endContainer, range.endOffset));
}

/**
 * @param {CanonicalText} text
 * @param {number} start
 * @param {number} end
 * @returns {Passage | null}
 */
export function passageAt({ points }, start, end) {
  start = Math.max(0, start);
  end = Math.min(points.length, end);
  while (start < end && /\s/.test(points[start])) start++;
  while (start < end && /\s/.test(points[end - 1])) end--;
  if (start >= end) return null;
  /** @param {number} from @param {number} to */
  const slice = (from, to) => points.slice(Math.max(0, from), to).join("");
  return {
    quote: slice(start, end),
    prefix: slice(start - CONTEXT, start),
    suffix: slice(end, end + CONTEXT),
    start,
    end,
  };
}

/**
 * The parts of text nodes, in UTF-16 units, that are `text[start:end]`.
 *
 * @param {CanonicalText} text
 * @param {number} start
 * @param {number} end
 * @returns {{ node: Text, from: number, to: number }[]}
 */
export function piecesOf({ points, segments }, start, end) {
  const pieces = [];
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1]?.start ?? points.length;
    if (segment.start >= end || next <= start) continue;
    const from = unitsOf(segment, Math.max(start, segment.start) - segment.start, false);
    pieces.push({ node: segment.node, from, to: unitsOf(segment, Math.min(end, next) - segment.start, true) });
  }
  return pieces;
}

/**
 * @param {CanonicalText} text
 * @param {number} start
 * @param {number} end
 * @returns {Range | null}
 */
export function rangeAt(text, start, end) {
  const pieces = piecesOf(text, start, end);
  const last = pieces.at(-1);
  if (!last) return null;
  const range = document.createRange();
  range.setStart(pieces[0].node, pieces[0].from);
  range.setEnd(last.node, last.to);
  return range;
}

/**
 * Where a boundary point of the DOM stands in the text; inside something skipped, where that is. Between the halves of a
 * surrogate pair: after the pair.
 *
 * @param {CanonicalText} text
 * @param {Node} container
 * @param {number} offset
 */
function offsetOf({ points, segments }, container, offset) {
  const place = document.createRange();
  place.setStart(container, offset);
  let [low, high] = [0, segments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const { node, start, space } = segments[middle];
    if (node === container) return start + [...folded(node.data.slice(0, offset), space)].length;
    if (place.comparePoint(node, 0) < 0) low = middle + 1;
    else high = middle;
  }
  return segments[low]?.start ?? points.length;
}

/**
 * How many UTF-16 units of a text node come before the code point `count` of what it adds to the text; for an end,
 * up to the end of the one before it.
 *
 * @param {Segment} segment
 * @param {number} count
 * @param {boolean} ending
 */
function unitsOf({ node, space }, count, ending) {
  let [units, end] = [0, 0];
  for (const point of node.data) {
    const blank = BLANK.test(point);
    if (!(blank && space)) {
      if (count-- === 0) return ending ? end : units;
      end = units + point.length;
    }
    space = blank;
    units += point.length;
  }
  return ending ? end : units;
}

/** @param {string} data @param {boolean} space Whether white space comes before. */
function folded(data, space) {
  const text = data.replace(/[\t\n\f\r ]+/g, " ");
  return space && text[0] === " " ? text.slice(1) : text;
}
