// The 1-D view: f on a line, and under it three flows at one time, each stepped as a line and in closed form as rings.
import { busOf } from "../common/bus.js";
import { canvas, colours, fit, haloText, heights, marker, SANS } from "../common/draw.js";
import { el, root } from "../common/elements.js";
import { short } from "../common/numbers.js";
import { takeable } from "../common/take.js";
import { say } from "../lesson/table.js";

export default {
  render({ model, el: host }) { return new Lines(model, host).teardown; },
};

const ROOM = { left: 38, right: 14, top: 24, bottom: 24, between: 6 };
const EVERY = 12; // sites between two rings

class Lines {
  /** @type {any} */ told; /** @type {Float32Array[]} */ values; /** @type {Point} */ size;

  constructor(model, host) {
    const bus = (this.bus = busOf(model));
    this.model = model;
    this.node = root(host, bus, "lines");
    this.colour = colours(this.node);
    this.tail = el("span", { class: "wv-tail" });
    this.box = el("div", { class: "wv-lines-picture" });
    this.picture = canvas(this.box, { role: "img", "aria-label": say("lines.title") });
    this.note = el("p", { class: "wv-note" }, say("lines.note"), el("b", {}, say("hides")), say("lines.hides"));
    this.node.append(el("h2", {}, say("lines.title"), this.tail), this.box, this.note);
    takeable({ bus, box: this.box, canvases: () => [this.picture], paint: () => this.draw(), names: () => ["three flows", "at", this.told.scope], wish: () => ({ picture: "lines" }),
      told: () => ({ title: this.node.querySelector("h2").textContent, hides: this.note.textContent, clock: null }) });
    bus.needs = ["scope", "temperature"];
    const off = ["theme", "painted-size"].map((name) => bus.on(name, () => this.draw()));
    model.on("change:run", () => this.take());
    const sizes = new ResizeObserver(() => { this.size = [this.box.clientWidth, this.box.clientHeight]; this.draw(); });
    sizes.observe(this.box);
    if (model.get("run")?.seq !== undefined) this.take();
    this.teardown = () => { off.forEach((stop) => stop()); sizes.disconnect(); bus.leave(); };
  }

  take() {
    const { model, bus } = this, told = model.get("lines"), packed = model.get("heights"), size = 2 * told.sites;
    const part = (i) => heights(new Uint8Array(packed.buffer, packed.byteOffset + i * size, size), told.low, told.high);
    this.values = Array.from({ length: 1 + 2 * told.kinds.length }, (_, i) => part(i));
    this.told = bus.lines = told;
    bus.drawn = true;
    bus.take(model.get("run"));
    bus.emit("run-drawn");
    this.draw();
    bus.dirty = true;
  }

  draw() {
    const { told, size } = this;
    if (!told || !size?.[0]) return;
    const [w, h] = size, context = fit(this.picture, w, h), [x0, x1] = told.x, { left, right, top, bottom } = ROOM;
    context.wvHalo = this.colour.paper;
    const each = (h - bottom) / (1 + told.kinds.length), margin = 0.1 * (told.high - told.low);
    const x = (i) => left + (i / (told.sites - 1)) * (w - left - right), at = (place) => x(((place - x0) / (x1 - x0)) * (told.sites - 1));
    const panel = (k) => (v) => (k + 1) * each - ROOM.between - ((v - told.low + margin) / (told.high - told.low + 2 * margin)) * (each - top - ROOM.between);
    this.f(context, x, at, panel(0));
    told.kinds.forEach((kind, k) => this.flow(context, kind, k, x, at, panel(k + 1), (k + 1) * each));
    this.axis(context, at);
    const value = short(told.scope), symbol = "γ", time = short(1 / told.scope);
    this.tail.textContent = say("lines.tail", { symbol, value, time });
    const place = ({ kind, lowest }) => `${say(`flow.${kind}.short`)} ${lowest === null ? "—" : short(lowest)}`;
    this.picture.setAttribute("aria-label", say("lines.alone", { symbol, value, places: told.kinds.map(place).join(", ") }));
  }

