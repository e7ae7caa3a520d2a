// The chart of a guess about three flows on a line: where each is lowest, against γ, once the guess is locked in.
import { fit, haloText, marker } from "../common/draw.js";
import { el } from "../common/elements.js";
import { short } from "../common/numbers.js";
import { across, drawScales, drawUpright, up } from "./scales.js";
import { say } from "./table.js";

const CHART = { height: 200, left: 34, right: 14, bottom: 22, top: 16 };
const APART = 2; // pixels between lines that would lie on each other

export class Flows {
  /** @type {any} */ frame; /** @type {string[]} */ words; /** @type {(value: number) => number} */ x; /** @type {(place: number) => number} */ y;

  // frame: the guess, with its bus, its canvas and its width.
  constructor(frame) {
    Object.assign(this, { frame, words: ["flows.tail", "flows.first", "flows.next", "flows.axis", "flows.hides"] });
  }

  get takes() { return { name: "lowest places", clock: null, wish: () => (this.frame.locked ? { picture: "flows" } : null) }; }

  draw() {
    const { bus, picture, width: w, colour, locked, law, asked } = this.frame, { lines } = bus;
    if (!lines || !law.values) return;
    const context = fit(picture, w, CHART.height);
    context.wvHalo = colour.card;
    this.x = across(CHART, w, asked);
    this.y = up(CHART, ...lines.x);
    this.axes(context, lines);
    const fresh = law.temperature === lines.temperature; // that of another temperature is on its way
    if (locked && fresh) this.lines(context, lines, law);
    this.say(lines, law, fresh);
  }

  axes(context, { x: [x0, x1], deepest, scope }) {
    const { colour, width: w, asked } = this.frame, { left, right } = CHART;
    drawScales(context, CHART, w, colour, asked, { values: [x0, 0, x1], x: this.x, y: this.y });
    context.strokeStyle = colour.mute;
    context.setLineDash([6, 5]);
    context.beginPath(); context.moveTo(left, this.y(deepest)); context.lineTo(w - right, this.y(deepest)); context.stroke();
    context.setLineDash([]);
    haloText(context, say("flows.deepest"), w - right, this.y(deepest) + 15, { colour: colour.mute, size: 12, align: "right" });
    if (scope >= asked.low && scope <= asked.high) drawUpright(context, CHART, this.x(scope), colour.ink);
  }

  // From the stiff end on; a flow without a minimum between the walls has no place, and no line.
  lines(context, { kinds, scope }, { values, places }) {
    const { bus, colour, asked: { low, high } } = this.frame, ends = [];
    kinds.forEach(({ kind, cue, lowest }, i) => {
      const tint = cue[bus.theme === "dark" ? "dark" : "light"], aside = (i - 1) * APART;
      Object.assign(context, { strokeStyle: tint, lineWidth: cue.width });
      context.setLineDash(cue.dash);
      context.beginPath();
      values.forEach((value, t) => { if (places[kind][t] !== null) context.lineTo(this.x(value), this.y(places[kind][t]) + aside); });
      context.stroke();
      context.setLineDash([]);
      if (lowest !== null && scope >= low && scope <= high) marker(context, cue.marker, this.x(scope), this.y(lowest) + aside, 6, tint, colour.card);
      const last = places[kind].findLastIndex((place) => place !== null);
      if (last >= 0) ends.push([say(`flow.${kind}.short`), this.x(values[last]), this.y(places[kind][last]), tint]);
    });
    let free = 12;
    for (const [words, u, v, colour] of ends.sort((a, b) => a[2] - b[2])) {
      const place = Math.max(v - 8, free);
      free = place + 15;
      haloText(context, words, u + 4, place, { colour, weight: 700, size: 12 });
    }
  }

  say({ kinds, scope }, { kept }, fresh) {
    const { picture, numbers, locked, guess, asked: { symbol } } = this.frame, value = short(scope);
    picture.setAttribute("aria-label", say("flows.alone", { symbol, value }));
    if (!locked) return;
    const read = ({ kind, lowest, minima, off }) => say(`flows.${lowest === null ? "flat" : minima === 1 ? "one" : "read"}`,
      { name: say(`flow.${kind}.short`), place: short(lowest ?? 0), count: minima, off: short(Number(off.toPrecision(1))) });
    const stays = kept.map((kind) => say(`flow.${kind}.short`)).join(", ") || say("flows.nobody");
    const verdict = guess && fresh ? [say("flows.verdict", { guess: guess.words, kept: stays })] : [];
    numbers.replaceChildren(...[...kinds.map(read), ...verdict].map((words) => el("span", {}, words)));
  }
}
