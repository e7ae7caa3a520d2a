// The rows of a guess among cases: each is tried on the stage in turn, and what was counted stands beside the others'.
import { cueColour } from "../common/draw.js";
import { el } from "../common/elements.js";
import { exactly, told, whole, withError } from "../common/numbers.js";
import { drawSpread } from "./spread.js";
import { say } from "./table.js";

const GLYPH = 40, HALF = 17; // pixels of a noise's ellipse, and of the longest half axis: two deviations of a step
const SHARES = ["ever", "now"];
const SLOPE = { turn: 0, lean: 0, left: 0.5 }; // of heat, where f treats left and right alike
const FAR = 4; // standard errors from which a number is not that
const SURE = 3; // standard errors from which there is a current
const APART = 2; // standard errors of a difference from which two shares are told apart

export class Cases {
  /** @type {any} */ frame; /** @type {string[]} */ words; /** @type {any[]} */ rows; /** @type {HTMLElement} */ law; /** @type {string} */ tint; /** @type {Map<number, { seq: number, clock: number }>} */ reached;

  // frame: the guess, with its bus and its box.
  constructor(frame) {
    Object.assign(this, { frame, words: ["cases.tail", "cases.first", "cases.next", "cases.axis", "cases.hides"], rows: null, reached: new Map() });
  }

  build() {
    const { asked, box, picture } = this.frame, name = `case-${Math.random()}`;
    const columns = asked.columns.map((key) => [key, SHARES.includes(key)]);
    this.rows = asked.cases.map(({ words }, i) => {
      const input = el("input", { type: "radio", name, "aria-label": words, disabled: true, onchange: () => this.stage(i) });
      const [glyph, rise] = [el("span", { class: "wv-case-glyph", "aria-hidden": "true" }), el("span", { class: "wv-case-rise" })];
      const parts = columns.map(([key, share]) => {
        const [bar, number] = [share ? el("span") : null, el("span", { class: "wv-number", "data-testid": `case-${i}-${key}` })];
        const lane = bar ? el("span", { class: "wv-bar-ground" }, bar) : null;
        return { key, bar, number, node: el("span", { class: "wv-case-column" }, el("span", {}, say(`cases.${key}`)), lane, number) };
      });
      const title = el("span", { class: "wv-case-name" }, input, glyph, el("b", {}, words), rise);
      return { input, glyph, rise, parts, node: el("label", { class: "wv-case", "data-testid": `case-${i}` }, title, ...parts.map((part) => part.node)) };
    });
    const group = el("div", { class: "wv-cases", role: "radiogroup", "aria-label": say("cases.group") }, this.rows.map((row) => row.node));
    this.law = asked.spread ? el("div", { class: "wv-case-law" }, el("p", {}), picture) : null;
    box.replaceChildren(group, ...(this.law ? [this.law] : []));
  }

  // The stage takes another case; it is played there as any run.
  stage(i) {
    const { bus, asked } = this.frame, { want } = asked.cases[i];
    if (want.direction) bus.extras = { ...bus.extras, direction: want.direction };
    bus.want({ ...want });
  }

  draw() {
    const { bus, seen, law, locked } = this.frame;
    if (!bus.run || !bus.palette) return;
    if (!this.rows) this.build();
    const now = seen.at(-1), live = now && now.seq === bus.run.seq ? now : null;
    if (live) {
      const before = this.reached.get(live.case), kept = before?.seq === live.seq ? before.clock : 0;
      this.reached.set(live.case, { seq: live.seq, clock: Math.max(kept, bus.clock) });
    }
    const tint = (this.tint = cueColour(bus, bus.method(bus.selected)));
    this.rows.forEach((row, i) => {
      row.input.disabled = !locked;
      row.input.checked = live?.case === i;
      this.tilt(row, law.tilts?.[i], law.tilts, tint);
      this.count(row, seen.find((one) => one.case === i), i);
    });
    if (this.law) this.spread(live);
    this.verdict(seen, locked);
  }

  // The law along x of the case on the stage, once its second half has been played.
  spread(live) {
    const { picture, colour, width } = this.frame, done = live && this.rows[live.case].done;
    const words = say(!done ? "spread.waits" : live.spread.gibbs ? "spread.both" : live.spread.exact ? "spread.exact" : "spread.alone");
    this.law.firstChild.replaceChildren(el("b", {}, say("spread.title")), ` ${words}`);
    picture.setAttribute("aria-label", `${say("spread.title")} ${words}`);
    drawSpread(picture, width, done ? live.spread : null, this.tint, colour);
  }

  // The noise's ellipse, all in one scale, and what one step of it adds to f.
  tilt(row, one, all, tint) {
    if (!one) return;
    const most = Math.max(...all.map(({ long }) => long), 1e-12), half = (deviation) => String((HALF * deviation) / most);
    const look = { cx: GLYPH / 2, cy: GLYPH / 2, rx: half(one.long), ry: half(Math.max(one.short, most / 60)), transform: `rotate(${-one.angle} ${GLYPH / 2} ${GLYPH / 2})`, stroke: tint };
    row.glyph.replaceChildren(drawn("ellipse", look));
    row.rise.replaceChildren("½", el("i", {}, "η"), "²Tr(", el("i", {}, "H"), "Σ) = ", told(one.rise));
  }

