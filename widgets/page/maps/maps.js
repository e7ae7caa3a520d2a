// The 2-D view of a lesson: the map of f, and those of three flows that begin at it, at one time.
import { paintMap, pixelOf } from "../arena/map.js";
import { busOf } from "../common/bus.js";
import { canvas, colours, heights, marker, palette } from "../common/draw.js";
import { el, root } from "../common/elements.js";
import { short } from "../common/numbers.js";
import { takeable } from "../common/take.js";
import { say } from "../lesson/table.js";

export default {
  render({ model, el: host }) { return new Maps(model, host).teardown; },
};

class Maps {
  /** @type {any} */ told; /** @type {Float32Array[]} */ values; /** @type {any} */ table;

  constructor(model, host) {
    const bus = (this.bus = busOf(model));
    this.model = model;
    this.node = root(host, bus, "maps");
    this.node.classList.add("wv-guess");
    this.colour = colours(this.node);
    this.scene = model.get("scene");
    this.tail = el("span", { class: "wv-tail" });
    const names = ["f", "diffusion", "viscous", "inviscid"];
    this.panels = names.map((name) => {
      const box = el("div", { class: "wv-maps-map" }), where = el("span", { class: "wv-tail" }), head = el("b", {}, say(`maps.${name}`));
      const node = canvas(box, { role: "img", "aria-label": say(`maps.${name}`), "data-testid": `map-${name}` });
      return { name, box, head, where, node, whole: el("div", {}, el("p", { class: "wv-maps-head" }, head, where), box) };
    });
    this.grid = el("div", { class: "wv-maps-grid" }, this.panels.map(({ whole }) => whole));
    this.doubt = el("p", { class: "wv-note", hidden: true });
    const note = el("p", { class: "wv-note" }, say("maps.note"), el("b", {}, say("hides")), say("maps.hides"));
    this.node.append(el("h2", {}, this.scene.name, this.tail), this.grid, this.doubt, note);
    for (const { name, box, head, where, node } of this.panels)
      takeable({ bus, box, canvases: () => [node], paint: () => this.draw(), names: () => [this.scene.key, name, "at", this.told.scope], wish: () => ({ picture: "maps", row: model.get("number") }),
        told: () => ({ title: `${head.textContent}, ${where.textContent}`, where: this.scene.name + this.tail.textContent, clock: null, hides: note.textContent }) });
    const take = () => this.take(), off = ["theme", "painted-size"].map((name) => bus.on(name, () => this.draw()));
    model.on("change:maps change:heights", take);
    const sizes = new ResizeObserver(() => this.draw());
    sizes.observe(this.grid);
    this.take();
    this.teardown = () => { model.off("change:maps change:heights", take); off.forEach((stop) => stop()); sizes.disconnect(); bus.leave(); };
  }

  take() {
    const { model, scene } = this, told = model.get("maps"), packed = model.get("heights"), size = 2 * scene.shape[0] * scene.shape[1];
    if (!told.kinds || packed.byteLength !== told.kinds.length * size) return;
    const part = (_, i) => heights(new Uint8Array(packed.buffer, packed.byteOffset + i * size, size), scene.low, scene.top);
    this.values = [heights(model.get("field"), scene.low, scene.top), ...told.kinds.map(part)];
    this.told = told;
    this.draw();
  }

  draw() {
    const { told, bus, colour, panels: [{ box }], scene: { extent: [[x0, x1], [y0, y1]] } } = this, width = box.clientWidth;
    if (!told || !width) return;
    /** @type {Point} */
    const size = [width, Math.round((width * (y1 - y0)) / (x1 - x0))];
    const held = { pen: null }; // of the map that is being drawn: a picture that is taken away has pens of its own
    const dress = (context) => (held.pen = Object.assign(context, { wvHalo: colour.halo, wvInk: colour.ink }));
    const look = { colour, dress, held, table: palette(bus), dark: bus.theme === "dark" };
    this.tail.textContent = say("maps.tail", { scope: short(told.scope), temperature: short(told.temperature), time: short(1 / told.scope) });
    this.panels.forEach((panel, i) => this.panel(panel, i ? told.kinds[i - 1] : told.f, this.values[i], size, look));
    this.doubt.textContent = told.kinds.filter(({ note }) => note).map(({ kind, note }) => `${say(`flow.${kind}.short`)}: ${note}`).join(" ");
    this.doubt.hidden = !this.doubt.textContent;
  }

  panel({ name, box, head, where, node }, { minima, lowest, cue }, values, size, look) {
    const { scene, told, colour, bus } = this, tint = cue ? cue[bus.theme === "dark" ? "dark" : "light"] : colour.ink;
    box.style.height = `${size[1]}px`;
    paintMap(node, size, values, scene, minima, look);
    head.style.color = tint;
    const words = say(`maps.${!minima.length ? "none" : minima.length === 1 ? "one" : "many"}`, { place: lowest ?? short(minima[0]?.x ?? 0), count: minima.length });
    where.textContent = words;
    node.setAttribute("aria-label", `${say(`maps.${name}`)}: ${words}`);
    if (!minima.length) return;
    const context = look.held.pen, [x, y] = pixelOf(scene, size, minima[0].x, minima[0].y);
    if (cue && name !== "inviscid") this.ring(context, x, y, (told.reach * size[0]) / (scene.extent[0][1] - scene.extent[0][0]), tint);
    marker(context, "triangle", x, y + 13, 5, tint, colour.halo);
  }

  // How far a mean looks, around the lowest place.
  ring(context, x, y, radius, tint) {
    for (const [style, width] of [[this.colour.halo, 4], [tint, 1.6]]) {
      Object.assign(context, { strokeStyle: style, lineWidth: width });
      context.beginPath(); context.arc(x, y, radius, 0, 2 * Math.PI); context.stroke();
    }
  }
}
