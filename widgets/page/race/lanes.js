// The lanes: who runs and how it is tuned; its runs on their way with their mean; where each seed finished, and the interval.
import { canvas, cueColour, fit, marker, SANS } from "../common/draw.js";
import { el, symbol } from "../common/elements.js";
import { short, told, whole } from "../common/numbers.js";
import { takeable } from "../common/take.js";
import { Slide } from "../flatness/slide.js";
import { sign } from "../flatness/tables.js";
import { judgedAs } from "./podium.js";

const WAY = { height: 84, left: 30, right: 12, top: 8, bottom: 18 }, END = { height: 84, left: 8, right: 8, top: 8, bottom: 18 };
const TUNINGS = [["default", "as it comes"], ["searched", "step searched"], ["hand", "step by hand"]];
const WORDS = { accuracy: "test accuracy, %", test_loss: "test loss", train_loss: "training loss", evaluations: "evaluations" };

export class Lanes {
  /** @type {HTMLElement} */ node; /** @type {any} */ look; /** @type {any} */ offers; /** @type {(what: any) => void} */ ask; /** @type {any[]} */ rows;
  /** @type {any} */ asked; /** @type {any} */ measure; /** @type {[any, any[], Float32Array]} */ drawn;

  constructor(look, offers, ask) {
    Object.assign(this, { look, offers, ask, rows: [], made: "" });
    this.list = el("ul", { class: "wv-race-lanes", "data-testid": "lanes" });
    this.add = el("button", { class: "wv-flat-back", "data-testid": "add", onclick: () => this.ask({ lanes: [...this.asked.lanes, this.free()] }) }, "One lane more");
    this.node = el("div", { class: "wv-race-board" }, this.list, el("div", { class: "wv-flat-add" }, this.add));
  }

  // A lane that does not run yet.
  free() {
    const runs = (lane) => this.asked.lanes.some((one) => one.join() === lane.join());
    return this.offers.methods.map(({ key }) => [key, "default", 1]).find((lane) => !runs(lane));
  }

  change(k, lane) { this.ask({ lanes: this.asked.lanes.map((one, i) => (i === k ? lane : one)) }); }

  menu(lane) {
    const families = new Map();
    for (const method of this.offers.methods) families.set(method.family, [...(families.get(method.family) ?? []), method]);
    const groups = [...families].map(([label, methods]) => el("optgroup", { label }, methods.map(({ key, name }) => el("option", { value: key }, name))));
    const known = this.offers.methods.some(({ key }) => key === lane.method);
    return known ? groups : [el("option", { value: lane.method }, lane.name), ...groups];
  }

  row(lane, k) {
    const [low, high] = this.offers.factor, [method, tuning, factor] = this.asked.lanes[k], named = (words) => `${words}, lane ${k + 1}`;
    const who = el("select", { "data-testid": `method-${k}`, "aria-label": named("Method"), onchange: () => this.change(k, [who.value, tuning, factor]) }, this.menu(lane));
    who.value = method;
    const how = el("select", { "data-testid": `tuning-${k}`, "aria-label": named("Its step"), onchange: () => this.change(k, [method, how.value, factor]) }, TUNINGS.map(([value, words]) => el("option", { value }, words)));
    how.value = tuning;
    const slide = new Slide({ name: `factor-${k}`, sign: "", words: named("times its default step"), low, high }, () => {}, (value) => this.change(k, [method, tuning, value]));
    slide.put(factor);
    slide.node.hidden = tuning !== "hand";
    const drop = el("button", { class: "wv-race-drop", "aria-label": `Without ${lane.label}`, title: "Take it away", hidden: this.asked.lanes.length <= this.offers.lanes[0], onclick: () => this.ask({ lanes: this.asked.lanes.filter((_, i) => i !== k) }) }, "×");
    const badge = el("span", { class: `wv-race-badge${lane.tuned ? " wv-race-tuned" : ""}`, "data-testid": `badge-${k}` }, lane.tuned ? "tuned" : "default");
    const step = el("small", {}), glyph = el("span", {}), [way, end] = ["wv-race-way", "wv-race-end"].map((name) => el("div", { class: name })), said = el("p", { class: "wv-race-said", "data-testid": `finish-${k}` });
    const [wayNode, endNode] = [way, end].map((holder) => canvas(holder, { role: "img", "aria-label": "" }));
    const charts = el("div", { class: "wv-race-charts" }, way, end);
    takeable({ bus: this.look.bus, box: charts, canvases: () => [wayNode, endNode], paint: () => this.redraw(), names: () => ["lane", lane.label], wish: () => ({ picture: "row", row: k }),
      told: () => ({ title: `${lane.label}: test accuracy (%) against gradient evaluations, and ${this.judged()} at the finish`, where: said.textContent, hides: "Hides: longer races, other networks, other sliders than the step.", clock: null }) });
    const node = el("li", { class: lane.tuned ? "" : "wv-race-open" }, el("div", { class: "wv-race-who" }, el("div", { class: "wv-race-name" }, glyph, el("b", {}, lane.label), drop), el("p", {}, badge, " ", step), el("div", { class: "wv-race-picks" }, who, how), slide.node),
      charts, said);
    return { node, glyph, step, way, end, wayNode, endNode, said };
  }

