// The map of a phase diagram, its small copies and its key: cells, hatching, dots, frames, numbered lines, the chosen cell.
import { fit, haloText, SANS, SERIF } from "../common/draw.js";
import { short } from "../common/numbers.js";
import { placeOf, ticks } from "./sheet.js";

export const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [3, 6], [12, 4]];
const MARGIN = { left: 58, top: 8, right: 10, bottom: 46 };

// A pattern of a few pixels, drawn at twice its size.
/** @type {(context: Context, side: number, draw: (pen: OffscreenCanvasRenderingContext2D) => void) => CanvasPattern} */
function pattern(context, side, draw) {
  const small = new OffscreenCanvas(2 * side, 2 * side), pen = small.getContext("2d");
  pen.scale(2, 2);
  draw(pen);
  const found = context.createPattern(small, "repeat");
  found.setTransform(new DOMMatrix([0.5, 0, 0, 0.5, 0, 0]));
  return found;
}

// Strokes from corner to corner, their pitch 6; light ones on what is dark.
/** @type {(context: Context, dark: boolean) => CanvasPattern} */
const hatching = (context, dark) => pattern(context, 8, (pen) => {
  Object.assign(pen, { strokeStyle: dark ? "#FFFFFFBF" : "#10141899", lineWidth: 1.6 });
  for (const from of [-8, 0, 8]) {
    pen.beginPath();
    pen.moveTo(from - 2, 10);
    pen.lineTo(from + 10, -2);
    pen.stroke();
  }
});

/** @type {(context: Context, look: any) => CanvasPattern} */
const dots = (context, { colour }) => pattern(context, 6, (pen) => {
  pen.fillStyle = colour.sunk;
  pen.fillRect(0, 0, 6, 6);
  pen.fillStyle = colour.mute;
  pen.beginPath();
  pen.arc(3, 3, 0.9, 0, 2 * Math.PI);
  pen.fill();
});

/** @type {(table: Uint8Array, share: number) => [number, number, number]} */
const rgb = (table, share) => { const c = 3 * Math.round(share * 255); return [table[c], table[c + 1], table[c + 2]]; };
const dim = ([r, g, b]) => 0.3 * r + 0.6 * g + 0.1 * b < 130;

// The cells alone, in a box: as pixels that are enlarged, so that no seam is seen; over them what says how sure they are.
export function paintCells(context, sheet, k, look, [left, top, width, height], fine = true) {
  const { rows, columns } = sheet, [w, h] = [width / columns, height / rows], image = new ImageData(columns, rows), over = [], minus = [];
  for (let cell = 0; cell < sheet.cells; cell++) {
    const from = sheet.shown[cell], share = from < 0 ? NaN : sheet.share(k, sheet.mean(k, from)), known = Number.isFinite(share);
    const [column, row] = [cell % columns, rows - 1 - Math.floor(cell / columns)], tint = rgb(look.table, known ? share : 0);
    if (known) image.data.set([...tint, 255], 4 * (row * columns + column));
    else if (from >= 0) over.push(["dots", column, row]);
    if (known && fine && from === cell && sheet.unsure(k, cell)) over.push([dim(tint) ? "pale" : "dark", column, row]);
    if (known && fine && from === cell && w >= 14 && sheet.under(k, cell)) minus.push([column, row, dim(tint)]);
  }
  const small = new OffscreenCanvas(columns, rows), patterns = { dots: dots(context, look), pale: hatching(context, true), dark: hatching(context, false) };
  small.getContext("2d").putImageData(image, 0, 0);
  context.fillStyle = look.colour.sunk;
  context.fillRect(left, top, width, height);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, left, top, width, height);
  for (const [name, column, row] of over) {
    context.fillStyle = patterns[name];
    context.fillRect(left + column * w, top + row * h, w, h);
  }
  Object.assign(context, { font: `700 12px ${SANS}`, textAlign: "center" });
  for (const [column, row, dark] of minus) {
    context.fillStyle = dark ? "#FFFFFF" : "#101418";
    context.fillText("−", left + (column + 0.5) * w, top + (row + 0.5) * h + 4);
  }
  if (fine) frames(context, sheet, look, left, top, w, h);
}

