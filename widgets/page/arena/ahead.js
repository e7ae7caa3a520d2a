// Ahead of Python: while a hand drags, the run is walked on this page, in workers, and shown until Python's answer has come.
import { history } from "../common/hand.js";
import { momentOf } from "../common/truth.js";

const MOST = 4; // workers
const HELD = 300; // milliseconds; Python holds still for twice as long

const unpacked = (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();

export class Ahead {
  /** @type {Model} */ model;
  /** @type {Bus} */ bus;
  /** @type {() => void} */ show;
  /** @type {{ node: Worker, job: any }[]} */ workers;
  /** @type {any} */ told;
  /** @type {any} */ order;
  /** @type {any} */ waiting;
  /** @type {any} */ newest;
  /** @type {number} */ held;

  // show(): put `newest` on the page. A page that may not have workers waits for Python, as all did once.
  constructor(model, bus, show) {
    Object.assign(this, { model, bus, show, told: null, workers: [], order: null, waiting: null, newest: null, held: 0 });
    this.off = bus.on("drag", () => this.drag());
    bus.enough = (wish) => this.enough(wish);
    model.on("change:walkers", () => this.take());
    this.take();
  }

  teardown() {
    this.off();
    this.bus.enough = null;
    this.dismiss();
  }

  dismiss() {
    this.workers.forEach(({ node }) => node.terminate());
    Object.assign(this, { workers: [], order: null, waiting: null, told: null });
    this.bus.walks = null;
  }

  // ---- what is known ----------------------------------------------------------------------------------------------
  async take() {
    const [packed, code] = [this.model.get("walkers"), this.model.get("walker_code")];
    if (!packed?.byteLength || !code?.byteLength) return;
    const [told, text] = await Promise.all([unpacked(packed), unpacked(code)]);
    if (packed !== this.model.get("walkers")) return; // newer ones have come meanwhile
    this.dismiss();
    const about = JSON.parse(told), bytes = Uint8Array.from(atob(about.basins), (c) => c.charCodeAt(0));
    const known = { methods: about.methods, basins: new Int16Array(bytes.buffer) };
    try {
      const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      const count = Math.min(MOST, navigator.hardwareConcurrency, about.methods.length);
      for (let i = 0; i < count; i++) this.employ(new Worker(address), known);
      URL.revokeObjectURL(address);
      [this.told, this.bus.walks] = [about, about.landscape];
    } catch {
      this.dismiss();
    }
  }

  employ(node, known) {
    const worker = { node, job: null };
    node.onmessage = ({ data }) => this.done(worker, data);
    node.onerror = () => this.dismiss();
    node.postMessage(known);
    this.workers.push(worker);
  }

  // ---- what is asked ----------------------------------------------------------------------------------------------
  drag() {
    const order = this.ordered();
    if (!order) return;
    this.waiting = order;
    if (!this.order) this.begin();
  }

  // What the hand has asked for, all of it known here; null where only Python can tell.
  ordered() {
    const { bus, told } = this, { stands, moves } = bus.hand, { scene, run, owed } = bus;
    if (!told || !stands || !run || owed.landscape || told.landscape !== scene?.key || stands.landscape !== scene.key) return null;
    const wish = { ...owed, clock: momentOf(bus.clock), values: { ...bus.values } }, then = history(stands, wish, bus.total);
    if (then.noise ? told.law !== then.direction : told.law !== null) return null;
    const selected = owed.selected ?? run.selected, visible = owed.visible ?? run.visible;
    const wanted = new Set([...visible, selected]), methods = told.methods.filter(({ key }) => wanted.has(key));
    if (methods.length !== wanted.size) return null;
    const { noise, seed, start } = then, { replicas, total } = run, { extent, domain, shape } = scene, keys = methods.map(({ key }) => key);
    const work = { scene: { extent, domain, shape }, history: then, start, noise, seed, replicas, total, every: told.every };
    return { move: moves, wish, then, selected, visible, work, keys, left: [...keys], found: {} };
  }

  // Whether a preview needs no answer from Python: all that it changes is walked here, and what only Python draws stays as it is.
  // Python is told that a hand moves, and leaves the cores alone meanwhile.
  enough({ selected = this.bus.selected, values }) {
    const { told, bus } = this, only = told?.methods.find(({ key }) => key === selected)?.surface, now = performance.now();
    if (!only || !bus.posted || [...only, ...bus.needs].some((name) => values[name] !== bus.posted[name]) || !this.ordered()) return false;
    if (now - this.held > HELD) {
      this.held = now;
      bus.post({ type: "hand" });
    }
    return true;
  }

  begin() {
    [this.order, this.waiting] = [this.waiting, null];
    this.workers.forEach((worker) => this.next(worker));
  }

  next(worker) {
    const key = this.order?.left.shift();
    worker.job = key ? { key, order: this.order } : null;
    if (key) worker.node.postMessage({ key, order: this.order.work });
  }

  done(worker, answer) {
    const { job } = worker, { order } = this;
    if (!job || job.order !== order) return;
    if (answer.failed) { this.dismiss(); return; }
    order.found[job.key] = answer;
    this.next(worker);
    if (Object.keys(order.found).length < order.keys.length) return;
    this.order = null;
    if (this.wanted(order)) {
      this.newest = picture(order, this.bus.run);
      this.show();
    }
    if (this.waiting) this.begin();
  }

  // Whether neither Python nor a hand that has let go is further on.
  wanted({ move }) { return !this.bus.ended && move > this.bus.hand.reached && move > this.bus.hand.meant; }

  // The picture that stands over Python's last; null when Python has come that far.
  over() {
    if (this.newest && !(this.newest.run.move > this.bus.hand.reached)) this.newest = null;
    return this.newest;
  }
}

// A run, its frames and its counts, as Python sends them for a preview.
function picture({ move, wish, then, selected, visible, work, keys, found }, { seq }) {
  const methods = keys.map((key) => found[key]), { replicas, total, every } = work;
  const joined = (kind, name) => {
    const parts = methods.map((method) => method[name]), whole = new kind(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
    return whole;
  };
  const run = {
    seq, move, preview: true, every, total, frames: methods[0].tally.length, replicas, methods: methods.map(({ said }) => said),
    start: then.start, away: found[selected].away, base: then.base, pins: then.pins, selected, visible, landscape: then.landscape,
    values: wish.values, extras: { gradient_noise: then.noise, batch_size: then.batch, seed: then.seed, direction: then.direction },
  };
  return { run, frames: joined(Uint16Array, "frames"), counts: joined(Uint8Array, "tally") };
}
