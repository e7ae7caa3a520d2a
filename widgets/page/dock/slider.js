// One slider: its symbol and word, its number box, its lane with dead and unstable zones, and one line that says what it does now.
import { cueColour, glyph } from "../common/draw.js";
import { el, renew, symbol, word } from "../common/elements.js";
import { boxed, exactly, readNumber, rough, short, whole } from "../common/numbers.js";
import { say } from "../lesson/table.js";
import { Gauges, scaleOf, stepsDone, valueOf } from "./gauge.js";

const POSITIONS = 240; // places of a slider: fine enough for a hand, coarse enough for arrow keys

export class Slider {
  /** @type {Entry} */ entry;
  /** @type {Bus} */ bus;
  /** @type {Gauges} */ gauges;
  /** @type {string | undefined} */ marked;
  /** @type {string | undefined} */ said;
  /** @type {string | undefined} */ zoned;
  /** @type {number | undefined} */ wrote;
  /** @type {number[] | undefined} */ places;

  constructor(entry, bus) {
    Object.assign(this, { entry, bus, gauges: new Gauges(entry, bus) });
    const name = (this.name = entry.word || entry.name.replaceAll("_", " ")), id = `wv-${bus.key}-${entry.name}`;
    const number = { type: "text", inputmode: "decimal", autocomplete: "off", id, "aria-label": `${name}, number` };
    this.box = el("input", { ...number, onchange: () => this.typed(), onkeydown: (event) => this.enter(event),
      onfocus: () => this.inFull(), onblur: () => { if (!this.refused) this.write(this.value()); } });
    this.range = el("input", { type: "range", min: 0, max: POSITIONS, step: 1, "aria-label": `${name} ${entry.symbol}` });
    this.range.addEventListener("input", () => this.moved(this.valueAt(Number(this.range.value)), true));
    this.range.addEventListener("change", () => this.moved(this.value(), false));
    this.range.addEventListener("keydown", (event) => this.arrow(event));
    this.zones = el("div", { class: "wv-zones", "aria-hidden": "true" });
    this.fill = el("div", { class: "wv-fill" });
    this.ticks = el("div", { class: "wv-turns" });
    this.note = el("p", { class: "wv-gauge" });
    this.net = el("small");
    this.owners = el("span", { class: "wv-owners" });
    const look = { class: `wv-slider${entry.methods.length === 1 ? " wv-mine" : ""}`, "data-testid": `parameter-${entry.name}` };
    const owners = bus.palette.methods.filter((m) => entry.methods.includes(m.key)).map((m) => m.name).join(", ");
    this.node = el("div", { ...look, title: owners ? `${owners}: ${entry.meaning}` : entry.meaning },
      el("div", { class: "wv-label" }, el("span", { class: "wv-name" }, word(entry.name, symbol(entry.symbol), " ", [this.name === entry.symbol ? "" : this.name, this.net])),
        this.owners, this.box),
      el("div", { class: "wv-lane" }, el("div", { class: "wv-track" }, this.fill), this.zones, this.range, this.ticks), this.note);
  }

  // The scale that the selected method's network has it in.
  scale() { return scaleOf(this.entry, this.bus.selected); }
  scaled() {
    const scale = this.scale();
    return !scale || scale === 1 || scale <= 0.01 ? "" : ` (net ${scale > 1 ? `× ${short(scale)}` : `÷ ${whole(1 / scale)}`})`;
  }

  // Says whose it is where that are not all of the methods shown, and takes its only owner's colour. Gives back whether it said so.
  own(shown) {
    const { bus, entry: { methods } } = this, mine = bus.palette.methods.filter((m) => methods.includes(m.key));
    const here = mine.filter((m) => shown.includes(m)), said = here.length && here.length < shown.length;
    const marked = said && !(mine.length === 1 && mine[0].key === bus.selected) ? here : [];
    if (mine.length === 1) this.node.style.setProperty("--method", cueColour(bus, mine[0]));
    const stamp = marked.map((m) => m.key).join();
    if (stamp !== this.owned) {
      this.owned = stamp;
      const words = { role: "img", "aria-label": `of ${marked.map((m) => m.name).join(", ")}` };
      this.owners.replaceChildren(...(marked.length ? [el("span", words, ...marked.map((m) => glyph(bus, m, 14)))] : []));
    }
    return marked.length > 0;
  }

