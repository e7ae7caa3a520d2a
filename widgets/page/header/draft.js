// Your landscape: a panel in which a formula is written. Python reads it at every pause of the hand, refuses it at a character, shows
// it back, and says how it looks; the map shows that at once. What it is raced on is named by its text. Letters are sliders, and a
// brush adds wells and hills: terms of the formula, which stays the only source.
import { el } from "../common/elements.js";
import { typeset } from "../common/mathml.js";
import { exactly, readNumber, short } from "../common/numbers.js";
import { Dial } from "./dial.js";
import { Panel } from "./panel.js";

const EXAMPLES = [
  ["Two wells", "(x^2 - 1)^2/4 + k*y^2/2 + c*x where c = 0.06"], ["Narrow and wide", "x^2/8 + y^2/8 + well(1.2, 0, 1, 0.25) + well(-1.2, 0, 1, 0.8)"],
  ["A winding valley", "(1 - x)^2 + 10(y - x^2)^2"], ["Egg box", "sin(k x)^2 + sin(k y)^2 + (x^2 + y^2)/20 where k = 2"],
  ["Ring", "(x^2 + y^2 - 1)^2 + c*x where c = 0.2"], ["A kink", "|x| + |y|/3"],
];
const WORDS = ["exp, log, sqrt, sin, cos, tan, tanh, abs", "|x|, x², √x, 2x, sin x, e^-x", "min(a, b), max(a, b)", "well(x, y, depth, width), hill(…)"];
const PAUSE = 180; // milliseconds after the last key
const MOST = 12; // wells and hills
const HIDES = "a brushed spot is round; a network’s valleys are not.";

// read: what Python said of the newest formula that can be read; raced: the text that the run is on.
export class Draft extends Panel {
  /** @type {HTMLTextAreaElement} */ text;
  /** @type {any} */ read;
  /** @type {string} */ raced;
  /** @type {number} */ number;
  /** @type {boolean} */ adopts;
  /** @type {boolean} */ sized;
  /** @type {Map<string, Dial>} */ dials;

  constructor(bus, node, opener) {
    super(bus, node, opener);
    Object.assign(this, { number: 0, asked: 0, raced: bus.opening?.formula ?? "", read: null, dials: new Map(), goes: false, held: null, pinned: { extent: null, heights: null }, adopts: Boolean(bus.opening?.formula) && !bus.drafted });
    const left = this.frame(this.build(), this.text), on = (name, act) => bus.on(name, act);
    const off = [on("sketched", () => this.answered()), on("run", () => this.came()), on("error", () => this.failed()), on("stroke", () => this.stroke()), on("brush", () => this.pressed()), on("line", () => { this.waits = false; }), left];
    this.teardown = () => off.forEach((stop) => stop());
  }

