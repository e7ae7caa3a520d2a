// The inner loop under the microscope: a hair line and an arrow to what it leads to; on request point by point, with their mean.
import { addMarker } from "../common/draw.js";
import { el } from "../common/elements.js";
import { rough } from "../common/numbers.js";
import { fromPython } from "../common/take.js";
import { beside, leader } from "./labels.js";
import { pixelOf, placeText } from "./map.js";
import { readingNow } from "./words.js";

const BEAT = 250; // milliseconds from one point to the next
const NONE = 65535; // packed: no number
const LEAST = 60; // pixels of the longer of a step and the exact one, which are drawn alike enlarged
const HIDES = "with which weights the method itself averages.";

// Looks at one outer step, the one at the clock: how many of its points are shown, `at`; null: the whole walk.
export class PointByPoint {
  /** @type {Bus} */ bus; /** @type {() => void} */ draw; /** @type {number | null} */ at; /** @type {number} */ count;
  /** @type {any} */ beat; /** @type {string | null} */ stamp; /** @type {string | null} */ asked; /** @type {any} */ beside;

  // bus: the session's; draw(): draw the maps anew.
  constructor(bus, draw) {
    Object.assign(this, { bus, draw, at: null, count: 0, beat: null, stamp: null, asked: null, beside: null });
    this.open = el("button", { class: "wv-take wv-in-three", "aria-pressed": "false", "aria-label": "Point by point: the places that this step asks",
      title: "Point by point: the places that this step asks", "data-testid": "inner-open", hidden: true, onclick: () => this.toggle() }, el("span", { "aria-hidden": "true" }, "1 2 3"));
    this.play = el("button", { "data-testid": "inner-play", onclick: () => this.run(!this.beat) });
    this.range = el("input", { type: "range", min: 0, step: 1, "aria-label": "How many places of this step are shown", "data-testid": "inner-range",
      oninput: () => { this.run(false); this.show(Number(this.range.value)); } });
    this.many = el("b", {});
    this.said = el("p", { class: "wv-note wv-inner-said", "data-testid": "inner-said", hidden: true });
    this.node = el("div", { class: "wv-inner", "data-testid": "inner", hidden: true }, this.play, this.range, this.many);
    this.off = bus.on("play", () => { if (bus.playing) this.close(); });
  }

  teardown() { this.off(); this.run(false); }

  // The step that is under way; null: none that can be looked into.
  offer(inner, view) {
    const [step, offset] = inner ? innerStep(inner.counts, inner.clocks, view.clock) : [0, 0], count = inner ? finite(inner, offset, inner.counts[step]) : 0;
    this.open.hidden = count < 2 || view.run.preview;
    if (this.open.hidden && this.at !== null) this.close();
    if (this.at === null) return;
    this.compare([view.run.seq, inner.method, step].join(), inner.clocks[step]);
    const at = Math.min(this.at, count), stamp = [this.asked, at, count, Boolean(this.beside)].join();
    if (stamp === this.stamp) return;
    Object.assign(this, { stamp, count, at });
    Object.assign(this.range, { max: count, value: at });
    const mean = meanOf(inner, offset, at, view.scene.domain), place = (point) => point.map((part) => placeText(view.scene, part)).join(", ");
    this.node.dataset.mean = mean ? mean.join() : "";
    this.many.textContent = `${at} of ${count} places`;
    this.said.replaceChildren(mean ? `Their mean: (${place(mean)}). ` : "Each place where this step asks for a slope. ", compared(this.beside), el("b", {}, "Hides: "), HIDES);
  }

  // Have Python say, once for each step, what the exact step is from where this one begins.
  compare(step, clock) {
    if (step === this.asked) return;
    Object.assign(this, { asked: step, beside: null });
    const came = (beside) => { if (step === this.asked) { this.beside = beside; this.draw(); } };
    fromPython(this.bus, { picture: "step", form: "csv", clock }, "text/csv").then((table) => table.text()).then((text) => came(stepsOf(text)), () => came(null));
  }

  toggle() {
    if (this.at !== null) { this.close(); this.draw(); return; }
    this.bus.pause();
    this.node.hidden = this.said.hidden = false;
    this.open.setAttribute("aria-pressed", "true");
    this.show(0);
    this.run(true);
  }

