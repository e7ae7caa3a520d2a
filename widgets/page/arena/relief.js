// The surface in three dimensions, when somebody asks for it: the library comes then, from Python, once a page.
import { el } from "../common/elements.js";
import { palette } from "../common/draw.js";
import { whole } from "../common/numbers.js";
import { fromPython } from "../common/take.js";
import { heightAt, pointOf, signOf } from "./map.js";

const MOST = 8000; // points of the surface that is drawn
const TALL = 0.45; // of the height, to the longer side of the window
const EVERY = 80; // milliseconds between two drawings of the paths
const TURN = Math.PI / 12, NEAR = 1.2;
const FLAT = 0.08, STEEP = 1.5; // radians over the horizon, between which the eye may stand
const EYE = { turn: -1.75, tilt: 0.72, far: 1.35 };
const SIGNS = { disc: "circle", ring: "circle-open", square: "square", diamond: "diamond", cross: "x" };
/** @type {[string, string, { turn?: number, tilt?: number, far?: number }][]} */
const BUTTONS = [["←", "Turn left", { turn: -TURN }], ["→", "Turn right", { turn: TURN }], ["↑", "Look from higher up", { tilt: TURN }],
  ["↓", "Look from lower down", { tilt: -TURN }], ["+", "Nearer", { far: 1 / NEAR }], ["−", "Farther", { far: NEAR }]];
const HIDES = "what stands behind a hill, and how steep it is: heights are stretched, and cut off where the map’s colours end. Of each method only its lead.";

let library = null; // the promise of it, once a page

function load(bus) {
  if (globalThis.Plotly) return Promise.resolve(globalThis.Plotly);
  library ??= fromPython(bus, { picture: "library", form: "js" }, "text/javascript").then(run);
  library.catch(() => { library = null; });
  return library;
}

/** @type {(code: Blob) => Promise<any>} */
const run = (code) => new Promise((done, fail) => {
  const src = URL.createObjectURL(code), over = () => { URL.revokeObjectURL(src); script.remove(); };
  const script = el("script", { src, onload: () => { over(); done(globalThis.Plotly); }, onerror: () => { over(); fail(new Error("The library could not be read.")); } });
  document.head.append(script);
});

const drawsInThree = () => { const probe = document.createElement("canvas"); return Boolean(probe.getContext("webgl2") ?? probe.getContext("webgl")); };

export class Relief {
  /** @type {any} */ arena; /** @type {any} */ plotly; /** @type {{ turn: number, tilt: number, far: number }} */ eye; /** @type {any} */ drawn;
  /** @type {HTMLDialogElement} */ node; /** @type {boolean} */ soft; /** @type {(() => void)[]} */ off; /** @type {boolean} */ busy; /** @type {number} */ at;

  constructor(arena) {
    Object.assign(this, { arena, eye: { ...EYE }, off: [], drawn: null });
    this.build();
  }

  // The button on a map that opens it; soft: on the map of the softened surface.
  button(soft) {
    return el("button", { class: "wv-take wv-in-three", "aria-haspopup": "dialog", "aria-label": "See it in three dimensions", title: "See it in three dimensions",
      onclick: () => this.open(soft) }, el("span", { "aria-hidden": "true" }, "3-D"));
  }

  build() {
    const { bus } = this.arena, act = (by) => () => this.look(by);
    this.title = el("h2", {});
    this.clock = el("span", { class: "wv-tail" });
    this.plot = el("div", { class: "wv-relief-plot", role: "img", tabindex: 0, "data-testid": "relief" });
    this.said = el("p", { class: "wv-relief-said", role: "status" });
    this.play = el("button", { "data-testid": "relief-play", onclick: () => { if (!bus.playing && bus.clock >= bus.total) bus.seek(0); bus.toggle(); this.words(); } });
    const turns = BUTTONS.map(([sign, words, by]) => el("button", { "aria-label": words, title: words, onclick: act(by) }, sign));
    const again = el("button", { onclick: () => { this.eye = { ...EYE }; this.look({}); } }, "As at first"), close = el("button", { "data-testid": "relief-close", onclick: () => this.node.close() }, "Close");
    this.node = /** @type {HTMLDialogElement} */ (el("dialog", { class: "wv-relief", "aria-label": "In three dimensions" }, el("div", { class: "wv-relief-head" }, el("div", {}, this.title, this.clock), close),
      this.said, this.plot, el("div", { class: "wv-relief-row" }, this.play, ...turns, again), el("p", { class: "wv-note" }, el("b", {}, "Hides: "), HIDES)));
    this.node.addEventListener("close", () => this.leave());
    this.plot.addEventListener("keydown", (event) => this.key(event));
    this.arena.node.append(this.node);
  }

