// The row through a cell: the same numbers as points with two standard errors, and the lines of theory where they cross it.
// And the run behind the cell: how many were in the first valley, up to the clock.
import { cueColour, fit, marker, SANS } from "../common/draw.js";
import { short, whole } from "../common/numbers.js";
import { DASHES, disc } from "./map.js";
import { crossings, placeOf, ticks } from "./sheet.js";

const ROW = { height: 124, left: 40, right: 14, top: 26, bottom: 22 };
const LAWS = [[2, 3], [7, 3]];
const CURVE = { height: 96, left: 26, right: 30, top: 8, bottom: 20 };

// leaving: [{words, values}], a law for each column of this row, where there is one.
export function paintRow(node, width, sheet, k, look, lines, [row, column], method, leaving) {
  const { height, left, right, top, bottom } = ROW, context = fit(node, width, height), { plan, columns } = sheet;
  const x = (place) => left + (place / columns) * (width - left - right), y = (share) => height - bottom - share * (height - top - bottom);
  const [low, high, log] = sheet.scale(k), middle = log ? Math.sqrt(low * high) : (low + high) / 2;
  grid(context, look, [[0, low], [0.5, middle], [1, high]].map(([share, value]) => [y(share), short(value)]), left, width - right);
  Object.assign(context, { textAlign: "center" });
  for (const value of ticks(plan.x)) context.fillText(short(value), Math.min(x(placeOf(plan.x, value)), width - 12), height - 5);
  let last = -Infinity;
  const across = lines.flatMap(({ points }, i) => crossings(points, plan.y.values[row]).map((value) => [x(placeOf(plan.x, value)), i]));
  for (const [at, i] of across.filter(([at]) => Number.isFinite(at)).sort((a, b) => a[0] - b[0])) {
    Object.assign(context, { strokeStyle: look.colour.ink, lineWidth: 1.5 });
    context.setLineDash(DASHES[i % DASHES.length]);
    stroke(context, [[at, top - 4], [at, height - bottom]]);
    context.setLineDash([]);
    if (at - last > 18) disc(context, at, 11, i + 1, look, 9);
    last = at;
  }
  leaving.forEach(({ words, values }, i) => paintLaw(context, look, words, values.flatMap((value, c) => (value === null ? [] : [[x(c + 0.5), y(shareOf(sheet, k, value))]])), i, top, width - right));
  const tint = cueColour(look.bus, method), kind = method.cue.marker;
  for (let i = 0; i < columns; i++) {
    const cell = row * columns + i, value = sheet.mean(k, cell), error = 2 * sheet.error(k, cell);
    if (!sheet.ran(cell) || !Number.isFinite(value)) continue;
    Object.assign(context, { strokeStyle: tint, lineWidth: 1.4 });
    if (error > 0) stroke(context, [value - error, value + error].map((end) => [x(i + 0.5), y(shareOf(sheet, k, end))]));
    marker(context, kind, x(i + 0.5), y(sheet.share(k, value)), i === column ? 6.5 : 3.2, tint, i === column ? look.colour.card : null);
  }
}

// A law of theory over the row, dashed, with its name at the head of the chart.
function paintLaw(context, look, words, points, i, top, right) {
  Object.assign(context, { strokeStyle: look.colour.ink, fillStyle: look.colour.ink, lineWidth: 1.4, font: `12px ${SANS}`, textAlign: "right" });
  context.setLineDash(LAWS[i % LAWS.length]);
  stroke(context, points);
  stroke(context, [[right - 26, top + 4 + 16 * i], [right, top + 4 + 16 * i]]);
  context.setLineDash([]);
  context.fillText(words, right - 32, top + 8 + 16 * i);
}

// Below the least of a logarithmic scale there is nothing.
const shareOf = (sheet, k, value) => (sheet.scale(k)[2] && value <= 0 ? 0 : sheet.share(k, value));

function grid(context, look, rules, from, to) {
  Object.assign(context, { font: `12px ${SANS}`, fillStyle: look.colour.mute, strokeStyle: look.colour.line, lineWidth: 1, textAlign: "right" });
  for (const [at, text] of rules) {
    stroke(context, [[from, Math.round(at) + 0.5], [to, Math.round(at) + 0.5]]);
    context.fillText(text, from - 6, at + 4);
  }
}

function stroke(context, points) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}

// Gives back the count now.
export function paintCurve(node, width, look, method) {
  const { height, left, right, top, bottom } = CURVE, context = fit(node, width, height), { bus } = look, { run } = bus;
  if (!run || !bus.tallyAt) return null;
  const x = (clock) => left + (clock / bus.total) * (width - left - right), y = (n) => height - bottom - (n / run.replicas) * (height - top - bottom);
  grid(context, look, [0, run.replicas / 2, run.replicas].map((n) => [y(n), String(Math.round(n))]), left, width - right);
  context.textAlign = "left";
  context.fillText("0", left, height - 4);
  context.textAlign = "right";
  context.fillText(whole(bus.total), width - right, height - 4);
  const now = Math.min(Math.floor(bus.clock / run.every), run.frames - 1), tint = cueColour(bus, method);
  Object.assign(context, { strokeStyle: tint, lineWidth: method.cue.width });
  stroke(context, Array.from({ length: now + 1 }, (_, t) => [x(t * run.every), y(bus.tallyAt(method.key, t))]));
  const count = bus.tallyAt(method.key, now);
  marker(context, method.cue.marker, x(now * run.every), y(count), 5, tint, look.colour.paper);
  Object.assign(context, { fillStyle: tint, font: `700 14px ${SANS}`, textAlign: "left" });
  context.fillText(String(count), Math.min(x(now * run.every) + 9, width - right + 8), Math.max(y(count) + 5, top + 6));
  return count;
}