  f(context, x, at, y) {
    const { colour, told } = this;
    this.scale(context, y);
    this.line(context, this.values[0], x, y, colour.ink, 1.8, []);
    this.head(context, 0, say("flow.f"), "", colour.ink);
    this.lowest(context, at(told.deepest), y(told.low), told.deepest, colour.ink, false);
  }

  flow(context, { kind, cue, lowest }, k, x, at, y, top) {
    const tint = cue[this.bus.theme === "dark" ? "dark" : "light"], stepped = this.values[1 + k], exact = this.values[1 + this.told.kinds.length + k];
    this.scale(context, y);
    context.globalAlpha = 0.4;
    this.line(context, this.values[0], x, y, this.colour.ink, 1, []);
    context.globalAlpha = 1;
    this.line(context, stepped, x, y, tint, cue.width, cue.dash);
    Object.assign(context, { strokeStyle: this.colour.ink, fillStyle: this.colour.paper, lineWidth: 1.2 });
    for (let i = EVERY / 2; i < exact.length; i += EVERY) {
      context.beginPath(); context.arc(x(i), y(exact[i]), 2.8, 0, 2 * Math.PI); context.fill(); context.stroke();
    }
    this.head(context, top, say(`flow.${kind}`), say(`flow.${kind}.equation`), tint);
    if (lowest !== null) this.lowest(context, at(lowest), y(Math.min(...exact)), lowest, tint, y(Math.min(...exact)) < top + (y(this.told.low) - top) * 0.8);
  }

  // Zero and one height more, as far as the panel reaches.
  scale(context, y) {
    const { colour, told, size: [w] } = this;
    Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, strokeStyle: colour.line, lineWidth: 1, textAlign: "right" });
    for (const v of [0, -1]) {
      if (v < told.low || v > told.high) continue;
      const at = Math.round(y(v)) + 0.5;
      context.beginPath(); context.moveTo(ROOM.left, at); context.lineTo(w - ROOM.right, at); context.stroke();
      context.fillText(short(v), ROOM.left - 8, at + 4);
    }
  }

  line(context, values, x, y, tint, width, dash) {
    Object.assign(context, { strokeStyle: tint, lineWidth: width, lineJoin: "round" });
    context.setLineDash(dash);
    context.beginPath();
    values.forEach((v, i) => context.lineTo(x(i), y(v)));
    context.stroke();
    context.setLineDash([]);
  }

  // A panel's name, and its equation where there is room for both.
  head(context, top, name, equation, tint) {
    const [w] = this.size;
    haloText(context, name, ROOM.left, top + 14, { colour: tint, weight: 700, size: 13 });
    const taken = context.measureText(name).width;
    context.font = `12px ${SANS}`;
    if (taken + context.measureText(equation).width < w - ROOM.left - ROOM.right - 20) {
      haloText(context, equation, w - ROOM.right, top + 14, { colour: this.colour.mute, size: 12, align: "right" });
    }
  }

  // Under the line, and its words under it where the panel has room for them; else beside it.
  lowest(context, u, v, place, tint, room) {
    const right = u > this.size[0] - 130;
    marker(context, "triangle", u, v + (room ? 9 : 3), 5, tint, this.colour.paper);
    /** @type {[number, number, CanvasTextAlign]} */
    const [x, y, align] = room ? [Math.min(Math.max(u, 90), this.size[0] - 60), v + 26, "center"] : [u + (right ? -12 : 12), v + 7, right ? "right" : "left"];
    haloText(context, say("lines.lowest", { place: short(Number(place.toFixed(2))) }), x, y, { colour: this.colour.ink, weight: 700, size: 12, align });
  }

  axis(context, at) {
    const { colour, told: { x: [x0, x1] }, size: [, h] } = this;
    Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, textAlign: "center" });
    for (let place = Math.ceil(x0); place <= x1; place++) context.fillText(short(place), at(place), h - 6);
  }
}
