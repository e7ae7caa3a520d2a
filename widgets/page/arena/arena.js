// The left side: the energy, the cut through it, and the surface that the selected method aims at, on one x axis.
import { busOf } from "../common/bus.js";
import { canvas, colours, cueColour, fit, heights, numbers, octets, palette } from "../common/draw.js";
import { el, renew, root, word } from "../common/elements.js";
import { whole } from "../common/numbers.js";
import { namesOf, takeable } from "../common/take.js";
import { spanAt } from "../common/truth.js";
import { Ahead } from "./ahead.js";
import { BrushRing } from "./brush.js";
import { Cut } from "./cut.js";
import { CutLine } from "./cutline.js";
import { Density } from "./density.js";
import { pointAt } from "./direction.js";
import { innerSteps, PointByPoint } from "./inner.js";
import { Labels } from "./labels.js";
import { drawCrowd, drawGhost, drawLeads, drawSelected, drawTrails } from "./live.js";
import { nameMinima, nameSoftMinima, paintHeightBar, paintMap, pixelOf, pointOf } from "./map.js";
import { Pointing } from "./pointing.js";
import { Relief } from "./relief.js";
import { Walks } from "./walks.js";
import { Banner, hides, rolls, sayExact, surfaceInWords, Tally, titleSurface } from "./words.js";

export default {
  render({ model, el: host }) { return new Arena(model, host).teardown; },
};

// taken: the scene as Python has it; `scene` may be a sketch.
class Arena {
  /** @type {Scene} */ scene;
  /** @type {Scene} */ taken;
  /** @type {Point} */ size;
  /** @type {{ energy: Point[], surface: Point[] }} */ numbers;
  /** @type {DataView} */ packedField;
  /** @type {Run} */ run;
  /** @type {HTMLElement} */ energyNote;
  /** @type {HTMLElement} */ cutNote;
  /** @type {HTMLElement} */ surfaceNote;
  /** @type {any} */ surfaces;
  /** @type {DataView} */ packed;
  /** @type {Float32Array} */ softOf;
  /** @type {any} */ span; /** @type {{ x: number, y: number, angle: number }} */ cutAt; /** @type {string | undefined} */ cutSaid;
  /** @type {any} */ inner; /** @type {Walks} */ walks; /** @type {Ahead} */ ahead;

  constructor(model, host) {
    this.model = model;
    this.bus = busOf(model);
    this.node = root(host, this.bus, "arena");
    this.build();
    const { bus } = this, on = (names, act) => names.split(" ").map((name) => bus.on(name, act));
    const off = [
      on("frame methods hover", () => this.live()), on("theme ended painted-size", () => this.repaint()),
      on("level story scene", () => this.level()), on("play", () => this.speak()), on("status", () => this.banner.draw(this.scene, this.run)),
      on("error ended", () => this.fallBack()), on("sketch", () => this.sketched()),
    ].flat();
    model.on("change:scene change:field", () => this.takeScene());
    model.on("change:run", () => this.takeRun());
    model.on("change:ghost change:ghost_points", () => this.takeGhost());
    this.density = new Density(model, bus);
    const sizes = new ResizeObserver(() => this.repaint());
    sizes.observe(this.pictures);
    this.takeScene();
    if (model.get("run")?.seq !== undefined) this.takeRun();
    this.ahead = new Ahead(model, bus, () => this.showAhead());
    this.teardown = () => { off.forEach((stop) => stop()); sizes.disconnect(); this.ahead.teardown(); this.relief.teardown(); this.brush.teardown(); this.points.teardown(); bus.leave(); };
  }

