// What a run's stored frames say: where a replica is at a clock, how many are in the first valley, which way a lead has come.

const HERE = 12, FAST = 4.5; // length units of trail: of a walker that keeps to a place, and of one that covers the map
const WANDERER = 25; // length units walked in all from which a walker counts as fast
const UNIT = 6.2; // a landscape is so many length units wide

export class Walks {
  /** @type {Run} */ run;
  /** @type {Scene} */ scene;
  /** @type {Uint16Array} */ frames;
  /** @type {Uint8Array} */ counts;

  constructor(run, scene, frames, counts) {
    Object.assign(this, { run, scene, frames, counts });
    this.totals = new Map();
    this.bodies = new Map();
    this.fit([1, 1]);
  }

  // From 16-bit numbers straight to pixels: x = across[0] + n across[1], likewise down.
  fit(size) {
    this.size = size;
    this.bodies.clear();
    const [[x0, x1], [y0, y1]] = this.scene.extent, [[a, b], [c, d]] = this.scene.domain, [w, h] = size;
    this.across = [((a - x0) / (x1 - x0)) * w, ((b - a) / 65534 / (x1 - x0)) * w];
    this.down = [h - ((c - y0) / (y1 - y0)) * h, (-(d - c) / 65534 / (y1 - y0)) * h];
    this.unit = w / UNIT;
  }

  index(key) { return this.run.methods.findIndex((method) => method.key === key); }

  // The stored frame at a clock, and how far on to the next one.
  frame(clock) {
    const place = Math.min(clock / this.run.every, this.run.frames - 1), whole = Math.floor(place);
    return [whole, whole + 1 < this.run.frames ? place - whole : 0];
  }

  count(key, clock) { return this.counts[this.index(key) * this.run.frames + this.frame(clock)[0]] ?? 0; }

  offset(k, t) { return 2 * (k * this.run.frames + t) * this.run.replicas; }
  pixels(p) { return [this.across[0] + this.frames[p] * this.across[1], this.down[0] + this.frames[p + 1] * this.down[1]]; }

  // Where a replica is, in pixels: it moves straight from one stored frame to the next.
  now(k, r, clock) {
    const [t, share] = this.frame(clock), [x, y] = this.pixels(this.offset(k, t) + 2 * r);
    if (!share) return [x, y];
    const [u, v] = this.pixels(this.offset(k, t + 1) + 2 * r);
    return [x + share * (u - x), y + share * (v - y)];
  }

  // Visit every replica of a method: act(x, y, r) in pixels. No arrays are made on the way; this runs at every frame.
  each(k, clock, act) {
    const [t, share] = this.frame(clock), { frames, across, down } = this;
    const from = this.offset(k, t), to = share ? this.offset(k, t + 1) : from;
    for (let r = 0, p = 0; r < this.run.replicas; r++, p += 2) {
      const x = frames[from + p] + share * (frames[to + p] - frames[from + p]);
      const y = frames[from + p + 1] + share * (frames[to + p + 1] - frames[from + p + 1]);
      act(across[0] + x * across[1], down[0] + y * down[1], r);
    }
  }

  // The whole way of a replica, in length units.
  total(k, r) {
    const name = `${k} ${r}`;
    if (!this.totals.has(name)) {
      let total = 0, last = this.pixels(this.offset(k, 0) + 2 * r);
      for (let t = 1; t < this.run.frames; t++) {
        const next = this.pixels(this.offset(k, t) + 2 * r);
        total += Math.hypot(next[0] - last[0], next[1] - last[1]);
        last = next;
      }
      this.totals.set(name, total / this.unit);
    }
    return this.totals.get(name);
  }

  wanders(k, r) { return this.total(k, r) > WANDERER; }

  // The last stretch of a replica's way as a flat list of pixels, oldest first: an ink budget, not a duration.
  trail(k, r, clock) {
    const [t] = this.frame(clock), head = this.now(k, r, clock);
    let body = this.bodies.get(k);
    if (body?.t !== t || body.r !== r) this.bodies.set(k, (body = { t, r, points: this.body(k, r, t) }));
    return [...body.points, ...head];
  }

  body(k, r, t) {
    const budget = (this.wanders(k, r) ? FAST : HERE) * this.unit, back = [];
    for (let spent = 0, last = null; t >= 0 && spent < budget; t--) {
      const place = this.pixels(this.offset(k, t) + 2 * r);
      if (last) spent += Math.hypot(place[0] - last[0], place[1] - last[1]);
      back.push(place);
      last = place;
    }
    return back.reverse().flat();
  }

  // Whether one step costs so much that single steps can be seen: those are drawn as beads.
  beaded(k) { const method = this.run.methods[k]; return method.evaluations / Math.max(method.steps, 1) > 4; }
}
