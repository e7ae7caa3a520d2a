// A phase diagram: a map of two sliders, each cell a run. The numbers come from Python; here is which cell and reading are looked at.
import { canvas, glyph } from "../common/draw.js";
import { el, symbol } from "../common/elements.js";
import { Job } from "../common/job.js";
import { inLab } from "../common/keys.js";
import { short, whole } from "../common/numbers.js";
import { Question } from "../common/question.js";
import { takeable } from "../common/take.js";
import { DASHES, disc, paintKey, paintMap, paintSmall, paintSwatch } from "./map.js";
import { Menus } from "./menus.js";
import { paintCurve, paintRow } from "./row.js";
import { Sheet } from "./sheet.js";

export default {
  render({ model, el: host }) { return new Phase(model, host).teardown; },
};

const STEP = 4; // cells that an arrow goes with Shift
const WAYS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };

// What a sweep is doing, in words.
const doing = ({ state, coarse }) => ({ computing: coarse ? "a coarse picture first" : "where neighbours differ most", waiting: "for another session's map" })[state];

class Phase extends Question {
  /** @type {Sheet} */ sheet; /** @type {number} */ reading; /** @type {Point} */ at; /** @type {boolean} */ waiting;
  /** @type {HTMLElement} */ mapBox; /** @type {HTMLElement} */ rowBox; /** @type {HTMLElement} */ curveBox;
  /** @type {HTMLElement} */ cellTitle; /** @type {HTMLElement} */ rowTitle; /** @type {Box} */ box;
  /** @type {Method} */ method; /** @type {string} */ listed;

  constructor(model, host) {
    super(model, host, "phase", "phase diagrams");
    const { bus } = this;
    Object.assign(this, { sheet: new Sheet(), reading: 0, at: [0, 0], waiting: false });
    this.look.table = new Uint8Array();
    this.build();
    const on = (names, act) => names.split(" ").map((name) => bus.on(name, act));
    const off = [on("theme methods", () => this.dress()), on("frame run-drawn play", () => this.follow()), on("run error", () => this.answered())].flat();
    const keys = (event) => this.key(event);
    globalThis.addEventListener("keydown", keys, true);
    this.dress();
    off.push(() => globalThis.removeEventListener("keydown", keys, true));
    this.listen("plan state numbers lines cell", [this.mapBox, this.rowBox, this.curveBox], off);
  }