  build() {
    this.energy = mapBox("energy", "Map of the energy");
    this.surface = mapBox("surface", "Map of the surface that the selected method aims at");
    this.cut = new Cut();
    this.tally = new Tally(this.bus);
    this.banner = new Banner(this.bus);
    this.pointing = new Pointing(this);
    this.brush = new BrushRing(this);
    this.surface.box.append((this.points = new PointByPoint(this.bus, () => this.live())).node);
    this.line = new CutLine(this);
    this.surfaceTitle = el("h2", { class: "wv-surface-title", "data-testid": "surface-title" });
    [this.energyNote, this.cutNote, this.surfaceNote] = [hides(""), el("p", { class: "wv-note" }), hides("")];
    this.surfaceNote.hidden = true;
    this.exact = el("span", { "data-testid": "exact" });
    this.surfaceNote.replaceChildren(this.exact, el("span"));
    this.bar = el("div", { class: "wv-bar" });
    this.spoken = el("p", { class: "wv-spoken", "aria-live": "polite", "data-testid": "spoken" });
    const margin = (name, ...children) => el("div", { class: `wv-margin wv-margin-${name}` }, ...children);
    const tail = el("span", { class: "wv-tail" }, " — what every method is given ");
    this.title = word("energy");
    this.lookFor = word("", "look for");
    this.told = el("p", { class: "wv-lecture-say" });
    this.pictures = el("div", { class: "wv-pictures" },
      el("h2", { class: "wv-energy-title" }, this.title, tail, " ", this.lookFor),
      this.energy.box, margin("energy", this.tally.node, this.told, this.energyNote),
      this.cut.box, margin("cut", this.cutNote),
      this.surfaceTitle, this.surface.box, margin("surface", this.bar, this.points.said, this.surfaceNote));
    this.node.append(this.banner.node, this.pictures, this.spoken);
    this.look = { colour: colours(this.node), dress: (context) => this.dress(context) };
    this.labels = { energy: new Labels(), surface: new Labels() };
    this.takeAway();
    this.numbers = { energy: [], surface: [] };
  }

  // What each picture is taken away as; `over` draws the ring that stands over the first map as a button.
  takeAway() {
    const { bus } = this, words = (node) => node.textContent.replaceAll("look for", "").trim(), paint = () => this.repaint();
    const ring = (pen) => { const at = this.pointing.place(); if (at) startRing(pen, ...at, this.look.colour); };
    const map = (picture, title, hides, over) => takeable({ bus, box: this[picture].box, canvases: () => [this[picture].base, this[picture].live], paint, over,
      told: () => ({ title: title(), hides: hides() }), names: () => namesOf(bus, picture), wish: () => ({ picture }) });
    this.relief = new Relief(this);
    map("energy", () => words(this.node.querySelector(".wv-energy-title")), () => this.energyNote.textContent, ring).prepend(this.relief.button(false));
    map("surface", () => words(this.surfaceTitle), () => words(this.surfaceNote).replace(/^.*(?=Hides:)/, "")).prepend(this.points.open, this.relief.button(true));
    takeable({ bus, box: this.cut.box, canvases: () => [this.cut.node], paint, names: () => namesOf(bus, "cut"), wish: () => ({ picture: "cut", ...this.cutAt }),
      told: () => ({ title: words(this.cutNote.querySelector("b") ?? el("b", {}, "Cut")), hides: "Hides: everything off this line; heights between the map’s points are interpolated." }) });
  }

  dress(context) { return Object.assign(context, { wvHalo: this.look.colour.halo, wvInk: this.look.colour.ink }); }

  // ---- what comes from Python -------------------------------------------------------------------------------------
  takeScene() {
    const scene = this.model.get("scene"), packed = this.model.get("field");
    if (!scene?.shape || (scene === this.taken && packed === this.packedField)) return;
    [this.taken, this.packedField] = [scene, packed];
    this.lookAt(scene, packed);
    this.lookFor.dataset.word = `landscapes/${scene.key}`;
    this.title.dataset.word = scene.streams ? "field" : "energy";
    this.title.replaceChildren(...(scene.streams ? ["A force, and no energy"] : ["The energy ", el("i", {}, "f")]));
    this.energy.base.setAttribute("aria-label", `Map of the ${scene.streams ? "force" : "energy"}`);
    this.bus.scene = scene;
    this.bus.emit("scene");
    this.level();
    if (this.run?.landscape === scene.key) this.takeSurface();
    this.repaint();
    this.bus.drawn = true;
  }

  lookAt(scene, packed) {
    this.scene = scene;
    this.field = heights(packed, scene.low, scene.top);
    const [[x0, x1], [y0, y1]] = scene.extent;
    this.ratio = (x1 - x0) / (y1 - y0);
    this.line.reset();
  }

