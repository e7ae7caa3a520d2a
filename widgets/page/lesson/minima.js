// The chart of a guess about a slider: how high each minimum of the softened surface lies, where the slider has been and as it is exactly.
import { cueColour, fit, haloText, marker } from "../common/draw.js";
import { el } from "../common/elements.js";
import { short, whole } from "../common/numbers.js";
import { across, drawScales, drawUpright, up } from "./scales.js";
import { say } from "./table.js";

const CHART = { height: 220, left: 34, right: 88, bottom: 22, top: 12 };
const KINDS = ["disc", "triangle", "square", "pentagon"]; // of valleys, in their order

export class Minima {
  /** @type {any} */ frame; /** @type {string[]} */ words; /** @type {(value: number) => number} */ x; /** @type {(height: number) => number} */ y;

  // frame: the guess, with its bus, its canvas and its width.
  constructor(frame) {
    Object.assign(this, { frame, words: ["minima.tail", "minima.first", "minima.next", "minima.axis", "minima.hides"] });
  }

  get takes() { return { name: "minima", clock: null, table: () => this.table(), wish: () => (this.all ? { picture: "minima" } : null) }; }

  // Whether all that was found along the slider is drawn.
  get all() {
    const { locked, law, seen } = this.frame;
    return Boolean(locked && law.marks && this.found(law, seen).length === law.marks.length);
  }

  // Where the slider has been, and each minimum that is followed, as far as they are drawn.
  table() {
    const { bus, guess, locked, law, seen, asked: { symbol } } = this.frame, label = (k) => bus.scene.minima[k]?.label || `minimum ${k + 1}`;
    const yours = guess ? [["your guess", "", guess.value, null]] : [], { all } = this;
    const been = locked ? seen.flatMap(({ value, heights }) => heights.map((v, k) => ["where the slider has been", label(k), value, v])) : [];
    const followed = (all ? law.branches ?? [] : []).flatMap(({ valley, values, heights }) => values.map((value, i) => ["followed", label(valley), value, heights[i]]));
    return { columns: [["line", ""], ["minimum", ""], [symbol, ""], ["height", "energy"]], rows: [...yours, ...been, ...followed] };
  }

  draw() {
    const { bus, picture, width: w, colour, locked, law, seen, asked } = this.frame;
    if (!bus.scene || !bus.run || !seen.length) return;
    const { height, left, right, bottom } = CHART, context = fit(picture, w, height);
    picture.onpointerdown = (event) => { if (!locked) this.frame.asking.put?.(Math.min(Math.max((event.offsetX - left) / (w - left - right), 0), 1)); };
    context.wvHalo = colour.card;
    const [bottomMost, topMost] = this.range(law.branches ?? [], seen);
    this.x = across(CHART, w, asked);
    this.y = up(CHART, bottomMost, topMost);
    this.axes(context, bottomMost, topMost);
    context.save();
    context.beginPath(); context.rect(left, 0, w - left - right + 1, height - bottom); context.clip();
    const found = locked ? this.found(law, seen) : [], all = Boolean(law.marks) && found.length === law.marks.length && locked;
    if (all) this.lines(context, law.branches);
    for (const mark of found) this.upright(context, mark.value, colour.ink, []);
    if (locked) this.dots(context, seen);
    context.restore();
    this.labels(context, all ? law.branches : [], seen);
    if (this.frame.guess) this.yours(context);
    this.say(found, all);
  }

  // The heights that the chart spans: of all that it may show, and no other once a line is drawn over its marks.
  range(branches, seen) {
    const of = [...branches.flatMap(({ heights }) => heights), ...seen.flatMap(({ heights }) => heights)].filter((v) => v !== null);
    const [least, most] = [Math.min(...of), Math.max(...of)], margin = 0.08 * (most - least) + 0.05;
    return [least - margin, most + margin];
  }

  axes(context, least, most) {
    const { colour, width: w, asked } = this.frame, { left, right, height, bottom } = CHART, values = [];
    const step = !this.frame.locked ? Infinity : [0.5, 1, 2, 5].find((size) => (most - least) / size < 5) ?? 10;
    for (let v = Math.ceil(least / step) * step; v < most; v += step) values.push(v);
    drawScales(context, CHART, w, colour, asked, { values, x: this.x, y: this.y });
    context.strokeStyle = colour.edge;
    context.beginPath(); context.moveTo(left, height - bottom + 0.5); context.lineTo(w - right, height - bottom + 0.5); context.stroke();
  }

