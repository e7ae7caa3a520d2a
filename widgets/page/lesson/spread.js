// The law along x: what was counted as bars, the exact law as a line, Gibbs' law in dashes.
import { fit, SANS } from "../common/draw.js";
import { short } from "../common/numbers.js";

const CHART = { height: 150, left: 4, right: 4, bottom: 20, top: 8 };

/** @type {(picture: HTMLCanvasElement, w: number, told: any, tint: string, colour: Colours) => void} */
export function drawSpread(picture, w, told, tint, colour) {
  const { height, left, right, bottom, top } = CHART, context = fit(picture, w, height), floor = height - bottom;
  Object.assign(context, { strokeStyle: colour.edge, lineWidth: 1, fillStyle: colour.mute, font: `12px ${SANS}`, textAlign: "center" });
  context.beginPath(); context.moveTo(left, floor + 0.5); context.lineTo(w - right, floor + 0.5); context.stroke();
  if (!told) return;
  const { x: [low, high], bars, errors, exact, gibbs } = told, most = Math.max(...bars, ...(exact ?? []), ...(gibbs ?? []));
  const wide = (w - left - right) / bars.length, u = (k) => left + k * wide, v = (share) => floor - (share / most) * (floor - top);
  for (let place = Math.ceil(low); place <= high; place += 1) context.fillText(short(place), left + ((place - low) / (high - low)) * (w - left - right), height - 5);
  bars.forEach((share, k) => {
    Object.assign(context, { fillStyle: tint, globalAlpha: 0.42 });
    context.fillRect(u(k) + 0.5, v(share), wide - 1, floor - v(share));
    Object.assign(context, { strokeStyle: tint, globalAlpha: 1, lineWidth: 1 });
    context.beginPath(); context.moveTo(u(k + 0.5), v(share + errors[k])); context.lineTo(u(k + 0.5), v(Math.max(share - errors[k], 0))); context.stroke();
  });
  for (const [law, dash, look] of [[gibbs, [6, 5], colour.mute], [exact, [], colour.ink]]) {
    if (!law) continue;
    context.setLineDash(dash);
    Object.assign(context, { strokeStyle: look, lineWidth: 1.8 });
    context.beginPath();
    law.forEach((share, k) => context.lineTo(u(k + 0.5), v(share)));
    context.stroke();
    context.setLineDash([]);
  }
}