  // A formula that somebody writes is drawn over what stands here, without a run; or what stands here is drawn again.
  sketched() {
    if (!this.taken) return;
    const { sketch } = this.bus;
    if (sketch) this.lookAt(sketch.scene, sketch.packed);
    else if (this.scene !== this.taken) {
      this.lookAt(this.taken, this.packedField);
      if (this.run?.landscape === this.scene.key) this.takeSurface();
    }
    this.bus.resized();
  }

  takeRun() {
    // The traits of one message change together, but tell of it in any order: the scene must be known first.
    if (this.model.get("scene") !== this.taken) this.takeScene();
    const run = this.model.get("run"), { taken: scene, model, bus } = this;
    if (!scene || run.seq === undefined) return;
    const walk = innerSteps(model.get("inner"), numbers(model.get("inner_points")));
    this.show({ run, frames: numbers(model.get("frames")), counts: octets(model.get("tally")) }, walk);
    bus.take(run);
    bus.emit("run-drawn");
    this.takeSurface();
    this.takeGhost();
    this.banner.draw(scene, run);
    bus.dirty = true;
    if (this.ahead?.over()) this.showAhead();
  }

  show({ run, frames, counts }, inner) {
    const { bus, taken: scene } = this;
    Object.assign(this, { run, inner, walks: new Walks(run, scene, frames, counts) });
    if (this.size) this.walks.fit(this.size);
    bus.replicas = run.replicas;
    bus.tallyAt = (key, frame) => this.walks.count(key, frame * run.every);
    bus.frames = this.walks.frames;
  }

  // What was walked here, over what Python said last; the surface stays as Python sent it.
  showAhead() {
    const { bus, scene, ahead: { newest } } = this;
    this.show(newest, null);
    bus.preview(newest.run);
    bus.emit("run-drawn");
    this.banner.draw(scene, newest.run);
  }

  // No answer will come: what Python said last is what holds.
  fallBack() {
    this.bus.hand.meant = this.bus.hand.moves; // nor for what is still being walked
    if (!this.ahead.newest) return;
    this.ahead.newest = null;
    this.takeRun();
  }

  // Moving a start leaves the surfaces as they were: they are read anew only when they are others.
  takeSurface() {
    if (this.scene !== this.taken) return; // a sketch is drawn; it has none
    const told = this.model.get("surface"), packed = this.model.get("surface_values");
    if (this.surfaces === told && this.packed === packed && this.softOf === this.field) return;
    Object.assign(this, { surfaces: told, packed, softOf: this.field, span: undefined });
    this.followSurface();
  }

  // The surface in force at the clock: described with its own arguments, unpacked and painted when the clock enters its span.
  followSurface() {
    if (this.softOf !== this.field) return; // what is known of it is still the last landscape's
    const { surfaces, scene, bus, packed } = this, span = surfaces.kind ? spanAt(surfaces.spans, bus.clock) : null;
    if (span === this.span) return;
    this.span = span;
    this.described = { ...surfaces, ...span };
    const known = !span || span.heights >= 0, size = 2 * scene.shape[0] * scene.shape[1];
    const own = () => new Uint8Array(packed.buffer, packed.byteOffset + span.heights * size, size);
    this.soft = !span ? this.field : known ? heights(own(), scene.low, scene.top) : null;
    if (!known && !this.run.preview) bus.want({});
    this.paintSurface();
  }

  // Exact descent of the surface, for this run: it comes a little later.
  takeGhost() {
    const told = this.model.get("ghost"), packed = this.model.get("ghost_points");
    this.bus.ghost = this.ghost = told?.method && packed?.byteLength ? { ...told, points: numbers(packed) } : null;
    this.bus.dirty = true;
  }

  ghostNow() {
    const { ghost, run, described } = this;
    return ghost && ghost.seq === run.seq && ghost.method === described.method && described.kind ? ghost : null;
  }

  // The shown methods of this run, each with its place in it, its lead and its colour.
  methods() {
    const { bus, walks } = this, shown = bus.palette.methods.filter((m) => bus.visible.has(m.key));
    const placed = (m) => ({ ...m, k: walks.index(m.key), lead: bus.lead[m.key] ?? 0, tint: cueColour(bus, m) });
    return shown.map(placed).filter((m) => m.k >= 0);
  }