// A hairline around what stands for several cells.
function frames(context, sheet, { colour }, left, top, w, h) {
  const { rows, columns, shown } = sheet, sizes = new Int32Array(sheet.cells);
  for (const from of shown) sizes[from] += 1;
  context.beginPath();
  for (let cell = 0; cell < sheet.cells; cell++) {
    const row = Math.floor(cell / columns), column = cell % columns, x = left + column * w, y = top + (rows - 1 - row) * h;
    const apart = (other) => shown[cell] !== shown[other] && Math.max(sizes[shown[cell]], sizes[shown[other]]) > 1;
    if (column + 1 < columns && apart(cell + 1)) { context.moveTo(x + w, y); context.lineTo(x + w, y + h); }
    if (row + 1 < rows && apart(cell + columns)) { context.moveTo(x, y); context.lineTo(x + w, y); }
  }
  Object.assign(context, { strokeStyle: colour.edge, lineWidth: 0.6, globalAlpha: 0.8 });
  context.stroke();
  context.globalAlpha = 1;
}

// The whole map. Gives back the box of its cells.
export function paintMap(node, width, sheet, k, look, lines, [row, column]) {
  const side = width - MARGIN.left - MARGIN.right, height = side + MARGIN.top + MARGIN.bottom, context = fit(node, width, height);
  const box = /** @type {Box} */ ([MARGIN.left, MARGIN.top, side, side]), [left, top] = box, [w, h] = [side / sheet.columns, side / sheet.rows];
  Object.assign(context, { wvHalo: look.colour.halo, wvInk: look.colour.ink });
  paintCells(context, sheet, k, look, box);
  context.save();
  context.beginPath();
  context.rect(left, top, side, side);
  context.clip();
  const pixel = ([x, y]) => [left + placeOf(sheet.plan.x, x) * w, top + side - placeOf(sheet.plan.y, y) * h];
  const placed = lines.map((line) => line.points.map(pixel).filter((point) => point.every(Number.isFinite)));
  placed.forEach((points, i) => theory(context, points, look, DASHES[i % DASHES.length]));
  context.restore();
  placed.forEach((points, i) => number(context, points, i, placed.length, box, look));
  axis(context, sheet.plan, box, look);
  frame(context, left + column * w, top + side - (row + 1) * h, w, h, look);
  return box;
}

