// A method on a landscape, walked here: the module that Python compiled from the method's one text, with the same bits as there.
import { fused } from "./fused.js";
import { table } from "./numbers.js";

const PAGE = 65536; // bytes
const FIRST = 1024; // the first byte that is ours: an address of 0 would look like none

// about: what `toy_kernels.threads.browser.walker` gives.
export class Walker {
  /** @type {any} */ run;
  /** @type {any} */ about;
  /** @type {number} */ width;

  // wide: four replicas at a time, where the engine has what that needs.
  constructor(about, wide = fused()) {
    Object.assign(this, { about, width: wide && about.wide ? 4 : 1 });
    const bytes = Uint8Array.from(atob(this.width > 1 ? about.wide : about.module), (c) => c.charCodeAt(0));
    this.memory = new WebAssembly.Memory({ initial: 1 });
    this.run = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: this.memory } }).exports.run;
  }

  // Every replica from `start`, [x, y] for each, under segments [[steps, {parameter: value}], ...]. Gives
  // { frames, lost }: float32 (frame, replica, 2), the start, every `every`-th step and the last; the step after which each replica
  // was lost, -1 if it never was.
  walk({ seed, start, segments, every, noise = 0 }) {
    const count = start.length, lanes = Math.ceil(count / this.width) * this.width, last = segments.reduce((sum, [steps]) => sum + steps, 0), frames = Math.ceil(last / every) + 1;
    const longest = Math.max(...segments.map(([steps]) => steps)), { numbers, loops, kept, starts, group } = this.about;
    const place = this.room({
      replica: lanes, table: lanes, state: kept * lanes, bad: lanes, frames: frames * lanes * 2,
      s: longest * numbers.length, n: longest * loops.length, seen: 1, leads: lanes + 1,
    });
    const whole = new Int32Array(this.memory.buffer), real = new Float32Array(this.memory.buffer);
    const at = (name) => place[name] / 4;
    real.fill(0, at("state"), at("state") + kept * lanes);
    for (let j = 0; j < lanes; j++) {
      const [x, y] = start[Math.min(j, count - 1)]; // what fills the last four up is walked, and not looked at
      [whole[at("replica") + j], whole[at("table") + j], whole[at("bad") + j]] = [j, 0, -1];
      for (const row of starts) [real[at("state") + row * lanes + j], real[at("state") + (row + 1) * lanes + j]] = [x, y];
      for (const [row, coordinate] of [x, y].entries()) real[at("frames") + 2 * j + row] = coordinate;
    }
    let first = 0;
    for (const [steps, parameters] of segments) {
      real.set(table(numbers, parameters, first, steps, noise), at("s"));
      const turns = loops.map((name) => parameters[name]);
      for (let k = 0; k < steps; k++) whole.set(turns, at("n") + k * loops.length);
      const size = group ? parameters[group] : 1, groups = Math.ceil(lanes / size); // rows that meet are walked by one
      for (let g = 0; g <= groups; g++) whole[at("leads") + g] = Math.min(g * size, lanes);
      const { replica, table: row, s, n, state, bad, frames: kept_, seen, leads } = place;
      this.run(seed, first, every, steps, last, 0, groups, lanes, 0, 0, replica, row, s, n, state, bad, kept_, seen, leads);
      first += steps;
    }
    const found = new Float32Array(frames * count * 2);
    for (let t = 0, from = at("frames"); t < frames; t++, from += 2 * lanes) found.set(real.subarray(from, from + 2 * count), 2 * count * t);
    return { frames: found, lost: whole.slice(at("bad"), at("bad") + count) };
  }

  // Where each array starts, sixteen bytes apart at least; the memory grows as far as it must.
  room(sizes) {
    const place = {};
    let top = FIRST;
    for (const [name, count] of Object.entries(sizes)) {
      place[name] = top;
      top += Math.ceil(count / 4) * 16 + 16;
    }
    const missing = top - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return place;
  }
}
