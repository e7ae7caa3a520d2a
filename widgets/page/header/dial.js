// A number with its own small slider: a letter of a formula, or how deep and how wide the brush is. Its ends may be typed too.
import { el } from "../common/elements.js";
import { boxed, exactly, readNumber, short } from "../common/numbers.js";

const POSITIONS = 200;
const DECADE = 20; // a range from above 0 to so many times its low end is walked by factors

export class Dial {
  /** @type {number} */ value;
  /** @type {number} */ low;
  /** @type {number} */ high;
  /** @type {(preview: boolean) => void} */ moved;

  // given: { name, symbol, value, low, high, ends: whether its ends may be typed }; moved: told of every move, and whether it goes on.
  constructor(given, moved) {
    Object.assign(this, { moved, value: given.value, low: given.low, high: given.high });
    const { name, symbol, ends } = given, number = { type: "text", inputmode: "decimal", autocomplete: "off" };
    this.range = el("input", { type: "range", min: 0, max: POSITIONS, step: 1, "aria-label": name, "data-testid": `dial-${name}`,
      oninput: () => this.slid(true), onchange: () => this.slid(false) });
    const box = (label, take) => el("input", { ...number, "aria-label": `${name}, ${label}`, onchange: take, onkeydown: (event) => { if (event.key === "Enter") take(); } });
    this.box = box("number", () => this.typed(this.box, (value) => this.put(value, Math.min(this.low, value), Math.max(this.high, value))));
    this.lowest = box("from", () => this.typed(this.lowest, (low) => low < this.high && this.put(Math.max(this.value, low), low, this.high)));
    this.highest = box("to", () => this.typed(this.highest, (high) => high > this.low && this.put(Math.min(this.value, high), this.low, high)));
    const label = el("span", { class: "wv-dial-name" }, el("i", {}, symbol), symbol === name ? "" : ` ${name}`);
    this.node = el("div", { class: "wv-dial" }, el("div", { class: "wv-dial-head" }, label, this.box), this.range,
      ends ? el("div", { class: "wv-dial-ends" }, this.lowest, el("span", {}, "to"), this.highest) : "");
    this.show();
  }

  get factors() { return this.low > 0 && this.high >= DECADE * this.low; }

  at(position) {
    const share = position / POSITIONS, { low, high } = this;
    return share <= 0 ? low : share >= 1 ? high : Number((this.factors ? low * (high / low) ** share : low + share * (high - low)).toPrecision(3));
  }

  position(value) {
    const { low, high } = this;
    return POSITIONS * (this.factors ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
  }

  slid(preview) {
    this.value = this.at(Number(this.range.value));
    this.show();
    this.moved(preview);
  }

  typed(box, take) {
    const { value, refused } = readNumber(box.value);
    if (refused !== undefined || Math.abs(value) > 1e12 || take(value) === false) {
      box.setAttribute("aria-invalid", "true");
      return;
    }
    this.show();
    this.moved(false);
  }

  put(value, low, high) { Object.assign(this, { value, low, high }); }

  // What Python says, unless a hand is at it.
  take({ value, low, high }) {
    if (this.node.contains(document.activeElement) && document.activeElement !== this.range) return;
    this.put(value, low, high);
    this.show();
  }

  show() {
    for (const box of [this.box, this.lowest, this.highest]) box.setAttribute("aria-invalid", "false");
    [this.box.value, this.lowest.value, this.highest.value] = [boxed(this.value), exactly(this.low), exactly(this.high)];
    this.range.value = String(Math.round(this.position(this.value)));
    this.range.setAttribute("aria-valuetext", short(this.value));
    this.range.style.setProperty("--share", `${this.position(this.value) / POSITIONS * 100}%`);
  }
}