  build() {
    const { bus } = this, part = (name, ...children) => el("div", { class: `wv-phase-${name}` }, ...children);
    const box = (name) => el("div", { class: `wv-phase-${name}` }), title = (...words) => el("h2", {}, ...words);
    this.menus = new Menus(this.model.get("offers"), (asked) => bus.post({ type: "sweep", ...asked }));
    this.job = new Job(bus, "cells", doing);
    this.question = el("h1", { "data-testid": "question" });
    [this.mapBox, this.rowBox, this.curveBox] = ["box", "chart", "curve"].map(box);
    const says = "Phase map. Arrows move the cell, with Shift by four; Enter plays its run; 1 to 5 choose what colour shows.";
    this.map = canvas(this.mapBox, { tabindex: 0, role: "application", "aria-label": says, "data-testid": "phase-map" });
    this.map.addEventListener("click", (event) => this.point(event));
    this.map.addEventListener("dblclick", () => this.play());
    this.map.addEventListener("pointermove", (event) => { const at = this.cellAt(event); this.map.title = at ? this.sentence(at) : ""; });
    this.row = canvas(this.rowBox, { role: "img", "aria-label": "" });
    this.curve = canvas(this.curveBox, { role: "img", "aria-label": "" });
    this.keyCanvas = canvas(part("scale"), { "aria-hidden": "true" });
    this.keys = ["hatch", "coarse", "dots"].map((kind) => {
      const swatch = canvas(el("span"), { "aria-hidden": "true" }), words = el("span");
      return { kind, swatch, words, node: el("span", { class: "wv-phase-sign" }, swatch, words) };
    });
    const closer = (factor, sign, words, id) => el("button", { "aria-label": words, title: `${words} (${sign})`, "data-testid": id, onclick: () => this.zoom(factor) }, sign);
    const zoom = el("span", { class: "wv-phase-zoom" }, closer(0.5, "+", "Half the range, around the cell", "closer"), closer(2, "−", "Twice the range", "wider"));
    this.menus.node.append(zoom);
    this.theory = el("ol", { class: "wv-phase-lines", "data-testid": "theory" });
    this.held = el("p", { class: "wv-note" });
    this.spoken = el("p", { class: "wv-spoken", "aria-live": "polite", "data-testid": "spoken-cell" });
    this.small = el("div", { class: "wv-phase-small", role: "radiogroup", "aria-label": "Colour shows" });
    this.tail = el("span", { class: "wv-tail" });
    this.keep = el("button", { "data-testid": "keep", title: "Keep this map, compare with the next (c)", onclick: () => this.hold() }, "Keep to compare");
    this.less = el("button", { "data-testid": "less", title: "Show how they differ (d)", "aria-pressed": "false", onclick: () => this.differ() });
    this.against = el("span", { class: "wv-note", "data-testid": "against" });
    [this.cellTitle, this.rowTitle] = [el("span", { class: "wv-tail", "data-testid": "cell" }), el("span", { class: "wv-tail" })];
    this.numbers = el("dl", { class: "wv-phase-numbers", "data-testid": "readings" });
    this.button = el("button", { class: "wv-phase-play", "data-testid": "play", onclick: () => this.play() });
    this.python = el("code", { "data-testid": "python" });
    const again = el("details", { class: "wv-phase-python" }, el("summary", {}, "This run in Python"), this.python);
    const hint = el("p", { class: "wv-note" }, "arrows move the cell, Enter plays it");
    this.curveTitle = el("p", { class: "wv-phase-curve-title" });
    this.hides = el("p", { class: "wv-note", "data-testid": "hides" });
    this.laws = el("p", { class: "wv-note", hidden: true }, "The laws are for walkers that are watched at every moment and go by small steps; who is watched at steps is seen to leave later.");
    this.rowPart = part("row", title("The row through the cell", this.rowTitle), this.rowBox, this.laws, this.hides);
    this.takings();
    this.node.append(this.top.node,
      part("ask", this.question, this.menus.node),
      part("map", this.mapBox, part("signs", this.keyCanvas.parentElement, ...this.keys.map((key) => key.node)), this.menus.ranges, this.theory, this.held, this.spoken),
      part("readings", part("keep", title("Colour shows", this.tail), this.keep, this.less), this.against, this.small),
      part("cell", title("The run behind the cell", this.cellTitle)),
      part("run", this.curveTitle, this.curveBox, this.numbers, part("act", this.button, hint), again),
      this.rowPart,
      this.job.node);
  }

  // The map with its key, the row and the run; their numbers are Python's.
  takings() {
    const { bus } = this, paint = () => this.draw(), words = () => this.sheet.words(this.reading);
    const names = (picture) => [this.sheet.plan.landscape, this.sheet.plan.method, picture];
    takeable({ bus, box: this.mapBox, canvases: () => [this.map, this.keyCanvas], paint, names: () => [...names("phase map"), this.sheet.plan.readings[this.reading].key], wish: () => ({ picture: "sweep" }),
      told: () => ({ title: `${this.question.textContent} Colour: ${words()}`, where: this.held.textContent, clock: null, hides: [...this.legend(), this.hides.textContent].join(" ") }) });
    takeable({ bus, box: this.curveBox, canvases: () => [this.curve], paint, names: () => names("run of a cell"), wish: () => ({ picture: "count" }),
      told: () => ({ title: this.curveTitle.textContent, where: `${this.sheet.plan.place}${this.cellTitle.textContent}`, hides: "Hides: who came back, and where the others are." }) });
    this.takes(this.rowPart, this.row, "row through a cell", null, () => ({ picture: "row", row: this.at[0] }));
  }

  // What the signs on the map mean, and its lines.
  legend() {
    const signs = this.keys.filter(({ node }) => !node.hidden).map(({ kind, words }) => `${{ hatch: "Hatched", coarse: "Framed", dots: "Dotted" }[kind]}: ${words.textContent}.`);
    return [...signs, ...[...this.theory.children].map((line, i) => `${i + 1}: ${line.lastChild.textContent}.`)];
  }

