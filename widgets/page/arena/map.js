// What stands still on the two maps: heights, contours, crosses at the minima; and the bar that says what a colour means.
import { drawContours, fit, minimumCross, paintHeights, SANS } from "../common/draw.js";
import { el } from "../common/elements.js";
import { short, told } from "../common/numbers.js";
import { beside, leader, valued } from "./labels.js";

// The base of one map. Gives back the places where a contour carries its number.
export function paintMap(node, size, values, scene, minima, look, stride = 1) {
  const [w, h] = size, context = look.dress(fit(node, w, h));
  paintHeights(context, values, scene.shape, scene, look.table, w, h);
  const crosses = minima.map((m) => pixelOf(scene, size, m.x, m.y)), taken = [...crosses];
  drawContours(context, values, scene.shape, scene, w, h, look.colour.ink, look.dark, taken, stride);
  if (scene.streams) drawStreams(context, scene, size, look.colour.ink);
  for (const [x, y] of crosses) minimumCross(context, x, y, look.colour.ink, look.colour.halo);
  return taken.slice(crosses.length);
}

export function pixelOf(scene, [w, h], x, y) {
  const [[x0, x1], [y0, y1]] = scene.extent;
  return [((x - x0) / (x1 - x0)) * w, h - ((y - y0) / (y1 - y0)) * h];
}

export function pointOf(scene, [w, h], px, py) {
  const [[x0, x1], [y0, y1]] = scene.extent;
  return [x0 + (px / w) * (x1 - x0), y1 - (py / h) * (y1 - y0)];
}

// A field has no energy: lines along its force, each with an arrow half-way. Heights are then those of its law at rest.
export const signOf = (scene) => (scene.streams ? "Φ" : "f");
function drawStreams(context, scene, size, ink) {
  Object.assign(context, { strokeStyle: ink, fillStyle: ink, lineWidth: 1.2, globalAlpha: 0.7 });
  for (const line of scene.streams) {
    const points = line.flatMap((x, i) => (i % 2 ? [] : [pixelOf(scene, size, x, line[i + 1])])), half = points.length >> 1;
    const [[u, v], [x, y]] = points.slice(half - 1), turn = Math.atan2(y - v, x - u);
    context.beginPath();
    points.forEach((point) => context.lineTo(...point));
    context.stroke();
    context.beginPath();
    for (const [r, a] of [[6, 0], [5, 2.4], [5, -2.4]]) context.lineTo(x + r * Math.cos(turn + a), y + r * Math.sin(turn + a));
    context.fill();
  }
  context.globalAlpha = 1;
}

// Heights and places in words: what the wire's whole numbers, or a pixel, cannot tell from nothing is nothing.
export const heightText = (scene, height) => told(height, (scene.top - scene.low) / 65534);
/** @type {(scene: { extent: Point[] }, place: number) => string} */
export const placeText = ({ extent: [[x0, x1]] }, place) => told(place, (x1 - x0) / 2000);

// A height between grid points, bilinear.
export function heightAt(scene, values, x, y) {
  const [[x0, x1], [y0, y1]] = scene.extent, [rows, columns] = scene.shape;
  const u = Math.min(Math.max(((x - x0) / (x1 - x0)) * (columns - 1), 0), columns - 1.001);
  const v = Math.min(Math.max(((y - y0) / (y1 - y0)) * (rows - 1), 0), rows - 1.001);
  const i = Math.floor(u), j = Math.floor(v), a = u - i, b = v - j, k = j * columns + i;
  const low = (1 - a) * values[k] + a * values[k + 1], high = (1 - a) * values[k + columns] + a * values[k + columns + 1];
  return (1 - b) * low + b * high;
}

const FAR = 70; // pixels from its cross beyond which a name is no longer read with it

// Where a minimum's name may stand: beyond the rim of its well, above and below, then beside its cross.
function placesAtRim(scene, size, values, m) {
  const [x, y] = pixelOf(scene, size, m.x, m.y), [, h] = size, rise = 0.3 * (scene.high - scene.low);
  const high = (py) => heightAt(scene, values, ...pointOf(scene, size, x, py)) - m.height > rise;
  let up = y - 26, down = y + 26;
  while (up > Math.max(20, y - FAR) && !high(up)) up -= 4;
  while (down < Math.min(h - 24, y + FAR) && !high(down)) down += 4;
  const clear = (from, to, align) => [[from, Math.max(up - 24, 14), align], [to, Math.min(down + 10, h - 20), align]];
  const near = [[x, y - 40, "center"], [x, y + 26, "center"], [x + 14, y - 3, "left"], [x - 14, y - 3, "right"]];
  return [...clear(x, x, "center"), ...near, ...clear(x + 50, x - 50, "center"), ...clear(x - 50, x + 50, "center")];
}

const MANY = 4; // minima above which a name stands at its cross: between so many wells a rim belongs to none

// Names of the minima with their heights, each beside its cross or tied to it. Where there are many, only those that have a name.
export function nameMinima(labels, scene, size, values, context, { colour }) {
  scene.minima.forEach((m, i) => {
    if (!m.label) return;
    const [x, y] = pixelOf(scene, size, m.x, m.y);
    const rows = [[{ text: m.label, weight: 700 }], valued(signOf(scene), heightText(scene, m.height))];
    labels.put(`minimum ${i}`, scene.minima.length > 2 ? rows.slice(0, 1) : rows, scene.minima.length > MANY ? beside(x, y, 10)
      : placesAtRim(scene, size, values, m), (box) => leader(context, x, y, box, colour.ink));
  });
}

export function nameSoftMinima(labels, scene, size, surface, context, { colour }) {
  if (surface.minima.length > 2) return;
  surface.minima.forEach((m, i) => {
    const [x, y] = pixelOf(scene, size, m.x, m.y), words = surface.minima.length === 1 ? "only minimum, " : "";
    labels.put(`minimum ${i}`, [[{ text: words, weight: 700 }, ...valued(surface.symbol ?? signOf(scene), heightText(scene, m.height), { weight: 700 })]],
      beside(x, y, 10), (box) => leader(context, x, y, box, colour.ink));
  });
}

// The bar of heights, with the numbered contours under it.
export function paintHeightBar(holder, scene, look) {
  const node = el("canvas", { "aria-hidden": "true" });
  holder.replaceChildren(el("b", {}, scene.streams ? "Φ, both maps" : "Height, both maps"), node,
    el("span", { class: "wv-mute" }, `${scene.streams ? "likelier" : "deeper"} is darker`));
  const width = Math.min(holder.clientWidth || 112, 160), context = fit(node, width, 26);
  for (let x = 0; x < width; x++) {
    const c = 3 * Math.round((x / width) ** scene.exponent * 255);
    context.fillStyle = `rgb(${look.table[c]},${look.table[c + 1]},${look.table[c + 2]})`;
    context.fillRect(x, 0, 1, 9);
  }
  context.fillStyle = context.strokeStyle = look.colour.mute;
  context.font = `11px ${SANS}`;
  context.textAlign = "center";
  let free = 0;
  for (const level of scene.numbered) {
    const x = ((level - scene.low) / (scene.high - scene.low)) * width, half = context.measureText(short(level)).width / 2;
    context.fillRect(Math.min(x, width - 1), 7, 1, 4);
    const at = Math.min(Math.max(x, half), width - half);
    if (at - half < free) continue;
    context.fillText(short(level), at, 22);
    free = at + half + 4;
  }
}
