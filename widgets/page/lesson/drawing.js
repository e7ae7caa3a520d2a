// A guess that is drawn: a line through handles on the chart, moved by pointer or by key; or picked from words, which is a line too.
import { el } from "../common/elements.js";
import { short } from "../common/numbers.js";
import { Choosing } from "./asking.js";
import { say } from "./table.js";

const STEPS = { ArrowUp: 0.01, ArrowRight: 0.01, ArrowDown: -0.01, ArrowLeft: -0.01, PageUp: 0.1, PageDown: -0.1, Home: -1, End: 1 };
const GRIP = 10; // pixels beside a handle within which it follows

export class Drawing {
  /** @type {any} */ asked; /** @type {(guess: object) => void} */ told; /** @type {HTMLElement} */ box; /** @type {() => void} */ lock;
  /** @type {number[]} */ values; /** @type {HTMLElement[]} */ handles; /** @type {boolean} */ closed; /** @type {{ u: number, value: number } | null} */ last;

  // asked: {choices, drawn: [places from 0 to 1]}; told(guess): as of `Choosing`, with {line: [[place, value], ...]}; box: the chart;
  // lock(): Enter on a handle.
  constructor(asked, told, box, lock) {
    Object.assign(this, { asked, told, box, lock, values: asked.drawn.map(() => 0), closed: false, last: null });
    this.choosing = new Choosing(asked, ({ words, value }) => this.put(asked.drawn.map((place) => place * value), words));
    this.node = el("div", { class: "wv-guess-drawn" }, el("p", { class: "wv-note" }, say("draw.how")), el("b", {}, say("draw.or")), this.choosing.node);
    this.handles = asked.drawn.map((_, k) => this.handle(k));
    box.append(...this.handles);
    box.addEventListener("pointerdown", (event) => this.down(event));
    box.addEventListener("pointermove", (event) => { if (this.held === event.pointerId) this.move(event); });
    for (const name of ["pointerup", "pointercancel"]) box.addEventListener(name, () => { this.held = null; });
  }

  handle(k) {
    const part = `${Math.round(this.asked.drawn[k] * 100)} %`;
    return el("div", { class: "wv-handle", role: "slider", tabindex: 0, "data-testid": `handle-${k}`, "aria-label": say("draw.at", { part }), "aria-orientation": "vertical",
      "aria-valuemin": 0, "aria-valuemax": 1, "aria-valuenow": 0, "aria-valuetext": "0", onkeydown: (event) => this.key(event, k) });
  }

  key(event, k) {
    if (this.closed) return;
    if (event.key === "Enter") { event.preventDefault(); this.lock(); return; }
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    event.stopPropagation();
    this.put(this.values.with(k, this.values[k] + STEPS[event.key]));
  }

  down(event) {
    if (this.closed || event.button || (event.pointerType === "touch" && !event.target.closest(".wv-handle"))) return; // a finger scrolls
    event.preventDefault();
    this.held = event.pointerId;
    this.box.setPointerCapture(event.pointerId);
    this.move(event);
  }

  // A handle follows the pointer that is on it, and takes its height where the pointer passes: a line can be drawn in one go.
  move(event) {
    if (!this.scale) return;
    const zoom = this.box.currentCSSZoom ?? 1, { left, top } = this.box.getBoundingClientRect(), { x, read } = this.scale;
    const u = (event.clientX - left) / zoom, value = read((event.clientY - top) / zoom), away = this.asked.drawn.map((place) => Math.abs(x(place) - u));
    const nearest = away.indexOf(Math.min(...away)), last = event.type === "pointerdown" ? null : this.last, values = [...this.values];
    this.asked.drawn.forEach((place, k) => {
      const at = x(place), passed = last && (at - last.u) * (at - u) <= 0 && u !== last.u;
      if (passed) values[k] = last.value + ((at - last.u) / (u - last.u)) * (value - last.value);
      else if (k === nearest && (!last || away[k] < GRIP)) values[k] = value;
    });
    this.last = { u, value };
    this.handles[nearest].focus({ preventScroll: true });
    this.put(values);
  }

  put(values, words = null) {
    this.values = values.map((value) => Math.round(Math.min(Math.max(value, 0), 1) * 100) / 100);
    if (!words) for (const input of this.choosing.node.querySelectorAll("input")) input.checked = false;
    this.values.forEach((value, k) => {
      this.handles[k].setAttribute("aria-valuenow", String(value));
      this.handles[k].setAttribute("aria-valuetext", short(value));
    });
    const line = [[0, 0], ...this.asked.drawn.map((place, k) => [place, this.values[k]])];
    this.told({ words: words ?? say("draw.yours", { end: short(this.values.at(-1)) }), value: this.values.at(-1), line });
  }

  // The chart says where on it a place and a value stand, and reads a height.
  place(scale) {
    this.scale = scale;
    this.values.forEach((value, k) => Object.assign(this.handles[k].style, { left: `${scale.x(this.asked.drawn[k])}px`, top: `${scale.y(value)}px` }));
  }

  close() {
    this.closed = true;
    this.choosing.close();
    this.node.hidden = !this.choosing.node.querySelector(":checked"); // what was drawn stands on the chart
    for (const words of this.node.querySelectorAll(":scope > p, :scope > b")) words.remove();
    for (const handle of this.handles) {
      handle.setAttribute("aria-disabled", "true");
      handle.tabIndex = -1;
    }
  }
}
