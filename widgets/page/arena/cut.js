// The cut through both maps: f in ink, the softened surface in its method's colour, one scale; along x on the maps' own x axis.
import { canvas, fit, haloText, marker, SERIF } from "../common/draw.js";
import { el } from "../common/elements.js";
import { short } from "../common/numbers.js";
import { degrees, pointAt } from "./direction.js";
import { haloRow, valued } from "./labels.js";
import { heightAt, heightText, placeText, signOf } from "./map.js";

const PAD = 9; // pixels above the highest and below the lowest height
const TAKEN = 42; // pixels at the right, where the picture is taken away

export class Cut {
  /** @type {Point} */ size;

  constructor() {
    this.box = el("div", { class: "wv-cut" });
    this.node = canvas(this.box, { role: "img", "aria-label": "Cut through both maps" });
  }

  // The box is read when the page changes its size, not at every frame.
  fit() { this.size = [this.box.clientWidth, this.box.clientHeight]; this.line = null; }

  clear() { if (this.size?.[0]) fit(this.node, ...this.size); }

  // view: {scene, field, soft, surface, tint, line, way, look}: the cut's line, and the way along it to the point whose heights are
  // told; soft is null where the method descends f itself.
  draw(view) {
    if (!this.size?.[0]) return;
    const { scene, look } = view, [w, h] = this.size, context = look.dress(fit(this.node, w, h));
    this.place = (v) => h - PAD - ((v - scene.low) / (scene.high - scene.low)) * (h - 2 * PAD);
    this.scale(context, scene, look);
    this.axis(context, view);
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

  // Of a line that is not along x: which quantity the axis shows, and its ends; away from the heights that are told.
  axis(context, { scene, line, way, look }) {
    if (!line.angle) return;
    const [w, h] = this.size, [from, to] = [line.low, line.high].map((s) => placeText(scene, s)), left = this.across(line, way) > w / 2;
    haloText(context, `s, along ${degrees(line.angle)}: ${from} to ${to}`, left ? 30 : w - TAKEN, h - 4,
      { align: left ? "left" : "right", colour: look.colour.mute, size: 11 });
  }

  // Pixels from the left to a way along the line, and back.
  across({ low, high }, s) { return ((s - low) / (high - low)) * this.size[0]; }

  /** @type {(view: any, values: any, px: number) => number} */
  height({ scene, line }, values, px) {
    return this.place(heightAt(scene, values, ...pointAt(line, line.low + (px / this.size[0]) * (line.high - line.low))));
  }

  // Both lines, kept while nothing under them changes.
  renew(view) {
    const { field, soft, line: { angle, n } } = view, kept = this.line;
    if (kept && kept.angle === angle && kept.n === n && kept.field === field && kept.soft === soft) return;
    this.line = { angle, n, field, soft, f: this.path(view, field), u: soft && this.path(view, soft) };
  }

  path(view, values) {
    const path = [];
    for (let i = 0; i <= this.size[0]; i += 2) path.push([i, this.height(view, values, i)]);
    return path;
  }

  // f and u at the right, where their lines are inside the picture and apart.
  symbols(context, view) {
    const { scene, field, soft, surface, tint, look } = view, [w, h] = this.size, cursor = this.across(view.line, view.way);
    /** @type {Written} */
    const how = { align: "center", family: SERIF, italic: true, size: 17, weight: 700 };
    /** @type {(text: string, at: Point, colour: string) => void} */
    const say = (text, at, colour) => haloText(context, text, ...at, { colour, ...how });
    for (let px = w - 10; px > w * 0.7; px -= 6) {
      const [f, u] = [field, soft ?? field].map((values) => this.height(view, values, px));
      const upper = (v) => Math.max(v - 7, 14), lower = (v) => Math.min(v + 18, h - 2);
      if (Math.abs(px - cursor - 30) < 45) continue; // the values are written there
      if (Math.min(f, u) < 22 || Math.max(f, u) > h - 20 || (soft && Math.abs(f - u) < 12)) continue;
      say(signOf(scene), [px, !soft || f < u ? upper(f) : lower(f)], look.colour.ink);
      if (soft) say(surface.symbol, [px, f < u ? lower(u) : upper(u)], tint);
      return;
    }
  }

  // The dotted line under the pointer, or under the selected method's lead, with both heights.
  cursor(context, { scene, field, soft, surface, line, way, tint, look }) {
    const [w, h] = this.size, px = this.across(line, way), [x, y] = pointAt(line, way);
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

function dotted(context, x, height, colour) { dashed(context, [[x, 0], [x, height]], [2, 3], colour); }

export function dashed(context, [from, to], dash, colour) {
  context.strokeStyle = colour; context.lineWidth = 1; context.setLineDash(dash);
  context.beginPath(); context.moveTo(...from); context.lineTo(...to); context.stroke();
  context.setLineDash([]);
}
