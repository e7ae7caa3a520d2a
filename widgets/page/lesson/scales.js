// The scales of a chart over a slider's axis: logarithmic across, straight up. chart: {height, left, right, bottom, top}, in pixels.
import { SANS } from "../common/draw.js";
import { short } from "../common/numbers.js";

// Pixels across of a slider's value between the ends of its axis, on a chart of width w.
export function across({ left, right }, w, { low, high }) {
  return (value) => left + (Math.log(value / low) / Math.log(high / low)) * (w - left - right);
}

// Pixels down of a number between the least and the most that a chart shows.
export function up({ height, bottom, top }, least, most) {
  return (v) => height - bottom - ((v - least) / (most - least)) * (height - bottom - top);
}

// A line and its number at each of `values`, and the decades of the axis under them.
export function drawScales(context, { height, left, right }, w, colour, { low, high }, { values, x, y }) {
  Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, strokeStyle: colour.line, lineWidth: 1, textAlign: "right" });
  for (const v of values) {
    const at = Math.round(y(v)) + 0.5;
    context.beginPath(); context.moveTo(left, at); context.lineTo(w - right, at); context.stroke();
    context.fillText(short(v), left - 6, at + 4);
  }
  context.textAlign = "center";
  for (let decade = 10 ** Math.ceil(Math.log10(low) - 1e-9); decade <= high; decade *= 10) context.fillText(short(decade), x(decade), height - 5);
}

// An upright line through the whole height of the chart.
export function drawUpright(context, { height, bottom, top }, at, tint) {
  Object.assign(context, { strokeStyle: tint, lineWidth: 1.2 });
  context.beginPath(); context.moveTo(at, top); context.lineTo(at, height - bottom); context.stroke();
}
