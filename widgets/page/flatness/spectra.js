// The spectra of the Hessians: how many axes there are at each curvature, with the error of that; where the largest stands.
import { cueColour, fit, marker, SANS } from "../common/draw.js";
import { short, withError } from "../common/numbers.js";

const CHART = { height: 236, left: 44, right: 12, top: 10, bottom: 34 };
const LEAST = 0.01; // axes per unit of curvature: less is a Gaussian's tail
const HOLLOW = [5, 3], RESCALED = [2, 3]; // the line of a method's second network, and of the rescaled one

const POWERS = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"];
const power = (n) => `10${n < 0 ? "⁻" : ""}${[...String(Math.abs(n))].map((digit) => POWERS[Number(digit)]).join("")}`;

// What a spectrum is: {run, factor, stiff} of `drawn`, with its curvatures, its density and the error of that.
export function spectra(drawn, densities) {
  const places = densities.length / (3 * drawn.length || 1), part = (k, n) => densities.subarray((3 * k + n) * places, (3 * k + n + 1) * places);
  return drawn.map((one, k) => ({ ...one, across: part(k, 0), density: part(k, 1), error: part(k, 2) }));
}

// How many axes are stiff, in words.
export const stiff = ({ stiff: share }, weights) => (share ? withError(weights * share.value, weights * share.error) : "none");

// found: `spectra`; runs: with `method`, a cue; weights: how many axes; largest: {value} for each run, or null where it is not known.
export function paintSpectra(node, width, look, { found, runs, weights, largest }) {
  const { height, left, right, top, bottom } = CHART, context = fit(node, width, height), { colour, bus } = look;
  const shown = found.flatMap(({ density }) => Array.from(density, (v) => v * weights)), ends = found.flatMap(({ across }) => [across[0], across.at(-1)]);
  const [low, high] = ends.length ? [Math.min(...ends), Math.max(...ends)] : [-1, 6], most = shown.length ? Math.max(...shown) * 2 : 1e5;
  const x = (v) => left + ((v - low) / (high - low)) * (width - left - right);
  const y = (v) => height - bottom - (Math.log(Math.max(v, LEAST) / LEAST) / Math.log(most / LEAST)) * (height - top - bottom);
  Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, strokeStyle: colour.line, lineWidth: 1, textAlign: "right" });
  for (let n = Math.round(Math.log10(LEAST)); 10 ** n <= most; n += 2) {
    line(context, [[left, Math.round(y(10 ** n)) + 0.5], [width - right, Math.round(y(10 ** n)) + 0.5]]);
    context.fillText(power(n), left - 6, y(10 ** n) + 4);
  }
  context.textAlign = "center";
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000].map((n) => n / 2).find((n) => (high - low) / n < 8) ?? high - low;
  for (let v = Math.ceil(low / step) * step; v <= high; v += step) context.fillText(short(v), x(v), height - bottom + 15);
  context.fillText("curvature λ", left + (width - left - right) / 2, height - 4);
  for (const { run, factor, across, density, error } of found) {
    const { method, hollow } = runs[run], tint = factor === 1 ? cueColour(bus, method) : colour.ink;
    const band = (sign) => Array.from(density, (v, i) => [x(across[i]), y(weights * (v + sign * error[i]))]);
    Object.assign(context, { fillStyle: tint, globalAlpha: 0.18 });
    context.beginPath();
    for (const [u, v] of [...band(1), ...band(-1).reverse()]) context.lineTo(u, v);
    context.fill();
    Object.assign(context, { strokeStyle: tint, lineWidth: 1.7, globalAlpha: 1 });
    context.setLineDash(factor !== 1 ? RESCALED : hollow ? HOLLOW : []);
    line(context, band(0));
    context.setLineDash([]);
  }
  largest.forEach((one, k) => {
    if (one?.value == null || one.value < low || one.value > high) return;
    const { method, hollow } = runs[k], tint = cueColour(bus, method);
    marker(context, method.cue.marker, x(one.value), height - bottom, 6, tint, colour.paper);
    if (hollow) marker(context, method.cue.marker, x(one.value), height - bottom, 3.6, colour.paper);
  });
}

function line(context, points) {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}
