// The two charts of flatness: the largest curvature against the factor of a layer, and the loss along random directions.
import { cueColour, fit, haloText, marker, SANS } from "../common/draw.js";
import { short, told } from "../common/numbers.js";

const CURVE = { height: 236, left: 38, right: 12, top: 14, bottom: 34 };
const SLICE = { height: 236, left: 38, right: 12, top: 10, bottom: 34 };
const HOLLOW = [5, 3]; // the line of a method's second network

const log = (value, low, high) => Math.log(value / low) / Math.log(high / low);

// The numbers beside and under a chart, and the words under them.
function scales(context, look, { height, left, right, bottom }, width, across, up, words) {
  const { colour } = look;
  Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, strokeStyle: colour.line, lineWidth: 1, textAlign: "right", wvHalo: colour.card, wvInk: colour.ink });
  for (const [y, text] of up) {
    line(context, [[left, Math.round(y) + 0.5], [width - right, Math.round(y) + 0.5]]);
    context.fillText(text, left - 6, y + 4);
  }
  context.textAlign = "center";
  for (const [x, text] of across) context.fillText(text, x, height - bottom + 15);
  context.fillText(words, left + (width - left - right) / 2, height - 4);
}

function line(context, points) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}

// Round numbers of a logarithmic axis, few enough to be written.
function rungs(low, high) {
  const decades = Math.log10(high / low), parts = decades > 2.5 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 5], found = [];
  for (let n = Math.floor(Math.log10(low)); n <= Math.log10(high) + 1; n++) found.push(...parts.map((m) => m * 10 ** n));
  return found.filter((v) => v >= low && v <= high);
}

// λmax against c: what was measured, before and after; the guess is a level. Gives back a sentence.
export function paintCurve(node, width, look, { curve, factor, guess, offers: { factor: [low, high] }, run }) {
  const { height, left, right, top, bottom } = CURVE, context = fit(node, width, height), { colour, bus } = look;
  const before = curve.find(([c]) => c === 1), after = factor === 1 ? null : curve.find(([c]) => c === factor);
  const level = before && guess ? before[1] * guess.value : null;
  const all = [...curve.map(([, value]) => value), ...(level ? [level] : [])].filter((v) => v > 0);
  const [least, most] = all.length ? [Math.min(...all) / 2, Math.max(...all) * 1.4] : [0.5, 50];
  const x = (c) => left + log(c, low, high) * (width - left - right), y = (v) => height - bottom - log(v, least, most) * (height - top - bottom);
  const across = [0.125, 0.25, 0.5, 1, 2, 4, 8].filter((c) => c >= low && c <= high).map((c) => [x(c), short(c)]);
  scales(context, look, CURVE, width, across, all.length ? rungs(least, most).map((v) => [y(v), short(v)]) : [], "c: first layer × c, second ÷ c");
  if (level) {
    Object.assign(context, { strokeStyle: colour.mute, lineWidth: 1.4 });
    context.setLineDash([6, 5]);
    line(context, [[left, y(level)], [width - right, y(level)]]);
    context.setLineDash([]);
    if (guess.value > 1) haloText(context, "your guess", x(1), y(level) - 5, { colour: colour.mute, align: "center" });
    else haloText(context, "your guess", left + 6, y(level) - 5, { colour: colour.mute });
  }
  const tint = cueColour(bus, run), seen = curve.filter(([, value]) => value > 0);
  Object.assign(context, { strokeStyle: tint, lineWidth: 1.6 });
  line(context, seen.map(([c, value]) => [x(c), y(value)]));
  for (const [c, value, error] of seen) {
    line(context, [value - error, value + error].map((v) => [x(c), y(Math.max(v, least))]));
    marker(context, "disc", x(c), y(value), 2.4, tint);
  }
  if (before) tagged(context, look, x(1), y(before[1]), run.cue.marker, tint, `before ${told(before[1])}`, true, width);
  if (after) tagged(context, look, x(factor), y(after[1]), run.cue.marker, tint, `after ${told(after[1])}`, false, width);
  return seen.map(([c, value]) => `${short(c)}: ${told(value)}`).join(", ");
}

// Hollow is as it was, filled is now.
function tagged(context, { colour }, x, y, kind, tint, words, hollow, width) {
  marker(context, kind, x, y, 7, tint, colour.card);
  if (hollow && !["cross", "ring"].includes(kind)) marker(context, kind, x, y, 4.6, colour.card);
  const end = x > width - 90;
  haloText(context, words, end ? x - 12 : x + 2, y + (hollow ? 24 : -12), { weight: 600, align: end ? "right" : "left", colour: colour.ink });
}

// The loss along random directions of every network; rings: the rescaled one, along the same draws.
export function paintSlices(node, width, look, { slices, losses, offers, runs }) {
  const { height, left, right, top, bottom } = SLICE, context = fit(node, width, height), { colour, bus } = look, { directions, places } = offers;
  const finite = Array.from(losses).filter((v) => Number.isFinite(v) && v > 0), size = directions * places;
  const [least, most] = finite.length ? [Math.min(...finite) / 1.2, Math.min(Math.max(...finite) * 1.1, 20)] : [0.1, 3];
  const x = (a) => left + ((a + 1) / 2) * (width - left - right), y = (v) => height - bottom - log(Math.min(Math.max(v, least), most), least, most) * (height - top - bottom);
  scales(context, look, SLICE, width, [-1, -0.5, 0, 0.5, 1].map((a) => [x(a), short(a)]), rungs(least, most).map((v) => [y(v), short(v)]), "filter lengths from the network");
  const at = (k, d) => Array.from({ length: places }, (_, i) => [x(-1 + (2 * i) / (places - 1)), y(losses[k * size + d * places + i])]);
  slices.forEach(({ run, factor }, k) => {
    const { method, hollow } = runs[run], tint = cueColour(bus, method);
    for (let d = 0; d < directions; d++) {
      if (factor === 1) {
        Object.assign(context, { strokeStyle: tint, lineWidth: 1.7 });
        context.setLineDash(hollow ? HOLLOW : []);
        line(context, at(k, d));
        context.setLineDash([]);
      } else at(k, d).forEach(([u, v], i) => { if (i % 4 === 0) marker(context, "ring", u, v, 3.4, colour.ink); });
    }
  });
}