  // What was counted, at the clock up to which the case has been played; nothing before it has.
  count(row, one, i) {
    const { bus } = this.frame, { clock } = this.reached.get(i) ?? {}, known = one && this.reached.get(i)?.seq === one.seq && clock > 0;
    row.node.classList.toggle("wv-case-open", !known);
    for (const { key, bar, number } of row.parts) {
      const track = known ? one.tracks[key] : null, told = track && (track[0].length > 1 || clock >= bus.total), [value, error] = told ? this.at(one, key, clock) : [0, 0];
      if (bar) bar.style.width = `${100 * value}%`;
      const heat = told ? one.warm[key] : undefined;
      number.replaceChildren(!told ? this.none(known && !track, bar) : bar ? this.share(value, error) : withError(value, error));
      if (heat !== undefined) number.append(el("small", {}, ` ${say("cases.heat", { value: exactly(Number(heat.toPrecision(4))) })}`));
      if (key === "turn") row.glyph.replaceChildren(...(told ? [round(value, error, this.tint)] : []));
    }
    row.node.title = known ? say("cases.until", { clock: whole(clock) }) : "";
    row.until = known ? clock : 0;
    row.done = known && clock >= bus.total;
  }

  // What stands for a number that a case does not have, and for one that is not there yet; an empty bar says so by itself.
  none(never, bar) { return never ? "–" : bar ? "" : "…"; }

  at(one, key, clock) {
    const [values, errors] = one.tracks[key], frame = Math.min(Math.floor(clock / this.frame.bus.run.every), values.length - 1);
    return [values[frame], errors[frame]];
  }

  // Where all or none are counted, there is no error to tell.
  share(value, error) {
    const all = this.frame.bus.replicas;
    return error ? `${(100 * value).toFixed(0)} ± ${Math.max(1, Math.round(100 * error))} %` : say("cases.of", { count: Math.round(value * all), all });
  }

  // Whether a case's numbers cannot be those of heat on a slope that treats left and right alike.
  off(one) {
    return Object.entries(one.tracks).some(([key, [values, errors]]) => key in SLOPE && Math.abs(values.at(-1) - SLOPE[key]) > FAR * errors.at(-1));
  }

  // Once every case has been played to its end: who leads in each column, and from whom that cannot be told.
  verdict(seen, locked) {
    const { numbers, guess, asked, bus } = this.frame, done = this.rows.filter((row) => row.done).length;
    if (!locked) return;
    const rest = done < this.rows.length ? [say("cases.rest", { done, all: this.rows.length })] : [];
    const told = rest.length ? [] : asked.columns.filter((key) => SHARES.includes(key)).map((key) => {
      const found = seen.filter((one) => one.tracks[key]).map((one) => [one.case, ...this.at(one, key, bus.total)]).sort((a, b) => b[1] - a[1]), [, most, error] = found[0];
      const level = found.filter(([, value, off]) => most - value <= APART * Math.hypot(error, off)).map(([i]) => i).sort((a, b) => a - b);
      const names = level.map((i) => asked.cases[i].words).join(", ");
      return level.length === found.length ? say(`cases.${key}.level`) : say(`cases.${key}.most`, { names });
    });
    const strange = asked.columns.some((key) => key in SLOPE) ? seen.filter((one) => this.off(one)).map((one) => one.case).sort((a, b) => a - b) : [];
    if (!rest.length && strange.length) told.push(say("cases.off", { names: strange.map((i) => asked.cases[i].words).join(", ") }));
    const yours = !rest.length && guess ? [say("cases.yours", { guess: guess.words })] : [];
    const words = [...rest, ...yours, ...told];
    if (numbers.textContent !== words.join("")) numbers.replaceChildren(...words.map((text) => el("span", {}, text)));
  }
}

// One shape in a glyph's square. look: its attributes, numbers and colours of the page's own.
function drawn(kind, look) {
  const holder = el("span"), attributes = Object.entries(look).map(([name, value]) => `${name}="${value}"`).join(" ");
  holder.innerHTML = `<svg viewBox="0 0 ${GLYPH} ${GLYPH}"><${kind} ${attributes}/></svg>`;
  return holder.firstChild;
}

// A current as a loop with an arrow, the way it goes and as strong as it is; dots where none can be told from nothing.
function round(value, error, tint) {
  const middle = GLYPH / 2, r = 12, none = Math.abs(value) < SURE * error, strong = Math.min(1 + 2 * Math.abs(value), 4);
  const loop = `M ${middle} ${middle - r} A ${r} ${r} 0 1 0 ${middle + r} ${middle}`, arrow = ` m -5 4 l 5 -5 l 5 5`;
  return drawn("path", { d: none ? loop : loop + arrow, stroke: tint, "stroke-width": none ? 1 : strong, "stroke-dasharray": none ? "1 4" : "none",
    fill: "none", transform: value < 0 ? `translate(${GLYPH} 0) scale(-1 1)` : "" });
}
