// Drawing for the right side: one chart of curves, and the flat slice with every method's path.
import { canvas, cueColour, drawContours, fit, haloText, marker, paintHeights, palette, SANS, trail } from "../common/draw.js";
import { el } from "../common/elements.js";
import { short, whole } from "../common/numbers.js";
import { CLOCK } from "./records.js";

const LABEL = 15; // pixels between two end labels
const LEFT = 30, TOP = 8, BOTTOM = 20; // margins of a chart: its ticks, the highest label, its axis

// Places on one axis moved apart to at least `gap`, as near to where they were as that allows, within [low, high].
function apart(places, gap, low, high) {
  const order = places.map((y, i) => [y, i]).sort((a, b) => a[0] - b[0]), blocks = [];
  for (const [y, i] of order) {
    /** @type {{ sum: number, items: number[], middle?: number }} */
    let block = { sum: y, items: [i], middle: y };
    const half = (b) => ((b.items.length - 1) * gap) / 2;
    while (blocks.length && block.middle - half(block) - gap < blocks.at(-1).middle + half(blocks.at(-1))) {
      const above = blocks.pop();
      block = { sum: above.sum + block.sum, items: [...above.items, ...block.items] };
      block.middle = Math.min(Math.max(block.sum / block.items.length, low + half(block)), high - half(block));
    }
    blocks.push(block);
  }
  const out = [];
  for (const b of blocks) b.items.forEach((i, k) => { out[i] = b.middle + (k - (b.items.length - 1) / 2) * gap; });
  // A block that was moved inside may now touch its neighbour: once from each end settles it.
  const sorted = order.map(([, i]) => i);
  sorted.forEach((i, k) => { out[i] = Math.max(out[i], k ? out[sorted[k - 1]] + gap : low); });
  const floor = Math.max(high, low + (places.length - 1) * gap);
  sorted.reverse().forEach((i, k) => { out[i] = Math.min(out[i], k ? out[sorted[k - 1]] - gap : floor); });
  return out;
}

export const lossText = (v) => (v < 0.0095 ? v.toPrecision(1) : v < 99.5 ? v.toFixed(2) : v < 1e6 ? whole(v) : v.toExponential(0));

// One chart: `column` of the records against the clock.
export class Curves {
  /** @type {number} */ column;
  /** @type {boolean} */ log;
  /** @type {(v: number) => string} */ text;
  /** @type {Point} */ limits;

  constructor(parent, { title, column, log, text }) {
    Object.assign(this, { column, log, text });
    this.box = el("div", { class: "wv-t-plot", "data-testid": log ? "chart-loss" : "chart-accuracy" });
    this.base = canvas(this.box, { "aria-hidden": "true" });
    this.live = canvas(this.box, { role: "img", "aria-label": title });
    parent.append(el("div", { class: "wv-t-chart" }, el("h3", {}, title), this.box));
    this.title = title;
  }

  // The range of the axis: a loss spans what was seen, an accuracy begins at the highest of 70, 50 and 0 that cuts no end off.
  /** @type {(panel: any) => Point} */
  range(panel) {
    const seen = panel.shown().map((m) => panel.column(m, this.column)).filter((c) => c.length);
    if (this.log) {
      const start = Math.max(...seen.map((c) => c[0]), seen.length ? 0.1 : 2.5);
      const least = Math.min(0.25, ...seen.map((c) => Math.min(...c)));
      return [Math.max(least, 1e-6) * 0.75, start * 1.35];
    }
    const kept = panel.shown().filter((m) => !panel.record(m).diverged);
    const worst = Math.min(100, ...kept.map((m) => panel.column(m, this.column).at(-1))), best = Math.max(0, ...seen.map((c) => Math.max(...c)));
    if (!seen.length) return [0, 100];
    return [[70, 50].find((low) => worst > low + 5) ?? 0, worst > 55 && best < 94.5 ? 95 : 100];
  }

