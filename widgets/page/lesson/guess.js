// A lesson's guess: picked, locked in, and then on one axis with the run and the law. The numbers come from Python and from the run.
import { busOf } from "../common/bus.js";
import { canvas, colours, cueColour, fit, haloText, marker, SANS } from "../common/draw.js";
import { el, root } from "../common/elements.js";
import { whole } from "../common/numbers.js";

export default {
  render({ model, el: host }) { return new Guess(model, host).teardown; },
};

const CHART = { height: 200, left: 34, right: 92, bottom: 22, top: 10 };
const FAR = 3; // standard errors, and relaxation times, within which a share may be that of the law

class Guess {
  constructor(model, host) {
    const bus = (this.bus = busOf(model));
    this.model = model;
    this.node = root(host, bus, "guess");
    this.colour = colours(this.node);
    this.guess = null;
    this.locked = bus.clock > 0; // it is looked at again
    this.build(model.get("choices"));
    const off = ["frame", "theme", "run-drawn", "run"].map((name) => bus.on(name, () => this.draw()));
    model.on("change:law", () => this.draw());
    const sizes = new ResizeObserver(() => { this.width = this.chart.clientWidth; this.draw(); });
    sizes.observe(this.chart);
    if (!this.locked) this.hold(true);
    this.teardown = () => { this.hold(false); off.forEach((stop) => stop()); sizes.disconnect(); bus.leave(); };
  }

  build(choices) {
    const name = `guess-${this.bus.key}-${Math.random()}`, lock = () => this.lock();
    const pick = ([words, share]) => el("label", {}, el("input", { type: "radio", name, value: share, onchange: () => this.pick(words, share) }), words);
    this.options = el("div", { class: "wv-guesses", role: "radiogroup", "aria-label": "Your guess" }, choices.map(pick));
    this.button = el("button", { disabled: true, "data-testid": "lock", onclick: lock }, "Lock in my guess");
    this.told = el("span", { class: "wv-note" }, "Play opens then. The guess stays on the chart.");
    this.title = el("h2", {}, "First your guess", el("span", { class: "wv-tail" }, " — share that has crossed"));
    this.chart = el("div", { class: "wv-guess-chart" });
    this.picture = canvas(this.chart, { role: "img" });
    this.hides = el("p", { class: "wv-note" }, "± is one standard error, the band two. Axis: gradient evaluations. ", el("b", {}, "Hides: "), "other seeds.");
    this.flag = el("p", { class: "wv-guess-flag", role: "status", "data-testid": "flag", hidden: true });
    this.numbers = el("p", { "data-testid": "numbers" });
    this.node.append(this.title, this.options, el("div", { class: "wv-guess-lock" }, this.button, this.told), this.chart, this.hides, this.flag, this.numbers);
  }

  pick(words, share) {
    this.guess = [words, share];
    this.button.disabled = false;
    this.draw();
  }

  lock() {
    this.locked = true;
    for (const input of this.options.querySelectorAll("input")) input.disabled = true;
    this.button.disabled = true;
    this.told.textContent = `Locked in: ${this.guess[0]}. Now play.`;
    this.title.firstChild.textContent = "Your guess, and what happens";
    this.hold(false);
    this.draw();
  }

  // Until there is a guess, nothing moves.
  hold(held) {
    this.bus.held = held;
    this.bus.emit("play");
  }

  // ---- the chart --------------------------------------------------------------------------------------------------
  draw() {
    const { bus } = this, law = this.model.get("law");
    if (!this.width || !bus.run || !bus.tallyAt) return;
    const { height, left, right, bottom, top } = CHART, w = this.width, context = fit(this.picture, w, height);
    context.wvHalo = this.colour.card;
    const x = (clock) => left + (clock / bus.total) * (w - left - right), y = (share) => height - bottom - share * (height - bottom - top);
    this.axes(context, x, y);
    if (this.guess) this.line(context, [[0, 0], [bus.total, this.guess[1]]], x, y, "your guess", [6, 5], this.colour.mute);
    if (this.locked && law.curve) {
      const points = law.curve.map((share, i) => [(i / (law.curve.length - 1)) * bus.total, share]);
      this.line(context, points, x, y, "exact law", [], this.colour.ink);
    }
    const [share, error] = this.run(context, x, y);
    this.say(law, share, error);
  }