  get field() { return { gradient_noise: "noise", batch_size: "batch", seed: "seed" }[this.entry.name]; }
  value() { return this.bus.values[this.entry.name] ?? this.bus.extras[this.entry.name] ?? this.entry.default ?? this.entry.low; }

  // A logarithmic slider whose range begins at zero keeps its leftmost place for exactly zero.
  get floor() { return this.entry.low > 0 ? this.entry.low : this.entry.high * 1e-4; }

  valueAt(position) {
    const { low, high, scale, whole: counts } = this.entry, share = position / POSITIONS;
    if (position <= 0) return low;
    if (position >= POSITIONS) return high;
    const value = scale === "log" ? this.floor * (high / this.floor) ** share : low + share * (high - low);
    return counts ? Math.round(value) : Number(value.toPrecision(3));
  }

  positionOf(value) {
    const { low, high, scale } = this.entry;
    if (scale !== "log") return ((value - low) / (high - low)) * POSITIONS;
    return value <= this.floor ? 0 : (Math.log(value / this.floor) / Math.log(high / this.floor)) * POSITIONS;
  }

  // ---- hands ----------------------------------------------------------------------------------------------------
  arrow(event) {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, "]": 1, "[": -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const { low, high, whole: counts } = this.entry, now = this.value();
    let next = this.valueAt(Math.round(this.positionOf(now)) + way * (event.shiftKey ? 10 : 2));
    if (counts && next === now) next = now + way;
    this.moved(Math.min(Math.max(next, low), high), false);
  }

  enter(event) {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    if (event.key === "Escape") this.accept(this.value()); // what was typed is forgotten
    this.box.blur();
    event.preventDefault();
  }

  typed() {
    const { low, high, whole: counts } = this.entry, { value, refused } = readNumber(this.box.value, counts);
    const fine = refused === undefined && value >= low && value <= high && (!counts || Number.isInteger(value));
    if (fine) { this.moved(value, false); this.accept(value); return; }
    this.refused = true;
    this.box.setAttribute("aria-invalid", "true");
    const range = `${counts ? "a whole number " : ""}from ${short(low)} to ${short(high)}`;
    this.say([el("b", { class: "wv-bad" }, refused ? `${refused}: ${range}` : range)]);
  }

  accept(value) {
    this.refused = false;
    this.box.setAttribute("aria-invalid", "false");
    this.write(value);
    this.say(this.reading(value));
  }

  // The number in its box, as wide as it needs; all its digits on hovering.
  write(value) {
    const text = boxed(value, this.entry.whole);
    if (this.box.value === text && this.wrote === value) return;
    this.wrote = value;
    this.box.value = text;
    this.box.style.minWidth = text.length > 5 ? `calc(${text.length}ch + 18px)` : "";
    this.box.title = readNumber(text).value === value ? "" : exactly(value);
  }

  // A number that the box rounds is there with all its digits while it is being changed.
  inFull() {
    if (this.refused || !this.box.title) return;
    this.box.value = this.box.title;
    this.box.select();
  }

  moved(value, preview) {
    const { bus, field, entry } = this;
    if (bus.ended) return;
    this.refused = false;
    this.box.setAttribute("aria-invalid", "false");
    if (!field) { bus.move({ [entry.name]: value }, preview); return; }
    bus.extras = { ...bus.extras, [entry.name]: value };
    bus.want({ [field]: value }, preview);
    bus.emit("values");
  }

  // ---- what it shows --------------------------------------------------------------------------------------------
  update() {
    this.node.inert = this.bus.asked === this.entry.name;
    const value = this.value(), position = this.positionOf(value);
    if (document.activeElement !== this.box && !this.refused) this.write(value);
    this.range.value = position;
    const text = short(value);
    if (this.range.getAttribute("aria-valuetext") !== text) this.range.setAttribute("aria-valuetext", text);
    if (this.net.textContent !== this.scaled()) this.net.textContent = this.scaled();
    this.fill.style.width = `${(100 * position) / POSITIONS}%`;
    this.drawZones();
    this.drawMarks();
    if (!this.refused) this.say(this.reading(value));
  }