  ticks([low, high]) {
    if (!this.log) return (low >= 70 ? [70, 80, 90, 100] : [0, 25, 50, 75, 100]).filter((v) => v >= low && v <= high);
    const all = [];
    for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e++) all.push(10 ** e, 3 * 10 ** e);
    const inside = all.filter((v) => v >= low && v <= high);
    return inside.length > 6 ? inside.filter((v) => Math.abs(Math.log10(v) % 1) < 1e-9) : inside;
  }

  at(value) {
    const [a, b] = this.limits, share = this.log ? Math.log(value / a) / Math.log(b / a) : (value - a) / (b - a);
    return TOP + (1 - share) * (this.size[1] - TOP - BOTTOM);
  }
  across(clock) { return LEFT + (clock / this.total) * this.width; }
  clockAt(x) { return Math.min(Math.max((x - LEFT) / this.width, 0), 1) * this.total; }

  // What stands still: grid, ticks, the moments at which a slider was moved, how far the run is computed.
  still(panel) {
    this.size = [this.box.clientWidth, this.box.clientHeight];
    if (!this.size[0]) return;
    const { colour } = panel, [w, h] = this.size, context = fit(this.base, w, h), floor = h - BOTTOM;
    context.font = `700 12px ${SANS}`;
    this.label = Math.max(...panel.bus.palette.methods.map((m) => context.measureText(`${m.name} 00.0`).width));
    this.width = Math.max(w - LEFT - this.label - 17, 80);
    this.total = panel.bus.total;
    this.limits = this.range(panel);
    context.font = `11px ${SANS}`; context.fillStyle = colour.mute; context.strokeStyle = colour.line; context.lineWidth = 1;
    const line = (x0, y0, x1, y1) => { context.beginPath(); context.moveTo(x0, y0); context.lineTo(x1, y1); context.stroke(); };
    context.textAlign = "right"; context.textBaseline = "middle";
    for (const v of this.ticks(this.limits)) {
      const y = Math.round(this.at(v)) + 0.5;
      line(LEFT, y, LEFT + this.width, y);
      context.fillText(short(v), LEFT - 6, y);
    }
    context.textAlign = "center"; context.textBaseline = "alphabetic";
    for (let c = 0; c <= this.total; c += this.total / 3) context.fillText(whole(c), this.across(c), h - 5);
    context.strokeStyle = colour.edge;
    line(LEFT, floor + 0.5, this.across(Math.min(panel.data.computed ?? 0, this.total)), floor + 0.5);
    context.lineWidth = 1.5;
    for (const pin of panel.bus.run?.pins ?? []) line(this.across(pin.clock), floor - 7, this.across(pin.clock), floor);
  }

  // What moves: curves up to the clock, the cursor, and the names with their values where the lines end.
  moving(panel) {
    if (!this.size?.[0]) return;
    const { bus } = panel, [w, h] = this.size, context = fit(this.live, w, h), clock = panel.clock(), ends = [];
    context.save(); context.beginPath(); context.rect(LEFT - 1, 0, this.width + 2, h - BOTTOM + 1); context.clip();
    for (const m of panel.shown()) {
      const clocks = panel.column(m, CLOCK), values = panel.column(m, this.column), tint = cueColour(bus, m);
      const last = clocks.at(-1), end = Math.min(bus.clock, last);
      context.strokeStyle = tint; context.lineWidth = m.cue.width; context.setLineDash(m.cue.dash); context.lineJoin = "round";
      context.beginPath();
      for (let i = 0; clocks[i] < end; i++) context.lineTo(this.across(clocks[i]), this.at(values[i]));
      context.lineTo(this.across(end), this.at(panel.value(m, this.column, end)));
      context.stroke();
      const to = Math.min(clock, last), value = panel.value(m, this.column, to);
      ends.push({ m, tint, x: this.across(to), y: this.at(value), value, gone: panel.gone(m, clock) });
    }
    context.restore(); context.setLineDash([]);
    this.cursor(context, panel, clock);
    this.ends(context, panel, ends);
  }

  cursor(context, panel, clock) {
    const { colour, bus } = panel, floor = this.size[1] - BOTTOM;
    const rule = (at, dash) => {
      context.setLineDash(dash); context.beginPath();
      context.moveTo(this.across(at), 0); context.lineTo(this.across(at), floor);
      context.stroke(); context.setLineDash([]);
    };
    context.strokeStyle = colour.ink; context.lineWidth = 1; rule(bus.clock, []);
    if (panel.pointed === null) return;
    rule(clock, [2, 3]);
    this.readout(context, colour, clock);
  }

  // The clock under the pointer, on the axis, instead of the numbers that stand too near.
  readout(context, colour, clock) {
    const x = Math.min(Math.max(this.across(clock), LEFT + 8), LEFT + this.width - 8), base = this.size[1] - 5;
    context.font = `600 11px ${SANS}`; context.textAlign = "center"; context.fillStyle = colour.paper;
    for (let c = 0; c <= this.total; c += this.total / 3) {
      if (Math.abs(this.across(c) - x) < 36) context.fillRect(this.across(c) - 18, base - 10, 36, 13);
    }
    context.fillStyle = colour.ink;
    context.fillText(whole(clock), x, base);
  }

  // Names and values beside the cursor, moved apart; the name of a lost method stays where its curve ends.
  ends(context, panel, ends) {
    const floor = this.size[1] - BOTTOM, inside = (y) => Math.min(Math.max(y, TOP - 2), floor), kept = ends.filter((e) => !e.gone);
    const places = apart(kept.map((e) => inside(e.y)), LABEL, 7, floor - 2), x = Math.max(...kept.map((e) => e.x)) + 15;
    const { colour, bus } = panel, write = (text, left, top, tint) => {
      context.font = `700 12px ${SANS}`; context.textAlign = "left"; context.textBaseline = "middle"; context.lineJoin = "round";
      context.lineWidth = 4; context.strokeStyle = colour.paper; context.strokeText(text, left, top);
      context.fillStyle = tint; context.fillText(text, left, top); context.textBaseline = "alphabetic";
    };
    for (const e of [...ends].sort((a, b) => Number(a.m.key === bus.selected) - Number(b.m.key === bus.selected))) {
      const y = inside(e.y), place = places[kept.indexOf(e)];
      marker(context, e.m.cue.marker, e.x, y, 5, e.tint, colour.paper);
      if (e.gone) { write(`${e.m.name} diverged`, e.x + 9, y > TOP + 20 ? y - 12 : y + 12, colour.bad); continue; }
      context.strokeStyle = e.tint; context.lineWidth = 1;
      context.beginPath(); context.moveTo(e.x + 7, y); context.lineTo(x - 3, place); context.stroke();
      write(`${e.m.name} ${this.text(e.value)}`, x, place, e.tint);
    }
  }
}

