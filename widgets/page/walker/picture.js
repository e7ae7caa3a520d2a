// What Python's `LandscapeSide` makes of one method while a slider is dragged, made here: the same plan, the same steps, the same
// rounding to 16 bits, so that the picture is Python's to the last byte.
import { Walker } from "./walker.js";

const STEPS = 65534; // widgets/pack.py

// How many gradient evaluations a step costs; price: [outside of loops, [[the loop's parameter, inside of it], ...]].
export const priceOf = ([outside, loops], parameters) => loops.reduce((sum, [name, count]) => sum + parameters[name] * count, outside);

// A history of sliders as one method lives it: [its parameters at the start, [[clock, those that are moved], ...]].
export function ownPart({ base, pins }, names) {
  const own = (entries) => Object.fromEntries(entries.filter(([slider]) => slider in names).map(([slider, value]) => [names[slider], value]));
  const moved = pins.map(({ clock, moves }) => [clock, own(moves.map((move) => [move.slider, move.after]))]);
  return [own(Object.entries(base)), moved.filter(([, values]) => Object.keys(values).length)];
}

// [[steps, parameters], ...], cut where they change; a step that cannot be paid for ends it. As `toy_models.plans.segments`.
export function planOf(price, base, moved, total) {
  const plan = [];
  let clock = 0, current = base;
  for (const [at, values] of [...moved, [Infinity, {}]]) {
    const cost = priceOf(price, current), until = at === Infinity ? Infinity : Math.ceil((at - clock) / cost);
    const count = Math.max(0, Math.min(until, Math.floor((total - clock) / cost)));
    if (count) plan.push([count, current]);
    clock += count * cost;
    if (count < until) break;
    current = { ...current, ...values };
  }
  return plan;
}

// [[clock, steps done then, evaluations a step from then on], ...]
export function paceOf(price, plan) {
  const found = [];
  let clock = 0, steps = 0;
  for (const [count, parameters] of plan) {
    const cost = priceOf(price, parameters);
    if (found.at(-1)?.[2] !== cost) found.push([clock, steps, cost]);
    clock += count * cost;
    steps += count;
  }
  return found;
}

const clockOf = (pace, step) => { const [at, done, cost] = pace.findLast(([, first]) => first <= step) ?? [0, 0, 0]; return at + (step - done) * cost; };

// Half to even, as NumPy has it.
const rint = (x) => { const up = Math.round(x); return up - x === 0.5 && up % 2 ? up - 1 : up; };
const within = (x, low, high) => Math.min(Math.max(x, low), high);

// The number of the minimum that descent leads to from a point; basins: int16, a row for each y.
export function valleyOf({ extent: [[x0, x1], [y0, y1]], shape: [rows, columns] }, basins, x, y) {
  const column = within(rint(((x - x0) / (x1 - x0)) * (columns - 1)), 0, columns - 1);
  return basins[within(rint(((y - y0) / (y1 - y0)) * (rows - 1)), 0, rows - 1) * columns + column];
}

// How many steps lie between two frames that are kept, where every so many evaluations one is shown.
function strideOf(price, base, moved, every) {
  const costs = new Set([base, ...moved.map(([, values]) => ({ ...base, ...values }))].map((values) => priceOf(price, values)));
  const [cost] = costs.size === 1 ? costs : [every + 1];
  return every % cost === 0 ? every / cost : 1;
}

// The kept frame that each shown one is: the last whose clock has come.
function shownFrames(pace, steps, stride, { total, every }) {
  const last = Math.ceil(steps / stride), clock = (frame) => clockOf(pace, Math.min(frame * stride, steps)), found = [];
  for (let at = 0, frame = 0; at <= total; at += every) {
    while (frame < last && clock(frame + 1) <= at) frame += 1;
    found.push(frame);
  }
  return found;
}

// method: as `widgets.walkers` tells of it. order: { scene, basins, history, start, noise, seed, replicas, total, every }. Gives
// { frames: uint16 (frame, replica, 2), tally, away: per frame, how many are in the first valley, and not in the start's; said: what
// a run says of a method }.
export function walked(method, order) {
  const { scene, basins, start, replicas, total, every } = order, { price } = method;
  const [base, moved] = ownPart(order.history, method.names), plan = planOf(price, base, moved, total), pace = paceOf(price, plan);
  const steps = plan.reduce((sum, [count]) => sum + count, 0), stride = strideOf(price, base, moved, every);
  method.ready ??= new Walker(method.walker);
  const run = { ...order, start: Array(replicas).fill(start), segments: plan, every: stride };
  const { frames: kept, lost } = steps ? method.ready.walk(run) : { frames: [], lost: [] }; // not one that can be paid for: all stay
  const shown = shownFrames(pace, steps, stride, order), { domain } = scene, home = valleyOf(scene, basins, ...start);
  const frames = new Uint16Array(2 * shown.length * replicas), tally = new Uint8Array(shown.length), away = Array(shown.length).fill(0);
  const scaled = (value, [low, high]) => rint(within((value - low) / (high - low), 0, 1) * STEPS);
  shown.forEach((frame, t) => {
    for (let r = 0; r < replicas; r++) {
      const from = 2 * (frame * replicas + r), to = 2 * (t * replicas + r);
      const [x, y] = frame ? [kept[from], kept[from + 1]] : start; // the start as it was given, in float64
      [frames[to], frames[to + 1]] = [scaled(x, domain[0]), scaled(y, domain[1])];
      const valley = valleyOf(scene, basins, x, y);
      tally[t] += Number(valley === 0);
      away[t] += Number(valley !== home);
    }
  });
  const left = lost.reduce((least, step) => (step >= 0 && step < least ? step : least), Infinity);
  const cost = clockOf(pace, steps) / Math.max(steps, 1);
  const diverged = left === Infinity ? null : { step: left, clock: rint(left * cost), causes: [] }; // which gauge, Python says
  return { frames, tally, away, said: { key: method.key, diverged, stalled: null, pace, evaluations: clockOf(pace, steps), steps } };
}