  // ---- what comes from Python -------------------------------------------------------------------------------------
  // The traits of one message change together, but tell of it one by one.
  take() {
    const [plan, state, cell] = ["plan", "state", "cell"].map((name) => this.model.get(name)), fresh = plan !== this.sheet.plan;
    this.sheet.take(plan, state, this.model.get("numbers"));
    if (fresh || (!this.waiting && !this.bus.inFlight.size)) this.at = [cell.row, cell.column];
    this.method = this.bus.method(plan.method) ?? this.method;
    if (fresh) this.adopt(plan);
    this.compare();
    this.job.show(state);
    this.list();
    this.draw();
  }

  adopt(plan) {
    this.question.textContent = plan.question;
    this.menus.show(plan, this.method && glyph(this.bus, this.method, 18));
    const held = plan.held.map(([name, value]) => `${name} = ${short(value)}`).join(", ");
    this.held.replaceChildren(`${plan.place}. Held: ${held || "nothing else"}. Each cell: ${plan.replicas} replicas, ${whole(plan.total)} gradient evaluations.`);
    this.small.replaceChildren(...plan.readings.map((reading, k) => this.choice(reading, k)));
    this.hides.replaceChildren(el("b", {}, "Hides: "), `one start, one length of run, ${plan.replicas} replicas. Each cell has noise of its own, so neighbours err apart.`);
    this.choose(Math.min(this.reading, plan.readings.length - 1));
  }

  // Theory's lines, numbered as on the map.
  list() {
    const lines = this.model.get("lines"), stamp = JSON.stringify([lines.map((line) => [line.symbol, line.words]), this.bus.theme]);
    if (stamp === this.listed) return;
    this.listed = stamp;
    this.theory.replaceChildren(...lines.map(({ symbol: said, words }, i) => {
      const sign = canvas(el("span", { class: "wv-phase-number" }), { "aria-hidden": "true" }), item = el("li", {}, sign.parentElement, el("span", {}, ...symbol(said), words));
      this.sign(sign, i);
      return item;
    }));
    this.theory.hidden = !lines.length;
  }

  sign(node, i) {
    const ratio = 2, context = node.getContext("2d");
    Object.assign(node, { width: 52 * ratio, height: 22 * ratio });
    Object.assign(node.style, { width: "52px", height: "22px" });
    context.scale(ratio, ratio);
    Object.assign(context, { strokeStyle: this.look.colour.ink, lineWidth: 2 });
    context.setLineDash(DASHES[i % DASHES.length]);
    context.beginPath();
    context.moveTo(24, 11);
    context.lineTo(52, 11);
    context.stroke();
    context.setLineDash([]);
    disc(context, 11, 11, i + 1, this.look);
  }

  // ---- readings ---------------------------------------------------------------------------------------------------
  choice({ words }, k) {
    const picture = canvas(el("span", { class: "wv-phase-thumb" }), { "aria-hidden": "true" });
    const input = el("input", { type: "radio", name: `reading-${this.bus.key}`, "data-testid": `reading-${k + 1}`, onchange: () => this.choose(k) });
    return el("label", {}, picture.parentElement, el("span", { class: "wv-phase-name" }, input, words), el("small", {}));
  }

  choose(k) {
    this.reading = k;
    [...this.small.querySelectorAll("input")].forEach((input, i) => { input.checked = i === k; });
    this.draw();
  }

  // ---- another map -------------------------------------------------------------------------------------------------
  // This map is held against those that follow; again forgets it.
  hold() { this.bus.post({ type: "keep", kept: !this.sheet.state.kept?.this }); }

  differ() {
    if (!this.sheet.compares) return;
    this.sheet.less = !this.sheet.less;
    this.compare();
    this.dress();
  }