  show(asked, lanes, measure) {
    Object.assign(this, { asked, measure });
    const made = JSON.stringify([asked.lanes, lanes.map(({ label, tuned }) => [label, tuned])]);
    if (made !== this.made) {
      this.made = made;
      const held = this.list.contains(document.activeElement) ? document.activeElement.getAttribute("data-testid") : null;
      this.rows = lanes.map((lane, k) => this.row(lane, k));
      this.list.replaceChildren(...this.rows.map(({ node }) => node));
      if (held) this.list.querySelector(`[data-testid="${held}"]`)?.focus();
    }
    this.add.disabled = asked.lanes.length >= this.offers.lanes[1];
    lanes.forEach((lane, k) => this.tell(lane, this.rows[k]));
  }

  tell(lane, { glyph, step, said }) {
    glyph.replaceChildren(sign(this.look, { method: lane, hollow: lane.hollow }));
    step.replaceChildren(...(lane.symbol ? [...symbol(lane.symbol), lane.step === null ? " is searched" : ` = ${short(lane.step)}`] : ["no step to tune"]), `; ${whole(lane.price)} gradient${lane.price === 1 ? "" : "s"} a step${lane.search ? `; searched for ${whole(lane.search)}` : ""}`);
    const { at } = lane, plus = (found, write) => (found ? [write(found[0]), found[1] === null ? "" : el("small", {}, ` ± ${write(found[1])}`)] : ["…"]);
    const part = (words, key, write) => el("span", {}, `${words} `, el("b", {}, ...plus(at[key], write)));
    const percent = (value) => (100 * value).toFixed(1), late = lane.done - lane.reached;
    said.replaceChildren(part("test", "accuracy", percent), part("training loss", "train_loss", told), part("test loss", "test_loss", told), part(this.measure.symbol, "measure", told), part("spent", "evaluations", whole),
      el("span", {}, `${lane.done} of ${this.asked.seeds} seeds${late ? `, ${late} not there` : ""}`));
  }

  judged() { return this.asked.judged === "measure" ? this.measure.name : WORDS[this.asked.judged]; }

  redraw() { if (this.drawn) this.draw(...this.drawn); }

  // ---- the charts ---------------------------------------------------------------------------------------------------
  draw(asked, lanes, curves) {
    this.drawn = [asked, lanes, curves];
    const { places, longest, evaluations } = this.offers, size = (asked.seeds + 1) * places;
    if (curves.length !== lanes.length * size || !this.rows[0]?.way.clientWidth) return;
    const finite = Array.from(curves).filter(Number.isFinite).sort((a, b) => a - b), low = finite.length ? Math.min(Math.max(finite[Math.floor(finite.length / 12)] - 0.02, 0), 0.9) : 0.5, high = finite.length ? Math.min(finite[finite.length - 1] + 0.01, 1) : 1;
    const key = asked.judged, all = lanes.flatMap((lane) => [...lane.values[key], ...around(lane.at[key])]);
    const least = all.length ? Math.min(...all) : 0, greatest = all.length ? Math.max(...all) : 1, room = (greatest - least || Math.abs(least) || 1) * 0.06;
    lanes.forEach((lane, k) => {
      const { way, end, wayNode, endNode } = this.rows[k], last = k === lanes.length - 1;
      paintWay(wayNode, way.clientWidth, this.look, { lane, low, high, rows: Array.from({ length: asked.seeds + 1 }, (_, s) => curves.subarray(k * size + s * places, k * size + (s + 1) * places)), most: asked.at === "loss" ? longest : evaluations, last });
      paintEnd(endNode, end.clientWidth, this.look, { lane, key, ends: [least - room, greatest + room], last });
      const of = this.judged(), mean = lane.at[key];
      wayNode.setAttribute("aria-label", `${lane.label}: test accuracy against evaluations, ${lane.done} seeds and their mean.`);
      endNode.setAttribute("aria-label", `${lane.label}: ${of} at the finish, ${mean ? `mean ${judgedAs(key, mean[0])}${mean[1] === null ? "" : ` plus or minus ${judgedAs(key, mean[1])}`}` : "not there yet"}.`);
    });
  }
}