  upright(context, value, tint, dash) {
    context.setLineDash(dash);
    drawUpright(context, CHART, this.x(value), tint);
    context.setLineDash([]);
  }

  // Each minimum that can be followed, in ink; where it is alone there is nothing to compare, and no line.
  lines(context, branches) {
    Object.assign(context, { strokeStyle: this.frame.colour.ink, lineWidth: 1.7 });
    for (const { values, heights } of branches) {
      context.beginPath();
      heights.forEach((v, i) => { if (v !== null) context.lineTo(this.x(values[i]), this.y(v)); });
      context.stroke();
    }
  }

  dots(context, seen) {
    const { bus, colour } = this.frame, tint = cueColour(bus, bus.method(bus.selected)), now = seen.at(-1);
    for (const one of seen) {
      const r = one === now ? 6 : 3;
      one.heights.forEach((v, k) => { if (v !== null) marker(context, KINDS[k % KINDS.length], this.x(one.value), this.y(v), r, tint, one === now ? colour.card : null); });
    }
  }

  // Each valley's name at the right, as high as the stiff end of what is known of it.
  labels(context, branches, seen) {
    const { bus, colour, width: w, locked } = this.frame, named = new Map();
    if (!locked) return;
    for (const { value, heights } of [...seen].sort((a, b) => a.value - b.value)) heights.forEach((v, k) => { if (v !== null) named.set(k, [value, v]); });
    for (const { valley, values, heights } of branches) {
      const at = heights.findLastIndex((v) => v !== null);
      if (at >= 0) named.set(valley, [values[at], heights[at]]);
    }
    let free = 12;
    for (const [k, [, v]] of [...named].sort((a, b) => b[1][1] - a[1][1])) {
      const place = Math.max(this.y(v) + 4, free);
      free = place + 15;
      haloText(context, bus.scene.minima[k]?.label ?? "", w - CHART.right + 6, place, { colour: colour.ink, size: 12 });
    }
  }

  yours(context) {
    const { guess, colour, width: w } = this.frame, u = this.x(guess.value), right = u > w - 160;
    this.upright(context, guess.value, colour.mute, [6, 5]);
    haloText(context, say("yours"), right ? u - 6 : u + 6, CHART.height - CHART.bottom - 6, { colour: colour.mute, size: 12, align: right ? "right" : "left" });
  }

  // The marks on both sides of which the slider has been: with the nearest places there.
  found(law, seen) {
    const values = seen.map(({ value }) => value);
    return (law.marks ?? []).map((mark) => {
      const below = Math.max(...values.filter((value) => value < mark.value)), above = Math.min(...values.filter((value) => value > mark.value));
      return { ...mark, below, above };
    }).filter((mark) => mark.unknown || (Number.isFinite(mark.below) && Number.isFinite(mark.above)));
  }

  say(found, all) {
    const { bus, law, seen, locked, asked: { symbol, slider }, numbers, picture, guess } = this.frame, now = seen.at(-1), value = short(now.value);
    picture.setAttribute("aria-label", say("minima.alone", { symbol, value }));
    if (!locked) return;
    if (all && bus.hushed === slider) {
      bus.hushed = null; // from now on the slider may carry its marks
      bus.emit("values");
    }
    const height = (v, k) => (v === null ? say("minima.gone", { label: bus.scene.minima[k].label }) : say("minima.height", { label: bus.scene.minima[k].label, height: v.toFixed(3) }));
    const exact = (mark) => (mark.unknown ? mark.words : say("minima.found", { below: short(mark.below), above: short(mark.above), value: mark.value.toPrecision(4), words: mark.words }));
    const sure = found.filter((mark) => !mark.unknown), verdict = sure.length && guess ? [say("minima.off", { guess: guess.words, value: sure[0].value.toPrecision(4) })] : [];
    const told = found.flatMap((mark) => [exact(mark), ...(mark === sure[0] ? verdict : [])]);
    const rest = !law.marks ? [say("minima.searching")] : !law.marks.length ? [say("minima.none", { low: short(law.low), high: short(law.high) })]
      : all ? [] : [say("minima.open", { symbol })];
    const { away, every, replicas } = bus.run, count = away[Math.min(Math.floor(bus.clock / every), away.length - 1)];
    const left = bus.clock ? [say("minima.left", { count, all: replicas, clock: whole(bus.clock) })] : [];
    numbers.replaceChildren(...[say("minima.now", { symbol, value, heights: now.heights.map(height).join(", ") }), ...left, ...told, ...rest]
      .map((words) => el("span", {}, words)));
  }
}