  build() {
    const { bus } = this, close = el("button", { class: "wv-close", "aria-label": "Close", onclick: () => this.toggle(false) }, "×");
    this.from = el("select", { "aria-label": "Start from", "data-testid": "draft-from", onchange: () => this.begin() },
      el("option", { value: "" }, "Start from…"), EXAMPLES.map(([name], k) => el("option", { value: k }, name)));
    const keys = { oninput: () => this.typed(), onkeydown: (event) => this.key(event), onscroll: () => { this.under.scrollTop = this.text.scrollTop; } };
    this.text = /** @type {HTMLTextAreaElement} */ (el("textarea", { "data-testid": "draft-text", "aria-label": "Formula in x and y", rows: 2,
      "aria-describedby": `wv-drafted-${bus.page}`, spellcheck: "false", autocomplete: "off", autocapitalize: "off", ...keys }));
    this.under = el("div", { class: "wv-draft-under", "aria-hidden": "true" });
    this.shown = el("div", { class: "wv-draft-shown", "data-testid": "draft-shown", tabindex: 0, role: "group", "aria-label": "The formula as it is read" });
    this.said = el("div", { class: "wv-write-said", role: "status", "data-testid": "draft-said", id: `wv-drafted-${bus.page}` });
    this.letters = el("div", { class: "wv-dials", "data-testid": "draft-letters" });
    this.go = el("button", { class: "wv-write-go", "data-testid": "draft-race", onclick: () => this.race() }, "Race on it");
    this.away = el("button", { class: "wv-plain", "data-testid": "draft-away", hidden: true, onclick: () => bus.want({ formula: "" }) }, "Take it away");
    this.copy = el("button", { class: "wv-plain", "data-testid": "draft-copy", onclick: () => this.copied() }, "Copy as Python");
    const head = el("div", { class: "wv-write-head" }, el("h2", {}, "Your landscape: a formula in ", el("i", {}, "x"), " and ", el("i", {}, "y")), this.from, close);
    const words = el("ul", { class: "wv-write-words" }, WORDS.map((one) => el("li", {}, one)));
    const note = el("p", { class: "wv-note" }, "Any other letter becomes a slider. ", el("b", {}, "Hides: "), HIDES);
    const panel = el("div", { class: "wv-write wv-draft", popover: "manual", role: "dialog", "aria-label": "Your landscape", "data-testid": "draft" }, head,
      el("div", { class: "wv-draft-box" }, this.under, this.text), this.shown, this.said,
      el("div", { class: "wv-write-acts" }, this.go, this.away, this.copy), this.letters, this.window(), this.painting(), words, note);
    this.text.value = bus.drafted ?? (this.raced || EXAMPLES[0][1]);
    return panel;
  }