  // What says the same is left as it is: the browser need not look at it anew, at every event of a drag.
  say(words) {
    const stamp = words.map((part) => part.outerHTML ?? part).join("");
    if (stamp === this.said) return;
    this.said = stamp;
    renew(this.note, ...words);
    this.note.title = this.note.textContent;
  }

  // What the number does now: its gauge; else, of the selected method, a sentence; else what the network makes of it.
  reading(value) {
    const { readings, meaning, meanings, symbol: sign } = this.entry, network = this.scale(), alone = this.bus.level !== "full";
    if (this.bus.asked === this.entry.name) return [say("waits")];
    const said = this.gauges.say(value), own = readings[this.bus.selected];
    this.box.classList.toggle("wv-unstable", this.gauges.unstable(value));
    if (said.length) return said;
    if (network && network <= 0.01 && !alone) return ["on the network: ", ...symbol(`${sign}/N`), ` = ${short(value * network)}`];
    if (own) {
      const [before, after] = own.words.split("{}");
      const done = after.replace("{steps}", () => whole(stepsDone(this.bus, this.bus.selected)));
      return [...symbolsIn(before), rough(valueOf(own.value, (name) => this.gauges.here(name))), done];
    }
    return [meanings?.[this.bus.selected] ?? meaning];
  }

  // Whether its sentence counts the steps.
  counts() { return Boolean(this.entry.readings[this.bus.selected]?.words.includes("{steps}")); }

  // Where the minima of the selected method's surface change, while the other sliders stand where that was found. A tap says what
  // happens there; the slider's description says all of it.
  drawMarks() {
    const { bus, entry: { name } } = this, { landscape, method, sliders } = bus.marks ?? {}, own = sliders?.[name];
    const holds = own && bus.scene?.key === landscape && bus.selected === method
      && Object.entries(own.held).every(([other, value]) => bus.values[other] === value);
    const marks = holds && bus.hushed !== name ? own.marks : [], stamp = JSON.stringify(marks);
    if (stamp === this.marked) return;
    this.marked = stamp;
    const places = marks.map(({ value }) => (100 * this.positionOf(value)) / POSITIONS);
    const room = (i) => Math.min(...places.map((place, j) => (j === i ? 100 : Math.abs(place - places[i])))); // targets do not overlap
    const named = (mark) => (mark.unknown ? "wv-turn wv-unknown" : "wv-turn");
    this.ticks.replaceChildren(...marks.map((mark, i) => el("button", { type: "button", class: named(mark), tabindex: -1, title: mark.words,
      "aria-label": mark.words, style: `left:${places[i]}%;width:min(24px,${room(i)}%)`, onclick: () => this.say([mark.words]) })));
    if (marks.length) this.range.setAttribute("aria-description", marks.map((mark) => mark.words).join("; "));
    else this.range.removeAttribute("aria-description");
  }

  // Where on the lane the gauges say "unstable" of either world, or "dead" of both, the other sliders staying as they are.
  drawZones() {
    this.places ??= Array.from({ length: POSITIONS + 1 }, (_, position) => this.valueAt(position));
    const placed = this.gauges.zones(this.places), stamp = placed.join();
    if (stamp === this.zoned) return;
    this.zoned = stamp;
    renew(this.zones, ...placed.map(([kind, from, to]) => zone(from, to, kind)));
  }
}

function zone(from, to, kind) {
  const style = `left:${(100 * from) / POSITIONS}%;width:${(100 * (to - from)) / POSITIONS}%`;
  return to - from < 1 ? null : el("div", { class: `wv-zone-${kind}`, style });
}

// Words in which what stands before "=" is a formula.
function symbolsIn(text) {
  const [, words, formula] = text.match(/^(.*?)(\S+ = )?$/);
  return formula ? [words, ...symbol(formula)] : [words];
}
