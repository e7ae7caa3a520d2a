// The cut through both maps on one x axis: f in ink, the softened surface in its method's colour, one scale.
import { canvas, fit, haloText, marker, SERIF } from "../common/draw.js";
import { el } from "../common/elements.js";
import { short } from "../common/numbers.js";
import { haloRow, valued } from "./labels.js";
import { heightAt, heightText, signOf } from "./map.js";

const PAD = 9; // pixels above the highest and below the lowest height

export class Cut {
  /** @type {Point} */ size;

  constructor() {
    this.box = el("div", { class: "wv-cut" });
    this.node = canvas(this.box, { role: "img", "aria-label": "Cut through both maps" });
  }

  // The box is read when the page changes its size, not at every frame.
  fit() { this.size = [this.box.clientWidth, this.box.clientHeight]; this.line = null; }

  clear() { if (this.size?.[0]) fit(this.node, ...this.size); }

  // view: {scene, field, soft, surface, tint, x, y, look}; soft is null where the method descends f itself.
  draw(view) {
    if (!this.size?.[0]) return;
    const { scene, look } = view, [w, h] = this.size, context = look.dress(fit(this.node, w, h));
    this.place = (v) => h - PAD - ((v - scene.low) / (scene.high - scene.low)) * (h - 2 * PAD);
    this.scale(context, scene, look);
    this.renew(view);
    context.save();
    context.beginPath(); context.rect(0, 0, w, h); context.clip();
    context.lineJoin = "round";
    stroke(context, this.line.f, look.colour.ink, 1.8);
    if (view.soft) stroke(context, this.line.u, view.tint, 2.4);
    context.restore();
    this.symbols(context, view);
    this.cursor(context, view);
  }

  scale(context, scene, { colour }) {
    const floor = Math.abs(scene.low) < 0.1 * (scene.high - scene.low) ? 0 : scene.numbered[0] ?? scene.low;
    for (const v of [floor, scene.numbered.at(-1) ?? scene.high]) {
      const y = Math.round(this.place(v)) + 0.5;
      context.strokeStyle = colour.line; context.lineWidth = 1;
      context.beginPath(); context.moveTo(0, y); context.lineTo(this.size[0], y); context.stroke();
      haloText(context, short(v), 4, y > 16 ? y - 4 : y + 12, { colour: colour.mute, size: 11 });
    }
  }

  // Both lines, kept while nothing under them changes.
  renew(view) {
    const { scene, field, soft, y } = view, kept = this.line;
    if (kept && kept.y === y && kept.field === field && kept.soft === soft) return;
    this.line = { y, field, soft, f: this.path(scene, field, y), u: soft && this.path(scene, soft, y) };
  }

  path(scene, values, y) {
    const [[x0, x1]] = scene.extent, [w] = this.size, path = [];
    for (let i = 0; i <= w; i += 2) path.push([i, this.place(heightAt(scene, values, x0 + (i / w) * (x1 - x0), y))]);
    return path;
  }

  // f and u at the right, where their lines are inside the picture and apart.
  symbols(context, { scene, field, soft, surface, x, y, tint, look }) {
    const [[x0, x1]] = scene.extent, [w, h] = this.size, cursor = ((x - x0) / (x1 - x0)) * w;
    /** @type {Written} */
    const how = { align: "center", family: SERIF, italic: true, size: 17, weight: 700 };
    /** @type {(text: string, at: Point, colour: string) => void} */
    const say = (text, at, colour) => haloText(context, text, ...at, { colour, ...how });
    for (let px = w - 10; px > w * 0.7; px -= 6) {
      const [f, u] = [field, soft ?? field].map((values) => this.place(heightAt(scene, values, x0 + (px / w) * (x1 - x0), y)));
      const upper = (v) => Math.max(v - 7, 14), lower = (v) => Math.min(v + 18, h - 2);
      if (Math.abs(px - cursor - 30) < 45) continue; // the values are written there
      if (Math.min(f, u) < 22 || Math.max(f, u) > h - 20 || (soft && Math.abs(f - u) < 12)) continue;
      say(signOf(scene), [px, !soft || f < u ? upper(f) : lower(f)], look.colour.ink);
      if (soft) say(surface.symbol, [px, f < u ? lower(u) : upper(u)], tint);
      return;
    }
  }

