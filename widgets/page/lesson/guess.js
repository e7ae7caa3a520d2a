// A lesson's guess: picked, locked in, and then on one axis with what was measured and with the law. The numbers come from Python.
import { busOf } from "../common/bus.js";
import { canvas, colours } from "../common/draw.js";
import { el, root } from "../common/elements.js";
import { namesOf, takeable } from "../common/take.js";
import { Choosing, Placing } from "./asking.js";
import { Cases } from "./cases.js";
import { Drawing } from "./drawing.js";
import { Flows } from "./flows.js";
import { Minima } from "./minima.js";
import { Shares } from "./shares.js";
import { say } from "./table.js";

export default {
  render({ model, el: host }) { return new Guess(model, host).teardown; },
};

const CHARTS = { shares: Shares, minima: Minima, flows: Flows, cases: Cases };

class Guess {
  /** @type {{ words: string, value: number } | null} */ guess;
  /** @type {any} */ asked; /** @type {any} */ law; /** @type {any} */ seen; /** @type {any} */ chart; /** @type {number} */ width;

  constructor(model, host) {
    const bus = (this.bus = busOf(model));
    this.model = model;
    this.node = root(host, bus, "guess");
    this.colour = colours(this.node);
    this.asked = model.get("asked");
    this.guess = null;
    this.locked = bus.clock > 0; // it is looked at again
    this.build();
    const off = ["frame", "theme", "run-drawn", "run", "scene"].map((name) => bus.on(name, () => this.draw()));
    model.on("change:law change:seen", () => this.draw());
    const sizes = new ResizeObserver(() => { this.width = this.box.clientWidth; this.draw(); });
    sizes.observe(this.box);
    if (!this.locked) this.hold(true);
    this.teardown = () => { this.hold(false); off.forEach((stop) => stop()); sizes.disconnect(); bus.leave(); };
  }

  build() {
    const { asked } = this;
    this.chart = new CHARTS[asked.chart](this);
    const [tail, first, , axis, hides] = this.chart.words.map((key) => say(key, asked)), note = el("p", { class: "wv-note" }, axis, el("b", {}, say("hides")), hides), picked = (guess) => this.pick(guess);
    this.button = el("button", { disabled: true, "data-testid": "lock", onclick: () => this.lock() }, say("lock"));
    this.told = el("span", { class: "wv-note" }, first);
    this.title = el("h2", {}, say("ask"), el("span", { class: "wv-tail" }, tail));
    this.box = el("div", { class: "wv-guess-chart", "data-drawn": Boolean(asked.drawn) });
    const locked = () => { if (this.guess && !this.locked) this.lock(); };
    this.asking = asked.drawn ? new Drawing(asked, picked, this.box, locked) : asked.choices ? new Choosing(asked, picked) : new Placing(asked, picked);
    this.picture = canvas(this.box, { role: "img", "aria-label": say("guess") });
    if (this.chart.takes) this.taken(this.chart.takes, () => note.textContent);
    this.flag = el("p", { class: "wv-guess-flag", role: "status", "data-testid": "flag", hidden: true });
    this.numbers = el("p", { "data-testid": "numbers" });
    const lock = el("div", { class: "wv-guess-lock" }, this.button, this.told);
    const parts = asked.choices && !asked.drawn ? [this.asking.node, lock, this.box] : [this.box, this.asking.node, lock]; // an axis stands under its chart
    this.node.append(this.title, ...parts, note, this.flag, this.numbers);
  }

  // A chart is taken away as it stands: what a guess still hides is not in it. takes: {name, table, wish, clock} of it.
  taken({ name, ...more }, hides) {
    const { clock, ...rest } = more, { bus } = this, told = () => ({ title: this.title.textContent, hides: hides(), ...(clock === null ? { clock } : {}) });
    takeable({ bus, box: this.box, canvases: () => [this.picture], paint: () => this.draw(), names: () => namesOf(bus, name).slice(0, clock === null ? 3 : 4), told, ...rest });
  }

  pick(guess) {
    this.guess = guess;
    this.button.disabled = false;
    this.draw();
  }

  lock() {
    this.locked = true;
    this.asking.close();
    this.button.disabled = true;
    this.told.textContent = say("locked", { guess: this.guess.words, next: say(this.chart.words[2], this.asked) });
    this.title.firstChild.textContent = say("met");
    this.hold(false);
    this.draw();
  }

  // Until there is a guess, nothing moves: neither the clock nor the slider that is asked about.
  hold(held) {
    const { bus } = this;
    bus.held = held;
    bus.asked = held ? this.asked.slider ?? null : null;
    bus.hushed = held ? this.asked.slider ?? null : bus.hushed;
    bus.emit("play");
    bus.emit("values");
  }

  draw() {
    this.law = this.model.get("law");
    this.seen = this.model.get("seen");
    if (this.width) this.chart.draw();
  }
}