/** @type {(mean: any) => number[]} */
const around = (mean) => (mean ? [mean[0] - (mean[1] ?? 0), mean[0] + (mean[1] ?? 0)] : []);

function paintWay(node, width, { colour, bus }, { lane, rows, low, high, most, last }) {
  const { height, left, right, top, bottom } = WAY, context = fit(node, width, height), tint = cueColour(bus, lane), places = rows[0].length;
  const x = (i) => left + (i / (places - 1)) * (width - left - right), y = (v) => height - bottom - ((Math.max(v, low) - low) / (high - low)) * (height - top - bottom);
  Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, strokeStyle: colour.line, lineWidth: 1, textAlign: "right" });
  for (const v of (high - low < 0.2 ? [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1] : [0, 0.25, 0.5, 0.75, 1]).filter((one) => one >= low && one <= high)) {
    stroke(context, [[left, Math.round(y(v)) + 0.5], [width - right, Math.round(y(v)) + 0.5]]);
    context.fillText(String(100 * v), left - 5, y(v) + 4);
  }
  context.textAlign = "center";
  if (last) for (const share of [0, 0.5, 1]) { context.textAlign = share === 1 ? "right" : "center"; context.fillText(whole(share * most), share === 1 ? width - right + 8 : left + share * (width - left - right), height - 3); }
  const points = (row) => Array.from(row, (v, i) => [i, v]).filter(([, v]) => Number.isFinite(v)).map(([i, v]) => [x(i), y(v)]);
  Object.assign(context, { strokeStyle: tint, lineWidth: 0.8, globalAlpha: 0.45 });
  for (const row of rows.slice(0, -1)) stroke(context, points(row));
  const mean = points(rows[rows.length - 1]);
  Object.assign(context, { lineWidth: lane.cue.width, globalAlpha: 1 });
  context.setLineDash(lane.hollow ? [2, 3] : lane.cue.dash);
  stroke(context, mean);
  context.setLineDash([]);
  if (mean.length) shape(context, lane, ...mean[mean.length - 1], 5, tint, colour.paper);
}

function paintEnd(node, width, { colour, bus }, { lane, key, ends: [low, high], last }) {
  const { height, left, right, top, bottom } = END, context = fit(node, width, height), tint = cueColour(bus, lane);
  const x = (v) => left + ((v - low) / (high - low)) * (width - left - right), middle = top + 20;
  Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, strokeStyle: colour.line, lineWidth: 1, textAlign: "center" });
  for (const share of [0.1, 0.5, 0.9]) {
    const at = Math.round(left + share * (width - left - right)) + 0.5;
    stroke(context, [[at, top], [at, height - bottom]]);
    if (last && lane.at[key]) context.fillText(judgedAs(key, low + share * (high - low)), at, height - 3);
  }
  const mean = lane.at[key];
  if (!mean) return;
  Object.assign(context, { strokeStyle: tint, lineWidth: 1.8 });
  if (mean[1] !== null) {
    const [from, to] = [x(mean[0] - mean[1]), x(mean[0] + mean[1])];
    stroke(context, [[from, middle], [to, middle]]);
    for (const edge of [from, to]) stroke(context, [[edge, middle - 5], [edge, middle + 5]]);
  }
  shape(context, lane, x(mean[0]), middle, 6, tint, colour.paper);
  context.globalAlpha = 0.6;
  for (const value of lane.values[key]) shape(context, lane, x(value), middle + 24, 3.2, tint, colour.paper);
  context.globalAlpha = 1;
}

// Hollow is another lane of the same method.
function shape(context, lane, x, y, r, tint, inside) {
  marker(context, lane.cue.marker, x, y, r, tint);
  if (lane.hollow && !["cross", "ring"].includes(lane.cue.marker)) marker(context, lane.cue.marker, x, y, r * 0.55, inside);
}

function stroke(context, points) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}