function theory(context, points, { colour }, dash) {
  for (const [stroke, width, alpha, pattern] of [[colour.halo, 5, 0.9, []], [colour.ink, 2, 1, dash]]) {
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    Object.assign(context, { strokeStyle: stroke, lineWidth: width, globalAlpha: alpha, lineJoin: "round" });
    context.setLineDash(pattern);
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

// The disc with a line's number, on the line, each at another height.
function number(context, points, i, count, [left, top, width, height], look) {
  if (!points.length) return;
  const [x, y] = points[Math.floor(((i + 0.5) / count) * (points.length - 1) + 0.5)];
  disc(context, Math.min(Math.max(x, left + 11), left + width - 11), Math.min(Math.max(y, top + 11), top + height - 11), i + 1, look);
}

export function disc(context, x, y, text, { colour }, radius = 10) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  Object.assign(context, { fillStyle: colour.card, strokeStyle: colour.ink, lineWidth: 1.6 });
  context.fill();
  context.stroke();
  Object.assign(context, { fillStyle: colour.ink, font: `700 12px ${SANS}`, textAlign: "center" });
  context.fillText(String(text), x, y + 4);
}

// Three lines around the chosen cell: seen on any colour.
function frame(context, x, y, w, h, { colour }) {
  for (const [stroke, width, out] of [[colour.halo, 7, 4], [colour.ink, 2.4, 5.5], [colour.ink, 1.6, 1]]) {
    Object.assign(context, { strokeStyle: stroke, lineWidth: width });
    context.strokeRect(x - out, y - out, w + 2 * out, h + 2 * out);
  }
}

/** @type {(context: Context, plan: any, box: Box, look: any) => void} */
function axis(context, plan, [left, top, width, height], { colour }) {
  const cells = { x: plan.x.values.length, y: plan.y.values.length };
  Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, strokeStyle: colour.edge, lineWidth: 1 });
  context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
  let last = -Infinity;
  for (const value of ticks(plan.x)) {
    const x = left + (placeOf(plan.x, value) / cells.x) * width;
    context.textAlign = "center";
    if (x - last > 34) context.fillText(short(value), Math.min(x, left + width - 8), top + height + 17);
    mark(context, x, top + height, 0, 4);
    last = x;
  }
  for (const value of ticks(plan.y)) {
    const y = top + height - (placeOf(plan.y, value) / cells.y) * height;
    context.textAlign = "right";
    context.fillText(short(value), left - 8, Math.max(y + 4, top + 8));
    mark(context, left - 4, y, 4, 0);
  }
  named(context, plan.x, left + width / 2, top + height + 38, colour);
  context.save();
  context.translate(18, top + height / 2);
  context.rotate(-Math.PI / 2);
  named(context, plan.y, 0, 0, colour);
  context.restore();
}

function mark(context, x, y, dx, dy) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + dx, y + dy);
  context.stroke();
}

// An axis's symbol and word, in the middle under it.
function named(context, { symbol, word }, x, y, colour) {
  const [serif, sans] = [`italic 16px ${SERIF}`, `13px ${SANS}`], text = word && word !== symbol ? ` ${word}` : "";
  Object.assign(context, { fillStyle: colour.ink, textAlign: "left", font: serif });
  const first = context.measureText(symbol).width;
  context.font = sans;
  const from = x - (first + context.measureText(text).width) / 2;
  context.fillText(text, from + first, y);
  context.font = serif;
  context.fillText(symbol, from, y);
}

// A small copy, for the choice of a reading.
export function paintSmall(node, side, sheet, k, look) {
  paintCells(fit(node, side, side), sheet, k, look, [0, 0, side, side], false);
}

// The key: eight steps of the colours with their ends.
export function paintKey(node, width, sheet, k, look) {
  const context = fit(node, width, 34), [low, high, log] = sheet.scale(k), middle = log ? Math.sqrt(low * high) : (low + high) / 2;
  for (let i = 0; i < 8; i++) {
    context.fillStyle = `rgb(${rgb(look.table, (i + 0.5) / 8).join()})`;
    context.fillRect(1 + (i * (width - 2)) / 8, 1, (width - 2) / 8 + 0.5, 13);
  }
  Object.assign(context, { strokeStyle: look.colour.edge, lineWidth: 1, wvHalo: look.colour.paper });
  context.strokeRect(0.5, 0.5, width - 1, 14);
  for (const [text, x, align] of [[short(low), 0, "left"], [short(middle), width / 2, "center"], [short(high), width, "right"]]) {
    haloText(context, text, x, 30, { align, colour: look.colour.mute });
  }
}

// A swatch of what hatching, dots and frames mean.
export function paintSwatch(node, kind, look) {
  const context = fit(node, 24, 18), tint = rgb(look.table, kind === "hatch" ? 0.6 : 0.25);
  context.fillStyle = kind === "dots" ? dots(context, look) : `rgb(${tint.join()})`;
  context.fillRect(0, 0, 24, 18);
  if (kind === "hatch") {
    context.fillStyle = hatching(context, dim(tint));
    context.fillRect(0, 0, 24, 18);
  }
  Object.assign(context, { strokeStyle: look.colour.edge, lineWidth: 1 });
  context.strokeRect(0.5, 0.5, 23, 17);
}
