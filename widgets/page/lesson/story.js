// The simple view's text: a guess first, then the run, then the count that answers it. Everything else opens on request.
import { busOf } from "../common/bus.js";
import { canvas, colours, cueColour, fit, haloText, marker, SANS } from "../common/draw.js";
import { el, root } from "../common/elements.js";
import { whole } from "../common/numbers.js";

export default {
  render({ model, el: host }) { return new Story(model, host).teardown; },
};

const CHART = { height: 124, left: 28, right: 8, bottom: 20, top: 8 };

class Story {
  constructor(model, host) {
    const bus = (this.bus = busOf(model));
    this.told = bus.told = model.get("story");
    this.node = root(host, bus, "story");
    this.colour = colours(this.node);
    this.guess = this.before = null;
    this.asked = {};
    this.build();
    const drawn = ["frame", "theme", "run-drawn"].map((name) => bus.on(name, () => this.draw()));
    const off = [bus.on("level", () => this.level()), ...drawn];
    const sizes = new ResizeObserver(() => { this.width = this.chart.clientWidth; this.draw(); });
    sizes.observe(this.chart);
    this.enter();
    this.teardown = () => { off.forEach((stop) => stop()); sizes.disconnect(); };
  }

  build() {
    const { told } = this, ask = (...words) => el("p", { class: "wv-ask" }, ...words);
    this.chart = el("div", { class: "wv-story-chart" });
    this.picture = canvas(this.chart, { role: "img" });
    this.said = el("p", { class: "wv-story-said", "aria-live": "polite", "data-testid": "verdict" });
    const hides = el("p", { class: "wv-note" }, el("b", {}, "Hides: "), "who came back, and how far the others went.");
    const guesses = told.guesses.map(([key, words]) => this.choice(key, words));
    const headline = el("h2", { class: "wv-headline" }, told.headline), lead = el("p", { class: "wv-lead" }, told.text);
    this.node.append(headline, lead, ask(told.question),
      el("div", { class: "wv-guesses", role: "radiogroup", "aria-label": told.question }, guesses),
      ask("Particles in the hole ", el("span", { class: "wv-tail" }, "against gradient evaluations")), this.chart, hides, this.said,
      ask("Look deeper"), this.deeper());
  }

  choice(key, words) {
    const pick = () => {
      this.guess = key;
      if (this.bus.clock >= this.bus.total) this.bus.seek(0);
      this.bus.play();
      this.draw();
    };
    const name = { name: `guess-${this.bus.key}`, value: key, "data-testid": `guess-${key}` };
    return el("label", {}, el("input", { type: "radio", ...name, onchange: pick }), words);
  }

  deeper() {
    const ways = [["A second method", "race two", { also: "sgd" }], ["Every method", "and the surfaces they descend", {}]];
    if (this.bus.hasNetwork) ways.push(["A network", "the same on digits", {}]);
    const button = ([name, words, more]) => el("button", { onclick: () => { this.asked = more; this.bus.setLevel("full"); } },
      el("b", {}, name), el("span", {}, words), el("i", { "aria-hidden": "true" }, "+"));
    return el("div", { class: "wv-deeper" }, ways.map(button));
  }

  level() {
    if (this.bus.level === "simple") this.enter();
    else this.leave(this.asked);
    this.asked = {};
    this.draw();
  }

  // Entering sets this one scene; leaving gives back what stood there.
  enter() {
    const { bus, told } = this;
    if (bus.level !== "simple" || this.before || !bus.selected) return;
    this.before = { landscape: bus.landscape ?? bus.opening.landscape, selected: bus.selected, visible: [...bus.visible] };
    this.show({ landscape: told.landscape }, told.method, [told.method]);
    const off = bus.on("run", () => {
      if (bus.run.landscape !== told.landscape) return;
      off();
      bus.move(told.values);
    });
  }

  leave({ also }) {
    if (this.bus.level === "simple" || !this.before) return;
    const { landscape, selected, visible } = this.before;
    this.before = null;
    if (also) this.show({}, this.told.method, [this.told.method, also]);
    else this.show({ landscape }, selected, visible);
  }

  show(where, selected, visible) {
    const { bus } = this;
    bus.pause();
    bus.seek(0);
    bus.selected = selected;
    bus.visible = new Set(visible);
    bus.want({ ...where, selected, visible });
    bus.emit("selected");
    bus.emit("methods");
  }

  // ---- the count ------------------------------------------------------------------------------------------------
  draw() {
    const { bus } = this;
    if (bus.level !== "simple" || !bus.run || !this.width || !bus.tallyAt) return;
    const n = bus.run.replicas, frame = Math.min(Math.floor(bus.clock / bus.run.every), bus.run.frames - 1);
    const { height, left, right, bottom, top } = CHART, w = this.width, context = fit(this.picture, w, height);
    context.wvHalo = this.colour.paper;
    const x = (clock) => left + (clock / bus.total) * (w - left - right);
    const y = (count) => height - bottom - (count / n) * (height - bottom - top);
    this.axes(context, n, x, y);
    const inside = n - bus.tallyAt(this.told.method, frame);
    this.line(context, n, frame, inside, x, y);
    const words = `${inside} of ${n} particles in the hole after ${whole(bus.clock)} gradient evaluations`;
    this.picture.setAttribute("aria-label", words);
    this.verdict(inside, n);
  }

  axes(context, n, x, y) {
    const { colour, bus } = this, { left, height } = CHART;
    Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, textAlign: "right" });
    Object.assign(context, { strokeStyle: colour.line, lineWidth: 1 });
    for (const count of [0, n / 2, n]) {
      const at = Math.round(y(count)) + 0.5;
      context.beginPath(); context.moveTo(left, at); context.lineTo(x(bus.total), at); context.stroke();
      context.fillText(count, left - 6, at + 4);
    }
    context.textAlign = "center";
    for (const clock of [0, bus.total / 2, bus.total]) {
      context.fillText(whole(clock), Math.min(Math.max(x(clock), left + 4), x(bus.total) - 14), height - 4);
    }
  }

  line(context, n, frame, inside, x, y) {
    const { bus, told, colour } = this, method = bus.palette.methods.find((m) => m.key === told.method);
    const tint = cueColour(bus, method);
    Object.assign(context, { strokeStyle: tint, lineWidth: method.cue.width });
    context.setLineDash(method.cue.dash);
    context.beginPath();
    for (let t = 0; t <= frame; t++) context.lineTo(x(t * bus.run.every), y(n - bus.tallyAt(told.method, t)));
    context.stroke();
    context.setLineDash([]);
    marker(context, method.cue.marker, x(bus.clock), y(inside), 6, tint, colour.paper);
    const left = x(bus.clock) > this.width - 110, at = y(inside) + (inside > n / 2 ? 20 : -10);
    const style = { colour: tint, weight: 700, size: 14, align: left ? "right" : "left" };
    haloText(context, `${inside} still inside`, x(bus.clock) + (left ? 4 : 10), at, style);
  }

  verdict(inside, n) {
    const { bus, guess, told } = this, right = (inside > n / 2) === (guess === "stay");
    let words = "";
    if (bus.clock >= bus.total && guess === null) words = `${inside} of ${n} stayed. Guess first next time: it teaches more.`;
    else if (bus.clock >= bus.total) {
      const yours = told.guesses.find(([key]) => key === guess)[1], came = right ? "so it went" : "it went the other way";
      words = `${inside} of ${n} stayed. You said ${yours}: ${came}. Move T by a notch and see how much decides.`;
    }
    if (this.said.textContent !== words) this.said.textContent = words;
  }
}
