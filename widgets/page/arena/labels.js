// Words on a moving picture. Each is offered places, best first; it takes the first free one and stays there while it is free.
import { fontOf, haloText, SERIF } from "../common/draw.js";

const ROW = 15; // pixels from one line of a label to the next

export class Labels {
  /** @type {Context} */ context;
  /** @type {Point} */ size;
  /** @type {Box[]} */ boxes;

  constructor() { this.kept = new Map(); }

  begin(context, size) { Object.assign(this, { context, size, boxes: [] }); }

  // Nothing may be written over this box.
  block(left, top, width, height) { this.boxes.push([left, top, left + width, top + height]); }
  around(x, y, r) { this.block(x - r, y - r, 2 * r, 2 * r); }

  /** @type {(key: string, rows: (Written & { text: string })[][], places: Place[], before?: (box: Box) => void) => void} */
  // Write rows of parts ({text, and how}) at the best of `places`, [x, baseline of the first row, align].
  // `before(box)` draws what lies under the words.
  put(key, rows, places, before = () => {}) {
    const widths = rows.map((row) => rowWidth(this.context, row));
    if (Math.max(...widths) > this.size[0] - 6) return; // no word rather than half of one
    const boxes = places.map((place) => this.box(place, Math.max(...widths), rows.length));
    const spoilt = boxes.map((box) => this.spoilt(box)), kept = this.kept.get(key);
    let best = kept !== undefined && spoilt[kept] === 0 ? kept : spoilt.indexOf(0);
    if (best < 0) best = spoilt.indexOf(Math.min(...spoilt));
    this.kept.set(key, best);
    const [left, top, right, bottom] = this.inside(boxes[best]), align = places[best][2];
    before([left, top, right, bottom]);
    rows.forEach((row, i) => {
      const free = right - left - widths[i];
      haloRow(this.context, row, left + { left: 0, center: free / 2, right: free }[align], top + 11 + i * ROW);
    });
    this.boxes.push([left, top, right, bottom]);
  }

  /** @type {(place: Place, width: number, rows: number) => Box} */
  box([x, baseline, align], width, rows) {
    const left = { left: x, center: x - width / 2, right: x - width }[align];
    return [left, baseline - 11, left + width, baseline + 4 + (rows - 1) * ROW];
  }

  // How many square pixels of a box lie outside or on something else.
  spoilt([a, b, c, d]) {
    const [w, h] = this.size, over = (p, q, r, s) => Math.max(0, Math.min(q, s) - Math.max(p, r));
    const lost = (c - a) * (d - b) - over(a, c, 2, w - 2) * over(b, d, 2, h - 2);
    return this.boxes.reduce((sum, [p, q, r, s]) => sum + over(a, c, p, r) * over(b, d, q, s), Math.max(0, lost));
  }

  /** @type {(box: Box) => Box} */
  inside([a, b, c, d]) {
    const [w, h] = this.size;
    const right = Math.max(0, 3 - a) - Math.max(0, c - w + 3), down = Math.max(0, 2 - b) - Math.max(0, d - h + 2);
    return [a + right, b + down, c + right, d + down];
  }
}

const WIDTHS = new Map(); // of words that were measured already: the same few are written at every frame
function partWidth(context, part) {
  const font = fontOf(part), name = `${font} ${part.text}`;
  if (WIDTHS.size > 4000) WIDTHS.clear();
  if (!WIDTHS.has(name)) {
    context.font = font;
    WIDTHS.set(name, context.measureText(part.text).width);
  }
  return WIDTHS.get(name);
}

const rowWidth = (context, parts) => parts.reduce((sum, part) => sum + partWidth(context, part), 0);

// Parts of one line, each in its own colour and style.
export function haloRow(context, parts, x, y, align = "left") {
  if (align === "right") x -= rowWidth(context, parts);
  for (const part of parts) {
    haloText(context, part.text, x, y, part);
    x += partWidth(context, part);
  }
}

// A symbol with its value, as parts of a label: the symbol in italics.
export const valued = (symbol, value, more = {}) => [
  { ...more, text: symbol, family: SERIF, italic: true, size: 13.5 }, { ...more, text: ` = ${value}` },
];

// Places beside a point, best first: at its sides, then above and below it.
export function beside(x, y, gap = 12) {
  return [
    [x + gap, y + 4, "left"], [x - gap, y + 4, "right"], [x, y - gap - 2, "center"], [x, y + gap + 10, "center"],
    [x + gap, y - 11, "left"], [x + gap, y + 19, "left"], [x - gap, y - 11, "right"], [x - gap, y + 19, "right"],
    [x, y - 34, "center"], [x, y + 42, "center"], [x + 30, y - 28, "left"], [x - 30, y - 28, "right"],
    [x + 30, y + 36, "left"], [x - 30, y + 36, "right"], [x, y + 60, "center"], [x, y - 52, "center"], [x, y + 88, "center"],
    [x + 60, y - 44, "left"], [x - 60, y - 44, "right"], [x + 60, y + 52, "left"], [x - 60, y + 52, "right"],
  ];
}

// Points that lie within `reach` of one another, directly or through others, as groups.
export function clusters(points, reach) {
  const groups = [];
  for (const point of points) {
    const near = groups.filter((group) => group.some((other) => Math.hypot(other.x - point.x, other.y - point.y) < reach));
    for (const group of near) groups.splice(groups.indexOf(group), 1);
    groups.push([...near.flat(), point]);
  }
  return groups;
}

// A line from a point to the nearest edge of a label, where that is not beside it already.
export function leader(context, x, y, [left, top, right, bottom], colour) {
  const u = Math.min(Math.max(x, left), right), v = Math.min(Math.max(y, top), bottom);
  if (Math.hypot(u - x, v - y) < 20) return;
  context.strokeStyle = colour; context.lineWidth = 1;
  context.beginPath(); context.moveTo(x, y); context.lineTo(u, v); context.stroke();
}