  window() {
    const box = (name, k, label) => el("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": label, "data-testid": `draft-${name}-${k ? "to" : "from"}`,
      onchange: () => this.framed() });
    this.frames = Object.fromEntries(["x", "y", "heights"].map((name) => [name, [0, 1].map((k) => box(name, k, `${name === "heights" ? "colours" : `window ${name}`}, ${k ? "to" : "from"}`))]));
    const row = ([name, [low, high]]) => el("div", { class: "wv-frame" }, el("span", {}, name === "heights" ? "colours" : ["window ", el("i", {}, name)]), low, el("span", {}, "to"), high);
    this.auto = el("button", { class: "wv-plain", "data-testid": "draft-choose", hidden: true, onclick: () => this.choose() }, "Choose for me");
    return el("div", { class: "wv-frames" }, Object.entries(this.frames).map(row), this.auto);
  }

  painting() {
    const { bus } = this, kind = (word, label) => el("button", { "aria-pressed": "false", "data-testid": `brush-${word}`, onclick: (event) => this.brush(word, event) }, label);
    this.kinds = { well: kind("well", "Dig"), hill: kind("hill", "Raise") };
    this.back = el("button", { class: "wv-plain", "data-testid": "brush-undo", onclick: () => bus.undo() }, "Undo ", el("small", {}, "ctrl z"));
    this.depth = new Dial({ name: "depth", symbol: "d", value: 0.4, low: 0.02, high: 2, ends: false }, () => this.brushed(true));
    this.reach = new Dial({ name: "reach", symbol: "r", value: 0.4, low: 0.05, high: 2, ends: false }, () => this.brushed(true));
    this.chips = el("ol", { class: "wv-spots", "data-testid": "brush-spots" });
    const tail = el("span", { class: "wv-tail" }, " — on the map; each stroke is a term of the formula");
    const how = el("p", { class: "wv-note" }, "A stroke adds ∓", el("i", {}, "d"), " exp(−|", el("i", {}, "x"), " − ", el("i", {}, "s"), "|² / 2", el("i", {}, "w"), "²), ", el("i", {}, "w"),
      " = reach / 2. On the keyboard: the ring on the map takes arrows, Enter digs, Shift Enter raises.");
    return el("section", { class: "wv-painting" }, el("h2", {}, "Brush", tail), el("div", { class: "wv-brush-row" },
      el("div", { class: "wv-kinds", role: "group", "aria-label": "Brush" }, Object.values(this.kinds)), this.back, this.depth.node, this.reach.node), this.chips, how);
  }

  above() { return this.node.closest(".wv-page")?.querySelector(".wv-map-energy") ?? null; }

  toggle(open = !this.open) {
    if (open === this.open) return;
    if (open && this.above()) this.above().closest(".wv-arena")?.scrollIntoView({ block: "start" });
    super.toggle(open);
    if (open) this.ask();
    else this.put(null);
  }

  // ---- hands --------------------------------------------------------------------------------------------------------
  begin() {
    const example = EXAMPLES[Number(this.from.value)];
    if (this.from.value === "" || !example) return;
    this.from.value = "";
    this.pinned = { extent: null, heights: null };
    this.dials.clear();
    this.text.value = example[1];
    this.typed();
    this.text.focus();
  }

  typed() {
    this.bus.drafted = this.text.value;
    this.held = null; // another formula has another window
    this.mark(null);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.ask(), PAUSE);
  }

  key(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.race();
  }

  race() {
    this.goes = true;
    this.ask();
  }

  // A letter is moved: where its formula is raced on, the run follows when it is let go.
  dialled(preview) {
    const bare = this.read?.formula;
    if (bare && this.text.value !== bare && this.text.value.includes(" where ")) this.write(bare); // from now on the sliders say it
    this.held = this.read?.scene.extent ?? null;
    this.goes ||= !preview && Boolean(this.raced);
    this.ask();
  }

  framed() {
    const numbers = (boxes) => boxes.map((box) => readNumber(box.value).value);
    const [x, y, heights] = ["x", "y", "heights"].map((name) => numbers(this.frames[name]));
    const { scene } = this.read ?? {}, told = (ends, known) => ends.some((end, k) => Math.abs(end - known[k]) > 1e-9 * Math.abs(end));
    if (!scene || [...x, ...y, ...heights].includes(undefined)) { this.say("A window and its colours are numbers.", "bad"); return; }
    if (told(x, scene.extent[0]) || told(y, scene.extent[1])) this.pinned.extent = [x, y];
    if (told(heights, [scene.low, scene.high])) this.pinned.heights = heights;
    this.goes = Boolean(this.raced);
    this.ask();
  }

  choose() {
    this.pinned = { extent: null, heights: null };
    this.held = null;
    if (this.text.value.includes(" where ") && this.read) this.write(this.read.formula);
    this.goes = Boolean(this.raced);
    this.ask();
  }

  copied() {
    const text = this.read?.text ?? this.text.value;
    navigator.clipboard?.writeText(`tm.landscapes.read("${text}")`).then(() => this.say("Copied: a line for a notebook."), () => {});
  }

  // ---- brush --------------------------------------------------------------------------------------------------------
  brush(word, { detail }) {
    const on = this.bus.brush?.word !== word && this.read;
    this.bus.brush = on ? { word, depth: this.depth.value, reach: this.reach.value, spots: this.read.spots, at: this.bus.brush?.at ?? middle(this.read.scene) } : null;
    this.brushed();
    if (on && !detail) this.above()?.querySelector(".wv-brush")?.focus(); // by keyboard: it is led by keyboard
  }

  // by: whether a hand has set how deep and how wide it is; else that follows the landscape.
  brushed(by = false) {
    const { brush } = this.bus;
    this.sized ||= by;
    if (brush) Object.assign(brush, { depth: this.depth.value, reach: this.reach.value });
    this.bus.emit("brush");
  }

  // A brush that suits a landscape: two fifths of its colours deep, a tenth of its window wide.
  suit({ low, high, extent }) {
    if (this.sized) return;
    const two = (v) => Number(v.toPrecision(2)), rise = two(high - low), side = two(Math.min(...extent.map(([from, to]) => to - from)));
    this.depth.take({ value: two(0.4 * rise), low: two(0.02 * rise), high: 2 * rise });
    this.reach.take({ value: two(0.14 * side), low: two(0.02 * side), high: two(0.6 * side) });
  }

  // The brush is taken up, or put away: here, or by Escape on the map.
  pressed() {
    const { brush } = this.bus;
    for (const [word, button] of Object.entries(this.kinds)) button.setAttribute("aria-pressed", String(brush?.word === word));
  }

  // The brush is set down on the map.
  stroke() {
    const { brush } = this.bus, spots = this.read?.spots ?? [];
    if (!brush || !this.open) return;
    if (spots.length >= MOST) { this.say(`At most ${MOST} wells and hills: take one away first.`, "bad"); return; }
    const side = Math.max(...this.read.scene.extent.map(([low, high]) => high - low)), near = (v) => Number(v.toFixed(Math.max(2, 2 - Math.floor(Math.log10(side)))));
    const term = `${brush.word}(${brush.at.map(near).join(", ")}, ${brush.depth}, ${Number((brush.reach / 2).toPrecision(3))})`;
    const bare = this.read.formula.trim();
    this.held = this.read.scene.extent;
    this.write(bare === "0" ? term : `${bare} + ${term}`);
    this.goes = true;
    this.ask();
  }

  // A spot is taken away, with the sign before it.
  remove({ place: [start, end] }) {
    const { formula } = this.read, left = formula.slice(0, start).replace(/\s*[-+−]?\s*$/, "");
    this.held = this.read.scene.extent;
    this.write(`${left}${formula.slice(end)}`.replace(/^\s*\+\s*/, "").trim() || "0");
    this.goes = true;
    this.ask();
  }

  write(text) {
    this.text.value = this.bus.drafted = text;
    this.mark(null);
  }

  // ---- Python -------------------------------------------------------------------------------------------------------
  ask() {
    clearTimeout(this.pause);
    this.number += 1;
    if (this.waits) { this.again = true; return; }
    this.waits = true;
    this.asked = this.number;
    const letters = Object.fromEntries([...this.dials].map(([name, { value, low, high }]) => [name, [value, low, high]]));
    this.bus.post({ type: "sketch", number: this.number, text: this.text.value, letters, extent: this.pinned.extent ?? this.held, heights: this.pinned.heights });
  }

  answered() {
    const { sketched } = this.bus;
    if (sketched.number !== this.asked) return;
    this.waits = false;
    if (this.again) {
      this.again = false;
      this.ask();
      if (sketched.place) return;
    }
    if (sketched.place) { this.refused(sketched); return; }
    this.read = sketched;
    this.mark(null);
    this.show(sketched);
    this.put(sketched.text === this.raced ? null : sketched);
    if (this.goes && sketched.number === this.number) this.commit(sketched.text);
    else if (!this.waiting) this.say(sketched.warn || (sketched.text === this.raced ? "They race on it." : "Read. Enter races on it."), sketched.warn ? "warn" : "ok");
  }

  refused({ place, reason }) {
    this.goes = false;
    const [start, end] = place, part = this.text.value.slice(start, end);
    this.mark(place);
    const where = start >= this.text.value.length ? "At the end" : `Character ${start + 1}${part && part.length < 20 ? `, “${part}”` : ""}`;
    this.say([el("b", {}, `${where}: `), reason, this.read ? ". The map shows the last formula that could be read." : "."], "bad");
  }

  commit(text) {
    this.goes = false;
    if (text === this.raced) { this.say("They race on it.", "ok"); return; }
    this.waiting = text;
    this.say("Read. Compiling…");
    this.bus.seek(0);
    this.bus.want({ formula: text });
  }

  // A run has come: on this formula, on another that undo has brought back, or on none.
  came() {
    const { formula = "", preview } = this.bus.run;
    if (preview || (formula === this.raced && !this.waiting) || (this.waiting && formula !== this.waiting)) return;
    const back = !this.waiting && formula;
    Object.assign(this, { raced: formula, waiting: "" });
    this.away.hidden = !formula;
    if (back) {
      this.write(formula);
      this.dials.clear();
      Object.assign(this, { held: null, pinned: { extent: null, heights: null }, adopts: true });
    }
    if (!this.open) return;
    this.say(formula ? "Read and compiled. They race on it." : "Taken away. Undo brings it back.", formula ? "ok" : "");
    if (back || !formula) this.ask();
    else this.put(null);
  }

  // No answer will come.
  failed() {
    if (!this.waiting && !this.waits) return;
    Object.assign(this, { waits: false, again: false, goes: false });
    if (this.waiting) this.say([el("b", {}, "It was read, and cannot be raced on. "), this.bus.errors.at(-1)], "bad");
    this.waiting = "";
  }

  // ---- what is seen -------------------------------------------------------------------------------------------------
  put(sketched) {
    this.bus.sketch = sketched && this.open ? { scene: sketched.scene, packed: sketched.packed } : null;
    if (!this.open) this.bus.brush = null;
    if (this.bus.brush) this.bus.brush.spots = this.read.spots;
    this.brushed();
    this.bus.emit("sketch");
  }

  show({ math, letters, scene, spots, formula, text }) {
    this.shown.replaceChildren(typeset(math));
    if (this.adopts) {
      this.write(formula.trim());
      Object.assign(this, { adopts: false, held: scene.extent });
      if (text.includes("heights from ")) this.pinned.heights = [scene.low, scene.high];
    }
    if (!spots.length) this.suit(scene);
    const names = letters.map(({ name }) => name).join();
    if (names !== this.named || letters.some(({ name }) => !this.dials.has(name))) this.deal(letters);
    else for (const letter of letters) this.dials.get(letter.name).take(letter);
    this.named = names;
    for (const [name, ends] of [["x", scene.extent[0]], ["y", scene.extent[1]], ["heights", [scene.low, scene.high]]]) {
      this.frames[name].forEach((box, k) => { if (box !== document.activeElement) box.value = name === "heights" ? short(ends[k]) : exactly(ends[k]); });
    }
    this.auto.hidden = !this.pinned.extent && !this.pinned.heights;
    this.chips.replaceChildren(...spots.map((spot, k) => this.chip(spot, k)));
    this.chips.hidden = !spots.length;
  }

  deal(letters) {
    this.dials = new Map(letters.map((letter) => [letter.name, new Dial({ ...letter, symbol: letter.name, ends: true }, (preview) => this.dialled(preview))]));
    this.letters.replaceChildren(...[...this.dials.values()].map((dial) => dial.node));
  }

  chip(spot, k) {
    const [x, y, depth] = spot.numbers, words = `${spot.word === "well" ? "dug" : "raised"} ${short(depth)} at (${short(x)}, ${short(y)})`;
    return el("li", {}, el("b", {}, String(k + 1)), ` ${words}`, spot.term ? el("button", { "aria-label": `Take away ${k + 1}, ${words}`, onclick: () => this.remove(spot) }, "×") : "");
  }

  // The place of a fault, under the characters themselves.
  mark(place) {
    const text = this.text.value, [start, end] = place ?? [0, 0];
    const fault = el("mark", { "data-testid": "draft-fault" }, text.slice(start, end) || " ");
    this.under.replaceChildren(text.slice(0, start), place ? fault : "", text.slice(end), " ");
    this.text.setAttribute("aria-invalid", String(Boolean(place)));
  }

  say(words, kind = "") {
    this.said.dataset.kind = kind;
    this.said.replaceChildren(...[words].flat());
  }
}

/** @type {(scene: Scene) => Point} */
const middle = ({ extent: [[x0, x1], [y0, y1]] }) => [(x0 + x1) / 2, (y0 + y1) / 2];