  // ---- painting ---------------------------------------------------------------------------------------------------
  repaint() {
    if (!this.scene || !this.energy.box.clientWidth) return;
    const { bus, look } = this;
    const width = this.energy.box.clientWidth;
    this.size = [width, Math.round(width / this.ratio)];
    this.energy.box.style.height = this.surface.box.style.height = `${this.size[1]}px`;
    Object.assign(look, { table: palette(bus), dark: bus.theme === "dark" });
    this.numbers.energy = paintMap(this.energy.base, this.size, this.field, this.scene, this.scene.minima, look);
    this.walks?.fit(this.size);
    this.paintSurface();
    paintHeightBar(this.bar, this.scene, look);
    this.cut.fit();
    this.live();
  }

  paintSurface() {
    if (!this.described || !this.size) return;
    if (this.softOf !== this.field) { fit(this.surface.base, ...this.size); return; } // still that of the last landscape
    const { size, soft, scene, described, look } = this;
    titleSurface(this.surfaceTitle, this.surfaceNote, this.bus, this.described);
    this.surface.base.setAttribute("aria-label", surfaceInWords(this.bus, described));
    if (!soft) { fit(this.surface.base, ...size); return; } // it is on its way
    const stride = this.run?.preview ? 2 : 1;
    this.numbers.surface = paintMap(this.surface.base, size, soft, scene, described.minima ?? [], look, stride);
    this.surfaceNote.hidden = false;
  }

  // What moves; the run on the page may still be that of the last landscape.
  live() {
    const ring = this.pointing.place();
    if (!this.size) return;
    if (!this.described || this.run?.landscape !== this.scene.key) { this.clear(); return; }
    this.followSurface();
    const { bus, scene, walks, size, look, run } = this;
    const view = { bus, arrow: this.described.arrow, scene, walks, size, look, run, clock: bus.clock, shown: this.points.at, beside: this.points.beside, methods: this.methods(), numbered: this.numbers.energy };
    const own = view.methods.find((m) => m.key === this.described.method), at = this.cursor(view, own);
    this.liveEnergy(view, ring);
    this.liveSurface(view, own);
    this.liveCut(at);
    this.tally.draw(view);
  }

  // While another landscape's run is prepared its bare map is there already.
  clear() {
    for (const { live } of [this.energy, this.surface]) this.dress(fit(live, ...this.size));
    this.labels.energy.begin(this.energy.live.getContext("2d"), this.size);
    this.brush.draw(this.energy.live.getContext("2d"), this.look, this.labels.energy);
    fit(this.surface.base, ...this.size);
    this.cut.clear();
    this.tally.node.hidden = true;
    this.line.hide();
    this.surfaceTitle.replaceChildren(el("span", { class: "wv-tail" }, this.bus.sketch ? "A sketch: race on it to see what methods aim at." : "Preparing…"));
    delete this.surfaceTitle.dataset.of;
    this.surface.base.setAttribute("aria-label", "The surface is being prepared");
    this.exact.textContent = "";
    this.surfaceNote.hidden = true;
    this.cutNote.replaceChildren();
    this.cutSaid = this.span = undefined;
  }

  // The point whose heights are told: under the pointer, or the selected method's lead; the line of the cut may stand elsewhere.
  cursor({ walks, clock, scene, size, run }, own) {
    return this.line.crossing(this.bus.hover, own ? pointOf(scene, size, ...walks.now(own.k, own.lead, clock)) : run.start);
  }

  /** @type {(node: HTMLCanvasElement, name: string) => any} */
  begin(node, name) {
    const [w, h] = this.size, context = this.dress(fit(node, w, h)), labels = this.labels[name];
    labels.begin(context, this.size);
    for (const [u, v] of this.numbers[name]) labels.block(u - 14, v - 8, 28, 16);
    labels.block(w - 78, h - 34, 78, 34); // where the picture is taken away, and seen in three dimensions
    if (this.line.drawn) this.line.draw(context, this.look.colour.ink);
    return [context, labels];
  }

