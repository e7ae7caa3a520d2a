// A number along the ways between two solutions: the straight line in full, with units matched in dots, a trained curve in dashes.
import { fit, haloText, marker, SANS } from "../common/draw.js";
import { short } from "../common/numbers.js";
import { rungs } from "../common/rungs.js";

const CHART = { height: 236, left: 40, right: 14, top: 14, bottom: 34 };
export const dashOf = ({ kind, matched }) => (kind !== "line" ? [9, 4] : matched ? [2, 4] : []);

function line(context, points) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}

// values: for each way its numbers at evenly spaced places; guess: a level at half of the way, or null; unit(v): a number as it is written.
export function paintWays(node, width, { colour }, { ways, values, guess, log, unit = short, words }) {
  const { height, left, right, top, bottom } = CHART, context = fit(node, width, height);
  Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, strokeStyle: colour.line, lineWidth: 1, textAlign: "right", wvHalo: colour.paper, wvInk: colour.ink });
  const all = [...values.flat(), ...(guess ? [guess] : [])].filter(Number.isFinite);
  const ends = [Math.min(...all), Math.max(...all)], [least, most] = !all.length ? [0.1, 1] : log ? [ends[0] / 1.25, ends[1] * 1.25] : [Math.max(ends[0] - 0.1 * (ends[1] - ends[0] + 0.01), 0), ends[1] + 0.12 * (ends[1] - ends[0] + 0.01)];
  const share = (v) => (log ? Math.log(v / least) / Math.log(most / least) : (v - least) / (most - least));
  const x = (t) => left + t * (width - left - right), y = (v) => height - bottom - share(v) * (height - top - bottom);
  for (const v of all.length ? rungs(least, most, log) : []) {
    line(context, [[left, Math.round(y(v)) + 0.5], [width - right, Math.round(y(v)) + 0.5]]);
    context.fillText(unit(v), left - 6, y(v) + 4);
  }
  for (const [t, text, align] of [[0, "one", "left"], [0.5, words, "center"], [1, "the other", "right"]]) {
    context.textAlign = align;
    context.fillText(text, x(t), height - bottom + 18);
  }
  ways.forEach((way, k) => {
    Object.assign(context, { strokeStyle: colour.ink, lineWidth: 2 });
    context.setLineDash(dashOf(way));
    line(context, values[k].map((v, i) => [x(i / (values[k].length - 1)), y(v)]));
    context.setLineDash([]);
  });
  if (values.length) {
    marker(context, "disc", x(0), y(values[0][0]), 6, colour.ink, colour.paper);
    marker(context, "disc", x(1), y(values[0].at(-1)), 6, colour.ink, colour.paper);
    marker(context, "disc", x(1), y(values[0].at(-1)), 3.6, colour.paper);
  }
  if (guess) {
    marker(context, "diamond", x(0.5), y(guess), 5, colour.mute, colour.paper);
    haloText(context, "your guess", x(0.5) + 10, y(guess) + 4, { colour: colour.mute });
  }
}
