// The brush on the map: a ring where it stands, the wells and hills that are there, and a handle for the keyboard.
import { el } from "../common/elements.js";
import { told } from "../common/numbers.js";
import { pixelOf } from "./map.js";

/** @type {(x: number, y: number, r: number) => Place[]} */
const around = (x, y, r) => [[x, y - r - 6, "center"], [x, y + r + 15, "center"], [x + r + 6, y + 4, "left"], [x - r - 6, y + 4, "right"], [x, y - r - 24, "center"]];

export class BrushRing {
  // arena: {bus, energy, size, scene, live()}
  constructor(arena) {
    this.arena = arena;
    this.node = el("button", { class: "wv-brush", "data-testid": "brush", hidden: true, onkeydown: (event) => this.key(event) });
    arena.energy.box.append(this.node);
    const { bus } = arena, off = [bus.on("brush", () => this.stands()), bus.on("hover", () => this.follow())];
    this.teardown = () => off.forEach((stop) => stop());
  }

  stands() {
    const { bus } = this.arena;
    this.node.hidden = !bus.brush;
    this.arena.energy.box.toggleAttribute("data-brush", Boolean(bus.brush));
    this.arena.live();
  }

  follow() {
    const { brush, hover } = this.arena.bus;
    if (!brush || !hover) return;
    brush.at = hover;
    this.arena.live();
  }

  // At a place of the map, by pointer.
  set(at) {
    this.arena.bus.brush.at = at;
    this.arena.bus.emit("stroke");
    this.stands();
  }

  key(event) {
    const { bus, scene } = this.arena, by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key], { brush } = bus;
    if (!brush || !(by || ["Enter", "Escape"].includes(event.key))) return;
    event.preventDefault(); event.stopPropagation();
    if (event.key === "Escape") {
      bus.brush = null;
      bus.emit("brush");
      bus.panel?.first.focus();
    } else if (by) {
      const step = (scene.extent[0][1] - scene.extent[0][0]) / 80 * (event.shiftKey ? 5 : 1);
      brush.at = /** @type {Point} */ (brush.at.map((v, k) => Math.min(Math.max(v + by[k] * step, scene.extent[k][0]), scene.extent[k][1])));
      this.arena.live();
    } else {
      const { word } = brush;
      if (event.shiftKey) brush.word = word === "well" ? "hill" : "well";
      bus.emit("stroke");
      brush.word = word;
    }
  }

  draw(context, { colour }, labels) {
    const { bus: { brush }, scene, size } = this.arena;
    if (!brush) return;
    const scale = size[0] / (scene.extent[0][1] - scene.extent[0][0]);
    brush.spots.forEach(({ word, numbers: [x, y, , width] }, k) => {
      const [u, v] = pixelOf(scene, size, x, y), r = 2 * Math.abs(width) * scale;
      this.ring(context, u, v, r, colour.ink, [5, 4], 1.6);
      labels.put(`spot ${k}`, [[{ text: `${k + 1} ${word === "well" ? "dug" : "raised"}`, weight: 700 }]], around(u, v, Math.min(r, 60)));
    });
    const [u, v] = pixelOf(scene, size, ...brush.at), r = brush.reach * scale, word = brush.word === "well" ? "dig" : "raise";
    this.ring(context, u, v, r, colour.focus, [], 2);
    this.ring(context, u, v, 2.5, colour.focus, [], 2);
    labels.put("brush", [[{ text: `${word} ${told(brush.depth)}`, weight: 700, colour: colour.focus }]], around(u, v, Math.min(r, 60)));
    Object.assign(this.node.style, { left: `${u}px`, top: `${v}px` });
    this.node.setAttribute("aria-label", `Brush at ${told(brush.at[0])}, ${told(brush.at[1])}: ${word} ${told(brush.depth)}. Arrows move it, Enter sets it down, Shift Enter does the opposite.`);
  }

  ring(context, x, y, r, colour, dash, width) {
    for (const [style, wide] of [[context.wvHalo, width + 2.5], [colour, width]]) {
      Object.assign(context, { strokeStyle: style, lineWidth: wide });
      context.setLineDash(style === colour ? dash : []);
      context.beginPath(); context.arc(x, y, r, 0, 2 * Math.PI); context.stroke();
    }
    context.setLineDash([]);
  }
}