  close() {
    this.run(false);
    Object.assign(this, { at: null, stamp: null, asked: null, beside: null });
    this.node.hidden = this.said.hidden = true;
    this.open.setAttribute("aria-pressed", "false");
  }

  show(at) {
    this.at = at;
    this.draw();
  }

  // One place after the other, to the last.
  run(goes) {
    clearInterval(this.beat);
    this.beat = null;
    if (goes && this.at >= this.count) this.show(0);
    if (goes) this.beat = setInterval(() => { if (this.at >= this.count) this.run(false); else this.show(this.at + 1); }, BEAT);
    this.play.textContent = goes ? "❚❚" : "▶";
    this.play.setAttribute("aria-label", goes ? "Pause the places" : "Show one place after the other");
  }
}

// {place, step, exact, against} of the table that Python gives; exact is null where the method names no surface.
function stepsOf(text) {
  const [, start, step, exact] = text.trim().split("\n").map((line) => line.trim().split(",")), point = ([, x, y]) => [Number(x), Number(y)];
  return { place: point(start), step: point(step), exact: exact ? point(exact) : null, against: exact?.[0] };
}

// How far a step is off the exact one, in words.
function compared(beside) {
  if (!beside?.exact) return beside ? "No exact step is known of this method. " : "";
  const { step, exact, against } = beside, off = Math.hypot(step[0] - exact[0], step[1] - exact[1]) / Math.hypot(...exact);
  return `Dashed: ${against}; this step is off by ${Number.isFinite(off) ? `${Math.round(100 * off)} % of it` : "all of it: it is 0"}. `;
}

// A step and the exact one from where both begin, enlarged alike until they can be compared.
function drawBeside(context, view, method, { place, step, exact, against }, labels) {
  if (!exact) return;
  const { scene, size, look: { colour } } = view, from = pixelOf(scene, size, ...place);
  const ends = [step, exact].map(([u, v]) => pixelOf(scene, size, place[0] + u, place[1] + v).map((part, axis) => part - from[axis]));
  const longest = Math.max(...ends.map((end) => Math.hypot(...end))), grown = longest > 0.5 ? Math.max(1, LEAST / longest) : 1;
  if (!(longest > 0.5)) return;
  ends.forEach((end, k) => {
    const to = end.map((part, axis) => from[axis] + grown * part), ink = k ? colour.ink : method.tint;
    context.setLineDash(k ? [5, 4] : []);
    arrow(context, ...from, ...to, ink, colour.halo);
    labels.around(...to, 6);
    const words = `${k ? against : "this step"}${grown > 1 ? `, × ${rough(grown)}` : ""}`;
    labels.put(k ? "exact step" : "this step", [[{ text: words, colour: ink, weight: k ? 400 : 700 }]], beside(...to, 10), (box) => leader(context, ...to, box, ink));
  });
  context.setLineDash([]);
}

// How many of a step's points come before one that is no number.
function finite({ points }, offset, count) {
  for (let i = 0; i < count; i++) if (points[2 * (offset + i)] === NONE) return i;
  return count;
}

// The mean of the first `count` of a step's points, in the landscape's own numbers; null of none.
export function meanOf({ points }, offset, count, domain) {
  if (!count) return null;
  return domain.map(([low, high], axis) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += points[2 * (offset + i) + axis];
    return low + (sum / count / 65534) * (high - low);
  });
}

// The first points of a step, the newest largest, the line between them, and a cross at their mean.
function drawPoints(context, view, method, inner, [offset, count], x, y, labels) {
  const { look: { colour } } = view, places = Array.from({ length: finite(inner, offset, count) }, (_, i) => innerPlace(view, inner, offset + i));
  if (!places.length) return;
  context.strokeStyle = context.fillStyle = method.tint; context.lineWidth = 0.8; context.globalAlpha = 0.75;
  context.beginPath(); context.moveTo(x, y);
  for (const place of places) context.lineTo(...place);
  context.stroke(); context.globalAlpha = 1;
  context.beginPath();
  places.forEach((place, i) => addMarker(context, "circle", ...place, i === places.length - 1 ? 4.5 : 2.4));
  context.fill();
  const mean = [0, 1].map((axis) => places.reduce((sum, place) => sum + place[axis], 0) / places.length);
  for (const [style, width] of [[colour.halo, 5], [colour.ink, 2]]) {
    Object.assign(context, { strokeStyle: style, lineWidth: width });
    context.beginPath();
    for (const turn of [-1, 1]) { context.moveTo(mean[0] - 6, mean[1] - 6 * turn); context.lineTo(mean[0] + 6, mean[1] + 6 * turn); }
    context.stroke();
  }
  labels.around(...mean, 9);
  labels.put("mean", [[{ text: `mean of ${places.length}`, colour: colour.ink, weight: 700 }]], beside(...mean, 12), (box) => leader(context, ...mean, box, colour.ink));
}