// The flat slice: heights on a plane through the selected method's newest weights, and every path seen from above.
export class Slice {
  constructor() {
    this.box = el("div", { class: "wv-t-map", "data-testid": "map-slice" });
    this.base = canvas(this.box, { "aria-hidden": "true" });
    this.live = canvas(this.box, { role: "img", "aria-label": "A flat slice of the training loss" });
  }

  place([a, b]) {
    const [[a0, a1], [b0, b1]] = this.data.extent, [w, h] = this.size;
    return [((a - a0) / (a1 - a0)) * w, (1 - (b - b0) / (b1 - b0)) * h];
  }

  still(panel) {
    this.size = [this.box.clientWidth, this.box.clientHeight];
    this.data = panel.plane;
    if (!this.size[0]) return;
    const [w, h] = this.size, context = fit(this.base, w, h);
    if (!this.data) return;
    Object.assign(context, { wvHalo: panel.colour.halo, wvInk: panel.colour.ink });
    paintHeights(context, panel.surface, this.data.shape, this.data, palette(panel.bus), w, h);
    const start = this.place(panel.spot(0, 0)), dark = panel.bus.theme === "dark";
    drawContours(context, panel.surface, this.data.shape, this.data, w, h, panel.colour.ink, dark, [start]);
  }

  moving(panel) {
    if (!this.size?.[0]) return;
    const [w, h] = this.size, context = fit(this.live, w, h), { colour, bus } = panel;
    if (!this.data) return;
    Object.assign(context, { wvHalo: colour.halo, wvInk: colour.ink });
    const known = panel.shown().filter((m) => this.data.methods.includes(m.key));
    const paths = known.map((m) => ({ m, points: this.path(panel, m) })).filter((p) => p.points.length);
    paths.sort((p, q) => Number(p.m.key === bus.selected) - Number(q.m.key === bus.selected));
    for (const pass of ["halo", "ink"]) {
      for (const { m, points } of paths) trail(context, points, m.cue, cueColour(bus, m), pass, colour.halo);
    }
    for (const { m, points } of paths) if (panel.cost(m) > 4) this.beads(context, points, cueColour(bus, m));
    if (paths.length) this.start(context, paths.map((p) => p.points), colour);
    const taken = [];
    for (const { m, points } of paths) this.end(context, m, points, cueColour(bus, m), colour, taken);
  }

