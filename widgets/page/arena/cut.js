// The cut through both maps on one x axis: f in ink, the softened surface in its method's colour, one scale.
import { canvas, fit, haloText, marker, SERIF } from "../common/draw.js";
import { el } from "../common/elements.js";
import { short } from "../common/numbers.js";
import { haloRow, valued } from "./labels.js";
import { heightAt, heightText } from "./map.js";

const PAD = 9; // pixels above the highest and below the lowest height

export class Cut {
  constructor() {
    this.box = el("div", { class: "wv-cut" });
    this.node = canvas(this.box, { role: "img", "aria-label": "Cut through both maps" });
  }

  // The box is read when the page changes its size, not at every frame.
  fit() { this.size = [this.box.clientWidth, this.box.clientHeight]; this.line = null; }

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
    const [[x0, x1]] = scene.extent, [w] = this.size, path = new Path2D();
    for (let i = 0; i <= w; i += 2) path.lineTo(i, this.place(heightAt(scene, values, x0 + (i / w) * (x1 - x0), y)));
    return path;
  }

  // f and u at the right, where their lines are inside the picture and apart.
  symbols(context, { scene, field, soft, surface, x, y, tint, look }) {
    const [[x0, x1]] = scene.extent, [w, h] = this.size, cursor = ((x - x0) / (x1 - x0)) * w;
    const how = { align: "center", family: SERIF, italic: true, size: 17, weight: 700 };
    const say = (text, at, colour) => haloText(context, text, ...at, { colour, ...how });
    for (let px = w - 10; px > w * 0.7; px -= 6) {
      const [f, u] = [field, soft ?? field].map((values) => this.place(heightAt(scene, values, x0 + (px / w) * (x1 - x0), y)));
      const upper = (v) => Math.max(v - 7, 14), lower = (v) => Math.min(v + 18, h - 2);
      if (Math.abs(px - cursor - 30) < 45) continue; // the values are written there
      if (Math.min(f, u) < 22 || Math.max(f, u) > h - 20 || (soft && Math.abs(f - u) < 12)) continue;
      say("f", [px, !soft || f < u ? upper(f) : lower(f)], look.colour.ink);
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
    say("f", f, look.colour.ink, soft ? f >= u && apart : true);
    marker(context, "disc", px, this.place(soft ? u : f), 3, soft ? tint : look.colour.ink, look.colour.halo);
  }
}

function stroke(context, path, colour, width) {
  context.strokeStyle = colour; context.lineWidth = width;
  context.stroke(path);
}

export function dotted(context, x, height, colour) {
  context.strokeStyle = colour; context.lineWidth = 1; context.setLineDash([2, 3]);
  context.beginPath(); context.moveTo(x, 0); context.lineTo(x, height); context.stroke();
  context.setLineDash([]);
}