  compare() {
    const { sheet } = this, { kept } = sheet.state, less = String(sheet.less);
    this.keep.textContent = kept?.this ? "Kept: forget it" : "Keep to compare";
    this.keep.setAttribute("aria-pressed", String(Boolean(kept?.this)));
    this.less.hidden = !sheet.compares;
    this.less.textContent = `Less ${kept?.name}’s`;
    if (this.less.getAttribute("aria-pressed") !== less) { this.less.setAttribute("aria-pressed", less); this.dress(); }
    this.against.textContent = !kept ? "" : kept.this ? "Now sweep another method." : sheet.compares ? "Ochre and − are less, blue is more; errors are of both."
      : `${kept.name} on ${kept.place} is kept. It compares where sliders, ranges and landscape are the same.`;
  }

  // ---- the cell ---------------------------------------------------------------------------------------------------
  point(event) {
    const at = this.cellAt(event);
    if (at) this.move(...at);
  }

  /** @type {(event: MouseEvent) => Point | null} */
  cellAt(event) {
    if (!this.box) return null;
    const { left, top } = this.map.getBoundingClientRect(), zoom = this.map.getBoundingClientRect().width / this.map.clientWidth;
    const [x, y, width, height] = this.box, { rows, columns } = this.sheet;
    const column = Math.floor(((event.clientX - left) / zoom - x) / (width / columns)), row = rows - 1 - Math.floor(((event.clientY - top) / zoom - y) / (height / rows));
    return row >= 0 && column >= 0 && row < rows && column < columns ? [row, column] : null;
  }

  move(row, column) {
    const { rows, columns } = this.sheet, held = (value, most) => Math.min(Math.max(value, 0), most - 1);
    const at = [held(row, rows), held(column, columns)];
    if (String(at) === String(this.at)) return;
    this.at = at;
    this.ask();
    this.draw();
  }

  // One run at a time is under way, and of the cells that wait only the newest is asked for.
  ask() {
    const { bus } = this;
    this.waiting = bus.inFlight.size > 0;
    if (this.waiting || bus.ended) return;
    const seq = ++bus.sent, [row, column] = this.at;
    bus.inFlight.set(seq, performance.now());
    bus.post({ type: "cell", seq, row, column });
  }

  answered() { if (this.waiting) this.ask(); }

  play() {
    const { bus } = this;
    if (!bus.playing) bus.seek(0);
    bus.toggle();
  }

  // Keys of this page, before those of every page.
  key(event) {
    const { target, key, shiftKey } = event, page = this.node.closest(".wv-page"), { tagName: tag, type } = target;
    if ((event.ctrlKey || event.metaKey) && ["z", "y"].includes(key.toLowerCase()) && page?.contains(target)) { this.took(event); return; } // no undo
    if (event.altKey || event.ctrlKey || event.metaKey || this.bus.ended || document.querySelector("dialog[open]")) return;
    if (!(page?.contains(target) || (!inLab() && target === document.body)) || tag === "SELECT" || (tag === "INPUT" && type !== "radio")) return;
    const way = WAYS[key], onMap = target === this.map || target === document.body, number = Number(key);
    if (way && onMap) this.move(...way.map((step, i) => this.at[i] + step * (shiftKey ? STEP : 1)));
    else if (key === "Enter" && target === this.map) this.play();
    else if (number >= 1 && number <= this.sheet.plan.readings.length) this.choose(number - 1);
    else if (key === "s") this.menus.swap();
    else if (key === "c") this.hold();
    else if (key === "d") this.differ();
    else if (key === "+" || key === "-") this.zoom(key === "+" ? 0.5 : 2);
    else if (!["ArrowLeft", "ArrowRight"].includes(key) || tag === "INPUT") return;
    this.took(event);
  }