// The inner loop as a hair line, and an arrow to what it leads to; where it is looked at point by point, as far as that has come.
export function drawMicroscope(context, view, method, inner, x, y, labels) {
  const [step, offset] = innerStep(inner.counts, inner.clocks, view.clock), count = inner.counts[step];
  if (view.shown !== null && count > 1) {
    drawPoints(context, view, method, inner, [offset, Math.min(view.shown, count)], x, y, labels);
    if (view.beside) drawBeside(context, view, method, view.beside, labels);
    return;
  }
  if (count > 1) {
    context.strokeStyle = method.tint; context.globalAlpha = 0.75; context.lineWidth = 0.8;
    context.beginPath(); context.moveTo(x, y);
    for (let i = 0; i < count; i++) context.lineTo(...innerPlace(view, inner, offset + i));
    context.stroke(); context.globalAlpha = 1;
  }
  if (inner.points[2 * (inner.total + step)] === 65535) return; // no number: this step leads nowhere
  const [u, v] = innerPlace(view, inner, inner.total + step);
  if (Math.hypot(u - x, v - y) < 4) return;
  arrow(context, x, y, u, v, method.tint, view.look.colour.halo);
  for (const share of [0.4, 0.7, 1]) labels.around(x + share * (u - x), y + share * (v - y), 6);
  const text = arrowWords(view, inner), below = v + 17, above = v - 9;
  const places = v > y ? [[u, below, "center"], [u + 10, v + 5, "left"], [u - 10, v + 5, "right"], [u, above, "center"]]
    : [[u, above, "center"], [u + 10, v + 3, "left"], [u - 10, v + 3, "right"], [u, below, "center"]];
  labels.put("microscope", [[{ text, colour: method.tint, weight: 700 }]], places);
}

// What the arrow leads to, in the method's own words where it has some.
function arrowWords({ arrow, bus }, { name, method }) {
  return arrow ? arrow.words.replace("{}", rough(readingNow(arrow, bus, method))) : name;
}

/** The inner loops as they came, step by step: counts, of the points that each shows; clocks, at its end; total, of all points. */
export function innerSteps(told, points) {
  if (!told?.alike) return null;
  const counts = [], clocks = [];
  for (const [times, count, cost] of told.alike) for (let i = 0; i < times; i++) { counts.push(count); clocks.push((clocks.at(-1) ?? 0) + cost); }
  return { ...told, counts, clocks, total: counts.reduce((a, b) => a + b, 0), points };
}

// Which step is under way at a clock, and how many inner points came before it.
function innerStep(counts, clocks, clock) {
  let step = 0, offset = 0;
  while (step + 1 < clocks.length && clocks[step] <= clock - 1e-6) offset += counts[step++];
  return [step, offset];
}

function innerPlace({ walks: { across, down } }, { points }, i) {
  return [across[0] + points[2 * i] * across[1], down[0] + points[2 * i + 1] * down[1]];
}

function arrow(context, x, y, u, v, tint, halo) {
  const turn = Math.atan2(v - y, u - x);
  for (const [style, width] of [[halo, 5], [tint, 2]]) {
    context.strokeStyle = style; context.lineWidth = width;
    context.beginPath(); context.moveTo(x, y); context.lineTo(u, v); context.stroke();
  }
  context.fillStyle = tint;
  context.beginPath();
  for (const [r, t] of [[0, 0], [10, 2.7], [10, -2.7]]) context.lineTo(u + r * Math.cos(turn + t), v + r * Math.sin(turn + t));
  context.fill();
}