  key(event) {
    const sign = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", "+": "+", "-": "−" }[event.key], found = BUTTONS.find(([of]) => of === sign);
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    this.look(found[2]);
  }

  async open(soft) {
    const { bus } = this.arena;
    Object.assign(this, { soft, drawn: null, busy: false, at: 0 });
    this.node.showModal();
    this.words();
    if (!drawsInThree()) {
      this.say("This browser cannot draw in three dimensions here: WebGL is missing or off. The cut under the map shows heights without it.");
      return;
    }
    this.say("Preparing…");
    try {
      this.plotly = await load(bus);
    } catch (error) {
      this.say(`It could not be prepared. ${error.message}`);
      return;
    }
    if (!this.node.open) return;
    this.say("");
    this.off = ["frame", "theme", "run-drawn", "methods", "play"].map((name) => bus.on(name, () => this.draw()));
    this.draw();
  }

  // Nothing of it stays but where the eye stood.
  leave() {
    this.off.forEach((stop) => stop());
    this.off = [];
    if (this.plotly) this.plotly.purge(this.plot);
    this.plot.replaceChildren();
  }

  teardown() {
    if (this.node.open) this.node.close();
    this.node.remove();
  }

  say(words) {
    this.said.textContent = words;
    this.said.hidden = !words;
    this.plot.hidden = Boolean(words);
  }

  words() {
    const { bus, scene, described } = this.arena, soft = this.values() !== this.arena.field;
    this.title.textContent = soft ? `${scene.name}: ${described.name} ${described.symbol}` : `${scene.name}: ${scene.streams ? "Φ" : "the energy f"}`;
    this.clock.textContent = `${whole(bus.clock)} gradient evaluations`;
    this.play.textContent = bus.playing ? "Pause" : "Play";
    this.plot.setAttribute("aria-label", `${this.title.textContent}, in three dimensions, with the paths of ${this.arena.methods().map((m) => m.name).join(", ")}. Arrows turn and tilt it.`);
  }

  values() {
    const { field, soft, described } = this.arena;
    return this.soft && described?.kind && soft ? soft : field;
  }

  // ---- what is drawn ----------------------------------------------------------------------------------------------
  async draw() {
    const { bus, scene, run, walks } = this.arena, values = this.values(), { plotly } = this;
    this.words();
    if (!plotly || !walks || !this.node.open || run?.landscape !== scene.key) return;
    const look = [values, bus.theme, this.arena.methods().map((m) => m.key).join()], fresh = !this.drawn || look.some((one, k) => one !== this.drawn[k]);
    if (this.busy || (!fresh && performance.now() - this.at < EVERY && bus.playing)) { this.later(); return; }
    Object.assign(this, { busy: true, at: performance.now() });
    try {
      const paths = this.arena.methods().map((m) => this.path(m, values));
      if (fresh) await plotly.react(this.plot, [this.surface(values), ...paths], this.layout(), { displayModeBar: false, responsive: true });
      else if (paths.length) await plotly.restyle(this.plot, { x: paths.map((p) => p.x), y: paths.map((p) => p.y), z: paths.map((p) => p.z), text: paths.map((p) => p.text), "marker.size": paths.map((p) => p.marker.size) }, paths.map((_, k) => k + 1));
      if (fresh && !this.drawn) this.plot.on("plotly_relayout", (moved) => this.moved(moved));
      this.drawn = look;
    } finally {
      this.busy = false;
    }
  }