  path(panel, m) {
    const k = this.data.methods.indexOf(m.key), end = panel.step(k, panel.clock()), out = [];
    for (let i = 0; i < end; i++) out.push(...this.place(panel.spot(k, i)));
    return end < 0 ? out : [...out, ...this.place(panel.spot(k, end))];
  }

  beads(context, points, tint) {
    context.fillStyle = tint;
    for (let i = 0, last = [-99, -99]; i < points.length; i += 2) {
      if (Math.hypot(points[i] - last[0], points[i + 1] - last[1]) < 9) continue;
      last = [points[i], points[i + 1]];
      context.fillRect(last[0] - 2, last[1] - 2, 4, 4);
    }
  }

  // The ring all paths begin in; its name goes to the side that the paths leave free.
  start(context, paths, colour) {
    const [x, y] = paths[0], [w, h] = this.size;
    for (const [style, width] of [[colour.halo, 5], [colour.ink, 2]]) {
      context.strokeStyle = style; context.lineWidth = width;
      context.beginPath(); context.arc(x, y, 8.5, 0, 2 * Math.PI); context.stroke();
    }
    context.fillStyle = colour.ink; context.beginPath(); context.arc(x, y, 1.8, 0, 2 * Math.PI); context.fill();
    const inside = ([u, v]) => u > 34 && u < w - 34 && v > 9 && v < h - 9;
    const free = ([u, v]) => { // its distance from the nearest path, with words twice as wide as high
      let least = 60;
      for (const p of paths) {
        for (let i = 0; i < p.length; i += 2) least = Math.min(least, Math.hypot((p[i] - u) / 2, p[i + 1] - v));
      }
      return least;
    };
    /** @type {Point[]} */
    const around = [[x, y + 21], [x, y - 21], [x + 50, y], [x - 50, y]];
    const [u, v] = around.filter(inside).sort((a, b) => free(b) - free(a))[0] ?? [x, y + 21];
    haloText(context, "same start", u, v + 4, { align: "center", weight: 700 });
  }

  // The marker, or a triangle where the path left the window for good.
  end(context, m, points, tint, colour, taken) {
    const [w, h] = this.size, out = (i) => points[i] < 0 || points[i] > w || points[i + 1] < 0 || points[i + 1] > h;
    let i = points.length - 2;
    if (!out(i)) { marker(context, m.cue.marker, points[i], points[i + 1], 6.5, tint, colour.halo); return; }
    const last = [points[i], points[i + 1]];
    while (i > 0 && out(i - 2)) i -= 2;
    const [px, py] = i ? [points[i - 2], points[i - 1]] : last, [qx, qy] = [points[i], points[i + 1]];
    const share = (p, q, edge) => (q > edge === p > edge ? 1 : (edge - p) / (q - p));
    const t = Math.min(share(px, qx, 0), share(px, qx, w), share(py, qy, 0), share(py, qy, h));
    const x = Math.min(Math.max(px + t * (qx - px), 9), w - 9), y = Math.min(Math.max(py + t * (qy - py), 9), h - 9);
    const turn = Math.atan2(qy - py, qx - px);
    for (const style of [colour.halo, tint]) {
      context.beginPath();
      for (const a of [0, 2.2, -2.2]) context.lineTo(x + 8 * Math.cos(turn + a), y + 8 * Math.sin(turn + a));
      context.closePath();
      context.strokeStyle = context.fillStyle = style; context.lineWidth = 3;
      if (style === tint) context.fill(); else context.stroke();
    }
    const left = x > w / 2;
    let ty = Math.min(Math.max(y + 4, 14), h - 6);
    while (taken.some(([u, v]) => u === left && Math.abs(v - ty) < 15)) ty += y > h / 2 ? -15 : 15;
    taken.push([left, ty]);
    const align = left ? "right" : "left";
    haloText(context, `${m.name} leaves this window`, left ? x - 14 : x + 14, ty, { colour: tint, weight: 700, align });
  }
}