  // The dotted line under the pointer, or under the selected method's lead, with both heights.
  cursor(context, { scene, field, soft, surface, x, y, tint, look }) {
    const [[x0, x1]] = scene.extent, [w, h] = this.size, px = ((x - x0) / (x1 - x0)) * w;
    if (px < 0 || px > w) return;
    dotted(context, px, h, look.colour.ink);
    const f = heightAt(scene, field, x, y), u = soft && heightAt(scene, soft, x, y), left = px > w - 90;
    const say = (symbol, v, colour, above) => {
      const top = Math.min(Math.max(this.place(v) + (above ? -8 : 16), 12), h - 4);
      haloRow(context, valued(symbol, heightText(scene, v), { colour, weight: 700 }), left ? px - 7 : px + 7, top, left ? "right" : "left");
    };
    const apart = !soft || Math.abs(this.place(f) - this.place(u)) > 15;
    if (soft) say(surface.symbol, u, tint, f < u || !apart);
    say(signOf(scene), f, look.colour.ink, soft ? f >= u && apart : true);
    marker(context, "disc", px, this.place(soft ? u : f), 3, soft ? tint : look.colour.ink, look.colour.halo);
  }
}

function stroke(context, path, colour, width) {
  context.strokeStyle = colour; context.lineWidth = width;
  context.beginPath();
  for (const [x, y] of path) context.lineTo(x, y);
  context.stroke();
}

export function dotted(context, x, height, colour) {
  context.strokeStyle = colour; context.lineWidth = 1; context.setLineDash([2, 3]);
  context.beginPath(); context.moveTo(x, 0); context.lineTo(x, height); context.stroke();
  context.setLineDash([]);
}

// The line on the map along which the cut is made: through the lead until a hand takes it, by pointer or keys.
export class CutLine {
  /** @type {any} */ arena;
  /** @type {number | null} */ y;

  constructor(arena) {
    Object.assign(this, { arena, y: null });
    const words = { role: "slider", tabindex: 0, "aria-orientation": "vertical", "aria-label": "Line of the cut" };
    const title = "The cut: drag it up or down; Esc or a double click follows the lead again";
    this.node = el("div", { class: "wv-cutline", "data-testid": "cut-line", hidden: true, title, ...words });
    arena.energy.box.append(this.node);
    this.node.addEventListener("pointerdown", (event) => this.grab(event));
    this.node.addEventListener("dblclick", () => this.put(null));
    this.node.addEventListener("keydown", (event) => this.key(event));
  }

  put(y) {
    this.y = y;
    this.arena.live();
  }

  place(y, words) {
    const { scene: { extent: [, [y0, y1]] }, size } = this.arena, top = (1 - (y - y0) / (y1 - y0)) * size[1];
    const stamp = [top, words].join();
    this.node.hidden = false;
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    this.node.style.top = `${Math.min(Math.max(top, 0), size[1])}px`;
    for (const [name, value] of Object.entries({ valuemin: y0, valuemax: y1, valuenow: y, valuetext: words })) {
      this.node.setAttribute(`aria-${name}`, value);
    }
  }

  grab(event) {
    const { energy: { box }, scene: { extent: [, [y0, y1]] }, size } = this.arena;
    if (event.button) return;
    event.stopPropagation(); // the map would take it for a new start
    this.node.setPointerCapture(event.pointerId);
    const drag = (e) => {
      const share = (e.clientY - box.getBoundingClientRect().top) / size[1];
      this.put(y1 - Math.min(Math.max(share, 0), 1) * (y1 - y0));
    };
    const drop = () => {
      this.node.removeEventListener("pointermove", drag);
      for (const name of ["pointerup", "pointercancel"]) this.node.removeEventListener(name, drop);
    };
    this.node.addEventListener("pointermove", drag);
    for (const name of ["pointerup", "pointercancel"]) this.node.addEventListener(name, drop);
  }

  key(event) {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key], { scene: { extent: [, [y0, y1]] } } = this.arena;
    if (!way && event.key !== "Escape" && event.key !== "Delete") return;
    event.preventDefault(); event.stopPropagation();
    const now = this.y ?? Number(this.node.getAttribute("aria-valuenow")), step = ((y1 - y0) / 100) * (event.shiftKey ? 5 : 1);
    this.put(way ? Math.min(Math.max(now + way * step, y0), y1) : null);
  }
}

export function alongCut(context, y, width, colour) {
  context.strokeStyle = colour; context.lineWidth = 1; context.setLineDash([1, 5]);
  context.beginPath(); context.moveTo(0, y); context.lineTo(width, y); context.stroke();
  context.setLineDash([]);
}
