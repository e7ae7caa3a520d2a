// A slider of one number, with its box: even steps of the logarithm, or values that are told.
import { el, symbol } from "../common/elements.js";
import { boxed, readNumber } from "../common/numbers.js";

const STEPS = 120;

export class Slide {
  /** @type {number} */ value; /** @type {number} */ low; /** @type {number} */ high; /** @type {boolean} */ whole;
  /** @type {(value: number) => void} */ moved; /** @type {(value: number) => void} */ told;

  // name: for tests; sign, words: what it is; low, high: its range; whole: only whole numbers; told(value): a hand has let go.
  constructor({ name, sign, words, low, high, whole = false }, moved, told) {
    Object.assign(this, { low, high, whole, moved, told });
    this.box = el("input", { type: "text", inputmode: "decimal", "aria-label": words, onchange: () => this.typed() });
    this.fill = el("div", { class: "wv-fill" });
    this.input = el("input", { type: "range", min: 0, max: STEPS, step: 1, "aria-label": words, oninput: () => this.drag(), onchange: () => this.told(this.value) });
    const label = el("div", { class: "wv-label" }, el("span", { class: "wv-name" }, ...symbol(sign), " ", el("small", {}, words)), this.box);
    const lane = el("div", { class: "wv-lane" }, el("div", { class: "wv-track" }, this.fill), this.input);
    this.node = el("div", { class: "wv-slider", "data-testid": `parameter-${name}` }, label, lane);
  }

  put(value) {
    const share = Math.log(value / this.low) / Math.log(this.high / this.low);
    this.value = value;
    this.input.value = String(Math.round(share * STEPS));
    this.input.setAttribute("aria-valuetext", boxed(value, this.whole));
    this.fill.style.width = `${100 * share}%`;
    if (document.activeElement !== this.box) this.box.value = boxed(value, this.whole);
    this.box.removeAttribute("aria-invalid");
  }

  drag() {
    const value = this.low * (this.high / this.low) ** (Number(this.input.value) / STEPS);
    this.put(this.whole ? Math.round(value) : Number(value.toPrecision(3)));
    this.moved(this.value);
  }

  typed() {
    const { value } = readNumber(this.box.value, this.whole), fits = value >= this.low && value <= this.high && (!this.whole || Number.isInteger(value));
    this.box.toggleAttribute("aria-invalid", !fits);
    if (!fits) { this.box.setAttribute("aria-invalid", "true"); return; }
    this.put(value);
    this.told(value);
  }

  enable(on) { for (const input of [this.box, this.input]) input.disabled = !on; }
}
