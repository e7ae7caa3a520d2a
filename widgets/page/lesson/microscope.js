// The error of one step against how long it looks around: its bias, its spread, and where the present length stands. Numbers are Python's.
import { busOf } from "../common/bus.js";
import { canvas, colours, cueColour, fit, haloText, marker } from "../common/draw.js";
import { el, root } from "../common/elements.js";
import { short } from "../common/numbers.js";
import { namesOf, takeable } from "../common/take.js";
import { across, drawScales, drawUpright, up } from "./scales.js";
import { say } from "./table.js";

export default {
  render({ model, el: host }) { return new Microscope(model, host).teardown; },
};

const CHART = { height: 200, left: 44, right: 74, bottom: 22, top: 14 };

class Microscope {
  /** @type {Model} */ model; /** @type {number} */ width;

  constructor(model, host) {
    const bus = (this.bus = busOf(model));
    this.model = model;
    this.node = root(host, bus, "microscope");
    this.node.classList.add("wv-guess");
    this.colour = colours(this.node);
    this.title = el("h2", {}, say("error.title"));
    this.box = el("div", { class: "wv-guess-chart" });
    this.picture = canvas(this.box, { role: "img", "aria-label": say("error.title") });
    this.numbers = el("p", { "data-testid": "step-error", role: "status" });
    const note = el("p", { class: "wv-note" }, say("error.axis"), el("b", {}, say("hides")), say("error.hides"));
    this.node.append(this.title, this.box, this.numbers, note);
    takeable({ bus, box: this.box, canvases: () => [this.picture], paint: () => this.draw(), names: () => namesOf(bus, "step error").slice(0, 3), wish: () => ({ picture: "step error" }),
      told: () => ({ title: this.title.textContent, hides: `${this.numbers.textContent} ${note.textContent}`, clock: null }) });
    const draw = () => this.draw(), off = ["theme", "run"].map((name) => bus.on(name, draw));
    model.on("change:found", draw);
    const sizes = new ResizeObserver(() => { this.width = this.box.clientWidth; draw(); });
    sizes.observe(this.box);
    this.teardown = () => { model.off("change:found", draw); off.forEach((stop) => stop()); sizes.disconnect(); bus.leave(); };
  }

  draw() {
    const found = this.model.get("found"), { bus, width: w, colour } = this, method = found.method && bus.method(found.method);
    this.box.hidden = !found.counts;
    if (found.why) this.numbers.textContent = say("error.none", { why: found.why });
    if (!w || !found.counts || !method) return;
    const { counts, bias, spread, error, now } = found, context = fit(this.picture, w, CHART.height);
    context.wvHalo = colour.card;
    const log = Math.log10, all = [...bias, ...spread].filter((v) => v > 0), ends = [Math.floor(log(Math.min(...all))), Math.ceil(log(Math.max(...all)))];
    const [low, high] = ends[0] === ends[1] ? [ends[0], ends[0] + 1] : ends, axis = { low: counts[0], high: Math.max(counts.at(-1), counts[0] * 2) };
    const x = across(CHART, w, axis), scale = up(CHART, 0, 1), y = (v) => scale(Math.min(Math.max((log(Math.max(v, 1e-300)) - low) / (high - low), 0), 1));
    const decades = Array.from({ length: high - low + 1 }, (_, k) => 10 ** (low + k));
    drawScales(context, CHART, w, colour, axis, { values: decades, x, y });
    if (now >= axis.low && now <= axis.high) drawUpright(context, CHART, x(now), colour.mute);
    const tint = cueColour(bus, method), line = (values, ink, dash) => {
      Object.assign(context, { strokeStyle: ink, lineWidth: 2 });
      context.setLineDash(dash);
      context.beginPath();
      values.forEach((v, k) => context.lineTo(x(counts[k]), y(v)));
      context.stroke();
      context.setLineDash([]);
    };
    line(spread, colour.mute, [6, 5]);
    line(bias, tint, []);
    bias.forEach((v, k) => marker(context, "circle", x(counts[k]), y(v), v > 2 * error[k] ? 4 : 2, tint, colour.card)); // small: not told from 0
    const [u, v] = [y(spread.at(-1)), y(bias.at(-1))], apart = Math.abs(u - v) < 15 ? (u < v ? -8 : 8) : 0;
    haloText(context, say("error.spread"), x(counts.at(-1)) + 8, u + 4 + apart, { colour: colour.mute, size: 12 });
    haloText(context, say("error.bias"), x(counts.at(-1)) + 8, v + 4 - apart, { colour: tint, weight: 700, size: 12 });
    this.tell(found, method);
  }

  // The length that is nearest to the slider's, in words.
  tell({ counts, bias, spread, error, now, symbol: sign, against, place }, method) {
    const k = counts.reduce((best, count, i) => (Math.abs(Math.log(count / now)) < Math.abs(Math.log(counts[best] / now)) ? i : best), 0);
    const size = (value) => short(Number(value.toPrecision(2))), off = bias[k] > 2 * error[k] ? `${size(bias[k])} ± ${size(error[k])}` : say("error.level", { error: size(2 * error[k]) });
    const values = { method: method.name, sign, count: counts[k], bias: off, spread: size(spread[k]), against, place: place.map(short).join(", ") };
    this.numbers.textContent = say("error.read", values);
    this.picture.setAttribute("aria-label", say("error.read", values));
  }
}