  axes(context, x, y) {
    const { colour, bus } = this, { left, height } = CHART;
    Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, strokeStyle: colour.line, lineWidth: 1 });
    for (const [share, words] of [[0, "0"], [0.5, "½"], [1, "1"]]) {
      const at = Math.round(y(share)) + 0.5;
      context.beginPath(); context.moveTo(left, at); context.lineTo(x(bus.total), at); context.stroke();
      context.textAlign = "right";
      context.fillText(words, left - 6, at + 4);
    }
    context.textAlign = "center";
    for (const clock of [0, bus.total / 2, bus.total]) context.fillText(whole(clock), x(clock), height - 5);
  }

  line(context, points, x, y, words, dash, tint) {
    Object.assign(context, { strokeStyle: tint, lineWidth: 1.7 });
    context.setLineDash(dash);
    context.beginPath();
    for (const [clock, share] of points) context.lineTo(x(clock), y(share));
    context.stroke();
    context.setLineDash([]);
    const end = points.at(-1), lowest = CHART.height - CHART.bottom - 4; // under it stand the axis's numbers
    haloText(context, words, x(end[0]) + 6, Math.min(y(end[1]) + (dash.length ? 12 : -2), lowest), { colour: tint, size: 12 });
  }

  // What the run did up to the clock: a band of two standard errors, dots, and the share now.
  run(context, x, y) {
    const { bus } = this, method = bus.palette.methods.find((m) => m.key === bus.selected), n = bus.run.replicas, tint = cueColour(bus, method);
    const now = Math.min(Math.floor(bus.clock / bus.run.every), bus.run.frames - 1);
    const shares = Array.from({ length: now + 1 }, (_, t) => bus.tallyAt(bus.selected, t) / n), errors = shares.map((p) => Math.sqrt(p * (1 - p) / n));
    const at = (t) => x(t * bus.run.every);
    context.beginPath();
    shares.forEach((p, t) => context.lineTo(at(t), y(p + 2 * errors[t])));
    for (let t = now; t >= 0; t--) context.lineTo(at(t), y(shares[t] - 2 * errors[t]));
    Object.assign(context, { fillStyle: tint, strokeStyle: tint, globalAlpha: 0.2 });
    context.fill();
    context.globalAlpha = 1;
    context.setLineDash(method.cue.dash);
    context.lineWidth = method.cue.width;
    context.beginPath();
    shares.forEach((p, t) => context.lineTo(at(t), y(p)));
    context.stroke();
    context.setLineDash([]);
    marker(context, method.cue.marker, at(now), y(shares[now]), 6, tint, this.colour.card);
    return [shares[now], errors[now]];
  }

  say(law, share, error) {
    const { bus } = this, number = (value, digits = 3) => value.toFixed(digits), said = `${number(share)} ± ${number(error)}`;
    this.picture.setAttribute("aria-label", `${said} have crossed after ${whole(bus.clock)} gradient evaluations`);
    if (!law.curve || !this.locked) return;
    const at = bus.clock / bus.total, length = law.length * at, away = Math.abs(share - law.rest) / Math.max(error, 1 / bus.run.replicas);
    this.flag.hidden = bus.clock === 0 || (length >= FAR * law.relaxation && away <= FAR);
    this.flag.replaceChildren(el("b", {}, "Not yet in equilibrium. "),
      `${said} have crossed; at rest it is ${number(law.rest)}. The run is ${number(length, 0)} long, the mean wait ${number(law.wait, 0)}.`);
    const waits = law.measured ? `${number(law.measured[0], 1)} ± ${number(law.measured[1], 1)} (${law.measured[2]} crossings)` : "sliders were moved: no one number";
    this.numbers.textContent = `Crossed: ${said}; at rest ${number(law.rest)}. Mean wait at T = ${law.temperature}: exact ${number(law.wait, 1)}, `
      + `Kramers ${number(law.kramers, 1)}, whole run ${waits}.`;
  }
}
