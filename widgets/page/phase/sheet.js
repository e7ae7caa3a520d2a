// What Python has told of a sweep, cell by cell; where a value stands on an axis; which colour a number has.
import { floats } from "../common/draw.js";
import { short, withError } from "../common/numbers.js";

const SURE = 20; // a standard error above one part in so many of the colours is hatched

export class Sheet {
  /** @type {any} */ plan; /** @type {any} */ state; /** @type {Float32Array} */ values; /** @type {Int32Array} */ shown;
  /** @type {number} */ rows; /** @type {number} */ columns; /** @type {boolean} */ less;

  take(plan, state, packed) {
    Object.assign(this, { plan, state, rows: plan.y.values.length, columns: plan.x.values.length, values: floats(packed) });
    this.less = Boolean(this.less && this.compares);
    this.shown = standing(this.rows, this.columns, (cell) => Number.isFinite(this.values[cell]));
  }

  // Whether Python has held another map against this one; `less`: what is looked at is how far they differ.
  get compares() { return Object.keys(this.state.kept?.scales ?? {}).length > 0; }
  get block() { return this.less ? this.plan.readings.length : 0; }

  get cells() { return this.rows * this.columns; }
  mean(k, cell) { return this.values[2 * (k + this.block) * this.cells + cell]; }
  error(k, cell) { return this.values[(2 * (k + this.block) + 1) * this.cells + cell]; }
  ran(cell) { return this.shown[cell] === cell; }
  scale(k) { return (this.less ? this.state.kept.scales : this.state.scales)[this.plan.readings[k].key]; }

  // What a reading is called now.
  words(k) { return `${this.plan.readings[k].words}${this.less ? `, less ${this.state.kept.name}’s` : ""}`; }

  // Whether a cell has less than the map that is held, by more than two standard errors: colour alone must not say so.
  under(k, cell) { return this.less && this.mean(k, cell) < -2 * this.error(k, cell) && this.mean(k, cell) < 0; }

  // The place of a number among the colours, from 0 to 1; NaN where there is none.
  share(k, value) {
    const [low, high, log] = this.scale(k), place = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return Math.min(Math.max(place, 0), 1);
  }

  // Whether the standard error is more than a step that can be seen.
  unsure(k, cell) {
    const [low, high, log] = this.scale(k), error = this.error(k, cell);
    return error * SURE > (log ? Math.log(high / low) * this.mean(k, cell) : high - low);
  }

  // A cell's number with its error, in words.
  said(k, cell) {
    const value = this.mean(k, cell), error = this.error(k, cell), { key, unit } = this.plan.readings[k];
    if (!this.ran(cell)) return "not run yet";
    if (!Number.isFinite(value)) return this.less ? "not in both" : key === "escape" ? "not half have left" : "no number";
    if (unit.startsWith("of ") && !this.less) return `${Math.round(value)} ± ${error < 9.5 ? Number(error.toPrecision(1)) : Math.round(error)} ${unit}`;
    return withError(value, Number.isFinite(error) ? error : 0);
  }

  ends(k) {
    const [low, high] = this.scale(k);
    return `${short(low)} to ${short(high)}`;
  }
}

// For each cell the one that it shows: itself if it has been run, else the corner of the finest block around it that has; -1 for none.
export function standing(rows, columns, ran) {
  const [down, across] = [blocks(rows), blocks(columns)], deepest = Math.max(down.length, across.length) - 1;
  const corner = (levels, depth, place) => levels[Math.min(depth, levels.length - 1)][place];
  return Int32Array.from({ length: rows * columns }, (_, cell) => {
    const row = Math.floor(cell / columns), column = cell % columns;
    for (let depth = deepest; depth >= 0; depth--) {
      const at = corner(down, depth, row) * columns + corner(across, depth, column);
      if (ran(at)) return at;
    }
    return -1;
  });
}

// For each halving of a side, the first place of the block that a place lies in: those that Python runs at that depth.
function blocks(count) {
  const found = [];
  for (let steps = 1; !found.length || found.at(-1).some((first, place) => first !== place); steps *= 2) {
    const met = range(0, steps).map((k) => evenly((k * (count - 1)) / steps));
    found.push(range(0, count - 1).map((place) => met.findLast((first) => first <= place)));
  }
  return found;
}

// As Python rounds: a half goes to the even side.
const evenly = (value) => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

// Where a value stands along an axis, in cells: the middle of the k-th one is k + ½. NaN beyond its ends.
export function placeOf({ values, scale }, value) {
  const log = scale === "log" && values[0] > 0, of = (v) => (log ? Math.log(v) : v), last = values.length - 1;
  let k = 0;
  while (k < last - 1 && value > values[k + 1]) k++;
  const place = k + (of(value) - of(values[k])) / (of(values[k + 1]) - of(values[k])) + 0.5;
  return place >= -1e-6 && place <= last + 1 + 1e-6 ? place : NaN;
}

// Round values within an axis, few enough to be written beside it.
export function ticks({ values, scale }) {
  const low = values[0], high = values.at(-1);
  if (scale !== "log" || low <= 0) {
    const rough = (high - low) / 4, power = 10 ** Math.floor(Math.log10(rough)), step = [1, 2, 5, 10].find((s) => s * power >= rough) * power;
    return range(Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)).map((n) => Number((n * step).toPrecision(12)));
  }
  const decades = Math.log10(high / low), parts = decades < 1.3 ? [1, 2, 5] : decades < 2.6 ? [1, 3] : [1];
  const powers = range(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)));
  return powers.flatMap((n) => parts.map((m) => Number(`${m}e${n}`))).filter((v) => v >= low * 0.999 && v <= high * 1.001);
}

const range = (from, to) => Array.from({ length: Math.max(to - from + 1, 0) }, (_, i) => from + i);

// Where a line of theory crosses a row: [x, ...], between its points.
export function crossings(points, y) {
  const found = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i], points[i + 1]];
    if (y0 === y1 || (y - y0) * (y - y1) > 0) continue;
    const share = (y - y0) / (y1 - y0);
    if (share < 1 || i + 2 === points.length) found.push(x0 > 0 && x1 > 0 ? x0 ** (1 - share) * x1 ** share : x0 + share * (x1 - x0));
  }
  return found;
}