  liveEnergy(view, ring) {
    const [context, labels] = this.begin(this.energy.live, "energy");
    const { density, run, bus } = this, dense = density.of(run, bus.selected) && view.methods.find((m) => m.key === bus.selected);
    if (dense) density.drawAll(context, view, dense.tint, this.field);
    drawTrails(context, view);
    for (const m of view.methods) if (m !== dense) drawCrowd(context, view, m);
    if (ring) labels.around(...ring, 11);
    this.brush.draw(context, this.look, labels);
    const { minima } = this.scene;
    if (minima.length < 5) for (const m of minima) labels.around(...pixelOf(this.scene, this.size, m.x, m.y), 6);
    nameMinima(labels, this.scene, this.size, this.field, context, this.look);
    if (ring) labels.put("start", [[{ text: "start", weight: 700 }]], placesOfStart(...ring));
    drawLeads(context, view, labels);
  }

  liveSurface(view, own) {
    const [context, labels] = this.begin(this.surface.live, "surface");
    for (const m of this.described.minima ?? []) labels.around(...pixelOf(this.scene, this.size, m.x, m.y), 7);
    const inner = this.inner?.method === own?.key ? this.inner : null, ghost = this.ghostNow();
    this.points.offer(own && own.lead === 0 && !view.run.methods[own.k]?.diverged ? inner : null, view);
    const name = ghost && own ? drawGhost(context, view, own, ghost, labels) : () => {};
    sayExact(this.exact, this.described, ghost, view);
    if (own) drawSelected(context, view, own, this.described, inner, labels);
    nameSoftMinima(labels, this.scene, this.size, this.described, context, this.look);
    name();
  }

  liveCut({ line, way }) {
    const { bus, described, scene, field, look } = this;
    const chosen = bus.method(described.method);
    const soft = described.kind ? this.soft : null, [x, y] = pointAt(line, way);
    this.cutAt = { x, y, angle: line.angle };
    this.cut.draw({ scene, field, soft, surface: described, tint: cueColour(bus, chosen), line, way, look });
    if (!scene.levels.length) { // a field whose law at rest nobody knows
      this.cut.clear();
      this.line.hide();
      this.cutNote.textContent = "There is no energy here to cut through.";
      return;
    }
    const words = this.line.words(chosen.name), stamp = words.join();
    if (!bus.hover) this.line.place(words.join(""));
    if (stamp === this.cutSaid) return;
    this.cutSaid = stamp;
    renew(this.cutNote, el("b", {}, words[0]), words[1], el("b", {}, "Hides: "), "everything off this line.");
  }

  // ---- words ------------------------------------------------------------------------------------------------------
  level() {
    const { bus } = this, axes = `a network has ${bus.weights ? whole(bus.weights) : "thousands of"} axes, not two.`;
    this.told.textContent = bus.glossary?.get(`landscapes/${this.scene?.key}`)?.look ?? "";
    this.energyNote.lastChild.textContent = bus.level === "simple" && bus.story ? bus.story.hides : axes + (this.scene?.holes ? " Stripes: f is no number there." : "");
  }

  speak() {
    const { bus, run } = this;
    if (bus.playing || !run || bus.clock === 0) return;
    const counts = this.methods().map((m) => `${m.name}: ${this.walks.count(m.key, bus.clock)} of ${run.replicas}`);
    this.spoken.textContent = `${whole(bus.clock)} evaluations. ${rolls(this.scene)}: ${counts.join(", ")}.`;
  }
}

// A map: what stands still, and over it what moves.
function mapBox(name, label) {
  const box = el("div", { class: `wv-map wv-map-${name}`, "data-testid": `map-${name}` });
  return { box, base: canvas(box, { role: "img", "aria-label": label }), live: canvas(box, { "aria-hidden": "true" }) };
}

function startRing(pen, x, y, { halo, ink }) {
  for (const [style, width] of [[halo, 5], [ink, 2]]) {
    Object.assign(pen, { strokeStyle: style, lineWidth: width });
    pen.beginPath();
    pen.arc(x, y, 9, 0, 2 * Math.PI);
    pen.stroke();
  }
}

const placesOfStart = (x, y) => [
  [x - 12, y - 7, "right"], [x + 12, y - 7, "left"], [x, y - 15, "center"],
  [x, y + 25, "center"], [x - 14, y + 4, "right"], [x + 14, y + 4, "left"],
];
