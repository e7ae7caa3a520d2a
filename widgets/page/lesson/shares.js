// The chart of a guess about a share: the guess, the run up to the clock, and the exact law, on one axis.
import { cueColour, fit, haloText, marker, SANS } from "../common/draw.js";
import { el } from "../common/elements.js";
import { whole } from "../common/numbers.js";
import { say } from "./table.js";

const CHART = { height: 200, left: 34, right: 92, bottom: 22, top: 10 };
const FAR = 3; // standard errors, and relaxation times, within which a share may be that of the law

export class Shares {
  /** @type {any} */ frame; /** @type {string[]} */ words;

  // frame: the guess, with its bus, its canvas and its width.
  constructor(frame) {
    Object.assign(this, { frame, words: ["share.tail", "share.first", "share.next", "share.axis", "share.hides"] });
  }

  get takes() { return { name: "share", table: () => this.table(), wish: () => (this.frame.locked && this.frame.law.curve ? { picture: "share" } : null) }; }

  table() {
    const { bus, guess, locked, law } = this.frame, { shares, errors } = this.counted();
    const yours = (guess ? guess.line ?? [[0, 0], [1, guess.value]] : []).map(([place, share]) => ["your guess", place * bus.total, share, null]);
    const exact = (locked && law.curve ? law.curve : []).map((share, i) => ["the exact law", (i * bus.total) / (law.curve.length - 1), share, null]);
    const run = shares.map((share, t) => ["the run", t * bus.run.every, share, errors[t]]);
    return { columns: [["line", ""], ["gradient evaluations", "count"], ["share", ""], ["standard error", ""]], rows: [...yours, ...exact, ...run] };
  }

  // The shares of the run up to the clock, with their standard errors.
  counted() {
    const { bus } = this.frame, n = bus.run.replicas, now = Math.min(Math.floor(bus.clock / bus.run.every), bus.run.frames - 1);
    const shares = Array.from({ length: now + 1 }, (_, t) => bus.tallyAt(bus.selected, t) / n);
    return { shares, errors: shares.map((p) => Math.sqrt(p * (1 - p) / n)), now };
  }

  draw() {
    const { bus, picture, colour, width: w, guess, locked, law } = this.frame;
    if (!bus.run || !bus.tallyAt) return;
    const { height, left, right, bottom, top } = CHART, context = fit(picture, w, height);
    context.wvHalo = colour.card;
    const x = (clock) => left + (clock / bus.total) * (w - left - right), y = (share) => height - bottom - share * (height - bottom - top);
    this.axes(context, x, y);
    this.frame.asking.place?.({ x: (place) => x(place * bus.total), y, read: (v) => (height - bottom - v) / (height - bottom - top) });
    if (guess) this.line(context, (guess.line ?? [[0, 0], [1, guess.value]]).map(([place, share]) => [place * bus.total, share]), x, y, say("yours"), [6, 5], colour.mute, guess.value > (law.rest ?? 1) ? -8 : 12);
    if (locked && law.curve) {
      const points = law.curve.map((share, i) => [(i / (law.curve.length - 1)) * bus.total, share]);
      this.line(context, points, x, y, say("share.law"), [], colour.ink, guess?.value > law.rest ? 12 : -2);
    }
    this.say(law, ...this.run(context, x, y));
  }

  axes(context, x, y) {
    const { bus, colour } = this.frame, { left, height } = CHART;
    Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, strokeStyle: colour.line, lineWidth: 1 });
    for (const [share, words] of [[0, "0"], [0.5, "½"], [1, "1"]]) {
      const at = Math.round(y(share)) + 0.5;
      context.beginPath(); context.moveTo(left, at); context.lineTo(x(bus.total), at); context.stroke();
      context.textAlign = "right";
      context.fillText(words, left - 6, at + 4);
    }
    context.textAlign = "center";
    for (const clock of [0, bus.total / 2, bus.total]) context.fillText(whole(clock), x(clock), height - 5);
  }

  line(context, points, x, y, words, dash, tint, aside) {
    Object.assign(context, { strokeStyle: tint, lineWidth: 1.7 });
    context.setLineDash(dash);
    context.beginPath();
    for (const [clock, share] of points) context.lineTo(x(clock), y(share));
    context.stroke();
    context.setLineDash([]);
    const end = points.at(-1), lowest = CHART.height - CHART.bottom - 4; // under it stand the axis's numbers
    haloText(context, words, x(end[0]) + 6, Math.min(y(end[1]) + aside, lowest), { colour: tint, size: 12 });
  }

  // What the run did up to the clock: a band of two standard errors, dots, and the share now.
  run(context, x, y) {
    const { bus, colour } = this.frame, method = bus.method(bus.selected), tint = cueColour(bus, method), { shares, errors, now } = this.counted();
    const at = (t) => x(t * bus.run.every);
    context.beginPath();
    shares.forEach((p, t) => context.lineTo(at(t), y(p + 2 * errors[t])));
    for (let t = now; t >= 0; t--) context.lineTo(at(t), y(shares[t] - 2 * errors[t]));
    Object.assign(context, { fillStyle: tint, strokeStyle: tint, globalAlpha: 0.2 });
    context.fill();
    context.globalAlpha = 1;
    context.setLineDash(method.cue.dash);
    context.lineWidth = method.cue.width;
    context.beginPath();
    shares.forEach((p, t) => context.lineTo(at(t), y(p)));
    context.stroke();
    context.setLineDash([]);
    marker(context, method.cue.marker, at(now), y(shares[now]), 6, tint, colour.card);
    return [shares[now], errors[now]];
  }

  say(law, part, error) {
    const { bus, picture, flag, numbers, locked } = this.frame, number = (value, digits = 3) => value.toFixed(digits), share = `${number(part)} ± ${number(error)}`;
    picture.setAttribute("aria-label", say("share.alone", { share, clock: whole(bus.clock) }));
    if (!law.curve || !locked) return;
    const length = law.length * bus.clock / bus.total, away = Math.abs(part - law.rest) / Math.max(error, 1 / bus.run.replicas), rest = number(law.rest);
    flag.hidden = bus.clock === 0 || (length >= FAR * law.relaxation && away <= FAR);
    flag.replaceChildren(el("b", {}, say("share.flag")), say("share.warning", { share, rest, length: number(length, 0), wait: number(law.wait, 0) }));
    const [mean, off, count] = law.measured ?? [], found = law.measured && { mean: number(mean, 1), error: number(off, 1), count };
    const run = found ? say("share.crossings", found) : say("share.moved"), { temperature } = law;
    numbers.textContent = say("share.numbers", { share, rest, temperature, exact: number(law.wait, 1), kramers: number(law.kramers, 1), run });
  }
}
