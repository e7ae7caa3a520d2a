// One column of an experiment over its axis: a thin line for each seed, their mean with its standard error, and theory in dashes.
import { cueColour, fit, haloText, marker, SANS } from "../common/draw.js";
import { short } from "../common/numbers.js";
import { rungs } from "../common/rungs.js";

const EDGE = { left: 46, right: 14, top: 22, bottom: 34 };
const THEORY = [5, 4];
const ROOM = 36; // pixels for a number
const LINE = 15; // pixels from one line of a heading to the next
const TAKE = 36; // pixels for the button that takes the picture away
const known = (values) => values.filter((v) => v !== null);

// How numbers lie along so many pixels; of a logarithm, what is not above 0 has no place.
function scale(values, log, from, to, margin) {
  const all = values.filter((v) => Number.isFinite(v) && (!log || v > 0));
  if (!all.length) return null;
  let [least, most] = [Math.min(...all), Math.max(...all)];
  if (least === most) [least, most] = log ? [least / 1.5, most * 1.5] : [least - 0.5, most + 0.5];
  const [a, b] = log ? [Math.log(least), Math.log(most)] : [least, most], room = margin * (b - a), at = (v) => ((log ? Math.log(v) : v) - a + room) / (b - a + 2 * room);
  const ends = [a - room, b + room].map((v) => (log ? Math.exp(v) : v));
  return { low: ends[0], high: ends[1], put: (v) => from + at(v) * (to - from), holds: (v) => v !== null && Number.isFinite(v) && (!log || v > 0) };
}

function line(context, points) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}

const named = ({ symbol, words }) => (symbol ? `${words}, ${symbol}` : words);

// A text in lines that have room; a word that has none stands alone.
function folded(context, text, room) {
  context.font = `600 12px ${SANS}`;
  return text.split(" ").reduce((lines, word) => {
    const longer = [...lines.slice(-1), word].join(" ");
    return context.measureText(longer).width <= room ? [...lines.slice(0, -1), longer] : [...lines, word];
  }, []);
}

// experiment: as it is offered; column: its number; law: the number of its theory's column, or -1; curves: {seeds, means}.
export function paintCurves(node, width, height, look, { experiment, column, law, curves }) {
  const { colour, bus } = look, { left, right, bottom } = EDGE, context = fit(node, width, height), { across, cases, columns } = experiment, quantity = columns[column];
  const heading = folded(context, named(quantity), width - TAKE), top = EDGE.top + LINE * (heading.length - 1);
  Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, strokeStyle: colour.line, lineWidth: 1, wvHalo: colour.paper, wvInk: colour.ink });
  const of = (n) => curves.seeds.flatMap(({ values }) => known(values[n]));
  const ends = [left, width - right], x = scale(curves.seeds.flatMap(({ places }) => places), across.log, ...(across.down ? [...ends].reverse() : ends), 0.03);
  const y = scale([...of(column), ...(law < 0 ? [] : of(law))], quantity.log, height - bottom, top, 0.08);
  frame(context, width, height, experiment, quantity, curves.seeds.flatMap(({ places }) => places), x, y, top);
  heading.forEach((text, k) => haloText(context, text, 2, 13 + LINE * k, { weight: 600, colour: colour.ink }));
  if (!x || !y) return;
  const placed = (places, values) => places.map((place, i) => [x.put(place), values[i]]).filter(([, v]) => y.holds(v)).map(([u, v]) => [u, y.put(v)]);
  const averaged = (n, k) => curves.means[n]?.[k];
  for (const { case: k, places, values } of curves.seeds) {
    const { cue } = cases[k], mean = averaged(column, k), points = placed(places, values[column]), tint = cueColour(bus, cases[k]);
    Object.assign(context, { strokeStyle: tint, globalAlpha: mean ? 0.35 : 0.8, lineWidth: mean ? 1 : 1.4 });
    context.setLineDash(mean ? [] : cue.dash);
    line(context, points);
    context.setLineDash([]);
    context.globalAlpha = 1;
    if (!mean) points.forEach(([u, v]) => marker(context, cue.marker, u, v, 3.6, tint));
  }
  cases.forEach((one, k) => {
    const mean = averaged(column, k), theory = law < 0 ? null : averaged(law, k) ?? first(curves, law, k);
    if (theory) {
      Object.assign(context, { strokeStyle: colour.ink, lineWidth: 1.6 });
      context.setLineDash(THEORY);
      line(context, placed(theory[0], theory[1]));
      context.setLineDash([]);
    }
    if (!mean) return;
    const [places, means, errors] = mean, points = placed(places, means), tint = cueColour(bus, one);
    Object.assign(context, { strokeStyle: tint, lineWidth: one.cue.width });
    context.setLineDash(one.cue.dash);
    line(context, points);
    context.setLineDash([]);
    places.forEach((place, i) => {
      if (!y.holds(means[i])) return;
      const bar = [means[i] - errors[i], means[i] + errors[i]].map((v) => y.put(Math.min(Math.max(v, y.low), y.high)));
      context.lineWidth = 1.4;
      line(context, bar.map((v) => [x.put(place), v]));
      if (places.length <= 12 || i === places.length - 1 || i % 5 === 0) marker(context, one.cue.marker, x.put(place), y.put(means[i]), 4.4, tint, colour.paper);
    });
  });
}

// The theory of the first seed that has one, where seeds were at different places.
function first(curves, law, k) {
  const one = curves.seeds.find((seed) => seed.case === k && known(seed.values[law]).length);
  return one ? [one.places, one.values[law]] : null;
}

// Few places are written themselves, where they do not lie over each other; of many, round numbers.
function ticks(places, x, log, most) {
  const few = [...new Set(places)].sort((a, b) => a - b);
  if (few.length > 8) return rungs(x.low, x.high, log, most);
  return few.reduce((kept, v) => (kept.length && Math.abs(x.put(v) - x.put(kept.at(-1))) < ROOM ? kept : [...kept, v]), []);
}

// The axes, their numbers, and what they are.
function frame(context, width, height, { across }, quantity, places, x, y, top) {
  const { left, right, bottom } = EDGE;
  context.textAlign = "right";
  for (const v of y ? rungs(y.low, y.high, quantity.log) : []) {
    line(context, [[left, Math.round(y.put(v)) + 0.5], [width - right, Math.round(y.put(v)) + 0.5]]);
    context.fillText(short(v), left - 6, y.put(v) + 4);
  }
  if (!y) line(context, [[left, top], [left, height - bottom], [width - right, height - bottom]]);
  context.textAlign = "center";
  for (const v of x ? ticks(places, x, across.log, width < 420 ? 4 : 7) : []) context.fillText(short(v), x.put(v), height - bottom + 15);
  context.fillText(named(across), left + (width - left - right) / 2, height - 4);
}