  // The newest moment is drawn even where nothing follows it.
  later() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => { if (this.node.open) this.draw(); }, EVERY);
  }

  surface(values) {
    const { scene, bus } = this.arena, [rows, columns] = scene.shape, [[x0, x1], [y0, y1]] = scene.extent, step = Math.ceil(Math.sqrt((rows * columns) / MOST));
    const places = (count) => Array.from({ length: Math.ceil((count - 1) / step) + 1 }, (_, i) => Math.min(i * step, count - 1)), table = palette(bus);
    const [down, across] = [places(rows), places(columns)], z = down.map((j) => across.map((i) => this.height(values[j * columns + i])));
    const share = (v) => Math.min(Math.max((v - scene.low) / (scene.high - scene.low), 0), 1) ** scene.exponent;
    const colorscale = Array.from({ length: 33 }, (_, k) => { const c = 3 * Math.round((k / 32) * 255); return [k / 32, `rgb(${table[c]},${table[c + 1]},${table[c + 2]})`]; });
    const levels = { show: true, usecolormap: false, color: bus.theme === "dark" ? "#ECEBE6" : "#22262B", width: 1, start: scene.levels[0] ?? 0, end: scene.high, size: (scene.levels[1] ?? 1) - (scene.levels[0] ?? 0) || 1 };
    return { type: "surface", x: across.map((i) => x0 + (i / (columns - 1)) * (x1 - x0)), y: down.map((j) => y0 + (j / (rows - 1)) * (y1 - y0)), z,
      surfacecolor: z.map((row) => row.map((v) => (v === null ? null : share(v)))), cmin: 0, cmax: 1, colorscale, showscale: false, hoverinfo: "skip",
      lighting: { ambient: 0.8, diffuse: 0.4, specular: 0.02 }, contours: scene.levels.length ? { z: levels } : {} };
  }

  // Cut off where the map's colours end; where f is no number, or a wall, there is none.
  height(v) {
    const { low, high } = this.arena.scene;
    return Number.isFinite(v) ? Math.min(Math.max(v, low), high) : null;
  }

  // A method's lead up to the clock, lifted a little off the surface; outside the window it is not drawn.
  path({ k, lead, tint, name, cue }, values) {
    const { walks, scene, size, bus } = this.arena, [[x0, x1], [y0, y1]] = scene.extent, [t] = walks.frame(bus.clock), lift = 0.012 * (scene.high - scene.low);
    const pixels = Array.from({ length: t + 1 }, (_, i) => walks.pixels(walks.offset(k, i) + 2 * lead));
    const points = [...pixels, walks.now(k, lead, bus.clock)].map(([u, v]) => /** @type {Point} */ (pointOf(scene, size, u, v))), inside = ([x, y]) => x >= x0 && x <= x1 && y >= y0 && y <= y1;
    const on = points.map((point) => (inside(point) ? this.height(heightAt(scene, values, point[0], point[1])) : null)), last = points.length - 1;
    return { type: "scatter3d", mode: "lines+markers+text", name, x: points.map(([x], i) => (on[i] === null ? null : x)), y: points.map(([, y], i) => (on[i] === null ? null : y)),
      z: on.map((v) => (v === null ? null : v + lift)), text: points.map((_, i) => (i === last ? name : "")), textfont: { color: tint, size: 13 }, textposition: "top center", hoverinfo: "skip",
      line: { color: tint, width: 5 }, marker: { color: tint, symbol: SIGNS[cue.marker] ?? "diamond-open", size: points.map((_, i) => (i === last ? 7 : 0)), line: { width: 0 } } };
  }

  layout() {
    const { scene, look: { colour } } = this.arena, [[x0, x1], [y0, y1]] = scene.extent, most = Math.max(x1 - x0, y1 - y0);
    const axis = (title, range) => ({ title: { text: title }, range, color: colour.mute, gridcolor: colour.line, zerolinecolor: colour.line, showspikes: false, backgroundcolor: colour.paper });
    return { paper_bgcolor: colour.card, margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: false, font: { color: colour.ink, size: 12 },
      scene: { xaxis: axis("x", [x0, x1]), yaxis: axis("y", [y0, y1]), zaxis: axis(this.values() === this.arena.field ? signOf(scene) : this.arena.described.symbol, [scene.low, scene.high + 0.1 * (scene.high - scene.low)]),
        aspectmode: "manual", aspectratio: { x: (x1 - x0) / most, y: (y1 - y0) / most, z: TALL }, camera: this.camera(), dragmode: "turntable" } };
  }

  // ---- where the eye stands ---------------------------------------------------------------------------------------
  camera() {
    const { turn, tilt, far } = this.eye, flat = far * Math.cos(tilt);
    return { eye: { x: flat * Math.cos(turn), y: flat * Math.sin(turn), z: far * Math.sin(tilt) }, center: { x: 0, y: 0, z: -0.08 }, up: { x: 0, y: 0, z: 1 } };
  }

  // By hand, on the picture itself.
  moved(said) {
    const eye = said["scene.camera"]?.eye;
    if (!eye) return;
    const far = Math.hypot(eye.x, eye.y, eye.z);
    this.eye = { turn: Math.atan2(eye.y, eye.x), tilt: Math.asin(eye.z / far), far };
  }

  look({ turn = 0, tilt = 0, far = 1 }) {
    const { eye } = this;
    this.eye = { turn: eye.turn + turn, tilt: Math.min(Math.max(eye.tilt + tilt, FLAT), STEEP), far: Math.min(Math.max(eye.far * far, 0.8), 4) };
    if (this.plotly && this.drawn) this.plotly.relayout(this.plot, { "scene.camera": this.camera() });
  }
}