  took(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  // Another sweep, of half or twice the range around the cell.
  zoom(factor) { this.menus.zoom(factor, this.sheet.plan.x.values[this.at[1]], this.sheet.plan.y.values[this.at[0]]); }

  // ---- painting ---------------------------------------------------------------------------------------------------
  dress() {
    const text = atob(this.model.get("scales")[`${this.sheet.less ? "less " : ""}${this.bus.theme === "dark" ? "dark" : "light"}`]);
    this.look.table = Uint8Array.from(text, (c) => c.charCodeAt(0));
    if (!this.sheet.plan) return;
    this.list();
    this.menus.show(this.sheet.plan, this.method && glyph(this.bus, this.method, 18));
    this.draw();
  }

  draw() {
    const { sheet, look, at, reading } = this, width = this.mapBox.clientWidth;
    if (!sheet.plan || !width || !this.method) return;
    const lines = this.model.get("lines");
    this.box = paintMap(this.map, width, sheet, reading, look, lines, at);
    [...this.small.children].forEach((label, k) => {
      const picture = label.querySelector("canvas");
      paintSmall(picture, picture.parentElement.clientWidth || 100, sheet, k, look);
      label.querySelector("small").textContent = sheet.ends(k);
    });
    paintKey(this.keyCanvas, 180, sheet, reading, look);
    const [low, high, log] = sheet.scale(reading), { unit } = sheet.plan.readings[reading], words = sheet.words(reading);
    const step = log ? "a twentieth of the colours" : short((high - low) / 20);
    const none = sheet.less ? "not in both" : sheet.plan.readings[reading].key === "escape" ? "not half have left" : "no number";
    const says = { hatch: `± more than ${step}`, coarse: "still coarse", dots: none };
    for (const { kind, swatch, words: said } of this.keys) {
      paintSwatch(swatch, kind, look);
      said.textContent = says[kind];
    }
    this.keys[2].node.hidden = !sheet.shown.some((cell) => cell >= 0 && !Number.isFinite(sheet.mean(reading, cell)));
    this.keys[1].node.hidden = sheet.state.done === sheet.state.cells;
    this.tail.textContent = ` — ${sheet.plan.readings.length} readings of the same ${whole(sheet.state.done)} runs`;
    this.rowTitle.textContent = ` — ${words}${unit ? `, ${unit}` : ""}; bars are ± 2 standard errors`;
    const laws = this.leaving();
    this.laws.hidden = !laws.length;
    paintRow(this.row, this.rowBox.clientWidth, sheet, reading, look, lines, at, this.method, laws);
    this.say();
    this.follow();
  }

  // What theory says of the times of leaving in this row.
  leaving() {
    const told = this.model.get("cell"), { sheet, reading } = this;
    return sheet.plan.readings[reading].key === "escape" && !sheet.less && told.row === this.at[0] ? told.leaving : [];
  }

  // [[symbol, value], ...] of a cell; and what is read there, as a sentence.
  where([row, column]) {
    const { plan } = this.sheet;
    return [[plan.x.symbol, short(plan.x.values[column])], [plan.y.symbol, short(plan.y.values[row])]];
  }

  sentence(at) {
    const { sheet, reading } = this, said = sheet.said(reading, at[0] * sheet.columns + at[1]);
    return `${this.where(at).map((pair) => pair.join(" ")).join(", ")}: ${sheet.words(reading)} ${said}`;
  }

  say() {
    const { sheet, at: [row, column] } = this, { plan } = sheet, cell = row * sheet.columns + column, where = this.where([row, column]);
    this.cellTitle.replaceChildren(" — ", ...where.flatMap(([name, value], i) => [i ? ", " : "", ...symbol(name), ` = ${value}`]));
    this.numbers.replaceChildren(...plan.readings.flatMap(({ words }, k) => [el("dt", {}, words), el("dd", {}, sheet.said(k, cell))]));
    const text = this.sentence([row, column]);
    if (this.spoken.textContent !== text) this.spoken.textContent = text;
    this.row.setAttribute("aria-label", `The row through the cell. ${text}`);
    const told = this.model.get("cell");
    this.python.textContent = told.row === row && told.column === column ? told.python : "…";
    this.curveTitle.textContent = `In the ${plan.readings[0].words}, of ${plan.replicas}`;
  }

  // The clock, and whether it runs.
  follow() {
    const { bus, method } = this, width = this.curveBox.clientWidth;
    this.button.textContent = bus.playing ? "Pause" : "Play this run";
    if (!width || !method || !bus.run?.methods.some((m) => m.key === method.key)) return;
    const count = paintCurve(this.curve, width, this.look, method);
    this.curve.setAttribute("aria-label", `${count} of ${bus.run.replicas} after ${whole(bus.clock)} gradient evaluations`);
  }
}
