// One page's shared state in the browser. Python owns the science; the bus owns presentation: the clock, playing, speed, theme.
// Every widget of a session is its own module, so they meet in a registry on globalThis.
import { Hand } from "./hand.js";
import { Keepsake } from "./keepsake.js";
import { listen } from "./keys.js";
import { exposeLab } from "./lab.js";
import { Line } from "./line.js";
import { Look } from "./look.js";
import { SESSIONS } from "./sessions.js";
import { followTheme } from "./theme.js";
import { momentOf, sameValues, shownAt } from "./truth.js";

const RATE = 600; // gradient evaluations a second at speed 1: the opening run lasts ten seconds
const LINGER = 1000; // milliseconds that a session waits for another view when its last one has gone
const REDUCED = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;

class Bus extends Look {
  /** @type {string} */ key; /** @type {number} */ clock; /** @type {boolean} */ playing; /** @type {number} */ speed;
  /** @type {number} */ total; /** @type {boolean} */ started; /** @type {boolean} */ ended; /** @type {string} */ selected;
  /** @type {Set<string>} */ visible; /** @type {Values} */ values; /** @type {Values} */ lead; /** @type {Point | null} */ hover;
  /** @type {boolean} */ hasNetwork; /** @type {any} */ network; /** @type {Run | null} */ run; /** @type {number} */ painted;
  /** @type {number} */ sent; /** @type {number} */ shown; /** @type {Map<number, number>} */ inFlight; /** @type {Hand} */ hand;
  /** @type {any} */ pending; /** @type {{ clock: number, values: Values } | null} */ edits; /** @type {any} */ previewed;
  /** @type {number | null} */ undoing; /** @type {boolean} */ held; /** @type {any} */ lines; /** @type {string | null} */ asked;
  /** @type {string | null} */ hushed; /** @type {string | null} */ open; /** @type {any} */ extras;
  /** @type {any} */ status; /** @type {string[]} */ errors; /** @type {any} */ opening; /** @type {Line} */ line;
  /** @type {Keepsake} */ keepsake; /** @type {boolean} */ autoplay; /** @type {Scene} */ scene; /** @type {boolean} */ drawn;
  /** @type {number} */ replicas; /** @type {Uint16Array} */ frames; /** @type {(key: string, frame: number) => number} */ tallyAt;
  /** @type {any} */ ghost; /** @type {any} */ marks; /** @type {Model} */ dock; /** @type {Entry[]} */ schema; /** @type {any} */ told;
  /** @type {Map<string, Word>} */ glossary; /** @type {number} */ weights; /** @type {number} */ larger;
  /** @type {Sheet | null} */ sheet; /** @type {boolean} */ folded; /** @type {boolean} */ trainingStands; /** @type {string | null} */ walks;
  /** @type {any} */ crowd; /** @type {boolean} */ crowded; /** @type {any} */ written; /** @type {any} */ taken; /** @type {string | null} */ draft; /** @type {any} */ sketched; /** @type {string | null} */ drafted;
  /** @type {{ scene: Scene, packed: DataView } | null} */ sketch; /** @type {Brush | null} */ brush; /** @type {any} */ panel; /** @type {Values | null} */ posted; /** @type {string[]} */ needs; /** @type {((wish: any) => boolean) | null} */ enough;

  constructor(key) {
    super();
    Object.assign(this, { key, clock: 0, playing: false, speed: 1, total: 6000, started: false, ended: false });
    Object.assign(this, { selected: null, visible: new Set(), values: {}, lead: {}, hover: null });
    Object.assign(this, { hasNetwork: false, network: null, run: null, painted: 0, sent: 0, shown: 0, inFlight: new Map(), pending: null });
    Object.assign(this, { edits: null, previewed: null, undoing: null, held: false, open: null, extras: {} });
    Object.assign(this, { asked: null, hushed: null }); // the slider that a guess is about: it waits for it, and its marks for the answer
    Object.assign(this, { status: null, errors: [], hand: new Hand(), posted: null, needs: [], enough: null }); // posted: what Python has
    this.link = null;
    this.models = {};
    this.owed = {}; // what was wished and not answered yet
    this.page = Math.random().toString(36).slice(2);
    this.views = 0;
    this.told = { clock: 0, playing: false }; // to Python
    this.draft = null; // a step that is being written
    Object.assign(this, { drafted: null, sketch: null, brush: null, panel: null }); // a formula that is, how it looks, and what paints on it
    this.story = null; // what the simple view tells
    this.loop = this.loop.bind(this);
    requestAnimationFrame(this.loop);
    exposeLab();
    listen();
    this.unfollow = followTheme(this);
  }

  // A view joins; the first one also carries the messages.
  join(model) {
    this.views += 1;
    const about = model.get("about") ?? {};
    this.total = about.total ?? this.total;
    this.hasNetwork = about.network ?? this.hasNetwork;
    this.opening ??= about.want;
    if (about.want && !this.selected) {
      this.selected = about.want.selected;
      this.visible = new Set(about.want.visible);
      this.values = { ...about.want.values };
      this.clock = about.want.clock;
      this.started = this.clock > 0; // it is looked at again: it stands where it stood
    }
    if (model.get("palette")) this.learn(model.get("palette"));
    model.on("change:palette", () => { if (this.learn(model.get("palette"))) this.emit("methods"); }); // or another view has told of it
    const name = model.get("_anywidget_id").split(".").at(-1).toLowerCase();
    if (!this.models[name]) model.on("msg:custom", (message, buffers) => this.receive(message, buffers)); // each shown twice, say, tells it twice
    this.models[name] ??= model;
    this.link ??= model;
    this.line ??= new Line(model, this);
    this.keepsake ??= new Keepsake(this);
    model.send({ type: "hello", page: this.page });
    this.beat();
  }

  // A view has gone. With the last one the session ends here, and Python need not work for it any longer.
  leave() {
    this.views -= 1;
    if (!this.views) setTimeout(() => { if (!this.views) this.close(); }, LINGER);
  }

  close() {
    this.closed = true;
    this.pause();
    if (!this.ended) this.post({ type: "bye", page: this.page });
    this.line.close();
    this.unfollow();
    if (SESSIONS.get(this.key) === this) SESSIONS.delete(this.key);
  }

  receive(message, buffers) {
    this.line.answered();
    if (message.type === "beat") this.line.measure(performance.now() - this.beaten);
    if (message.type === "error") {
      this.errors.push(message.message);
      this.inFlight.clear();
      this.owed = {};
      this.flush();
      this.answer();
      this.emit("error");
    }
    if (["status", "written", "sketched", "taken"].includes(message.type)) {
      this[message.type] = { ...message, buffers, packed: buffers?.[0] };
      this.emit(message.type);
    }
    if (message.type === "go") this.go(message);
    if (message.type === "ended") this.line.end("It was closed in Python.");
  }

  beat() {
    if (!this.link || this.ended || this.closed) return;
    this.beaten = performance.now();
    this.told = { clock: momentOf(this.clock), playing: this.playing };
    this.post({ type: "beat", page: this.page, ...this.told });
  }

  // Python learns at once where a hand has put the clock, not only with the next heartbeat.
  tell() {
    if (this.telling || !this.line?.open) return;
    this.telling = setTimeout(() => {
      this.telling = null;
      if (this.told.playing !== this.playing || (!this.playing && this.told.clock !== momentOf(this.clock))) this.beat();
    }, 100);
  }

  // Python sets the clock, or plays.
  go({ clock, playing }) {
    if (clock !== undefined) this.seek(clock);
    this.told = { clock: momentOf(this.clock), playing: playing ?? this.playing };
    if (playing !== undefined && playing !== this.playing) this.toggle();
  }

  post(message) {
    try {
      this.link.send(message);
    } catch {
      this.line.end("Python has stopped.");
    }
  }

  // ---- what the line says -------------------------------------------------------------------------------------------
  changed() {
    this.emit("line");
  }

  // It is open again: whatever was on its way may be lost, so what was wished is said once more.
  mended() {
    for (const model of Object.values(this.models)) model.send({ type: "hello", page: this.page });
    this.inFlight.clear();
    if (this.pending || this.sent > (this.run?.seq ?? 0)) this.want({ ...this.owed });
    this.emit("line");
  }

  end(why = "") {
    this.keepsake.keep(true);
    this.ended = true;
    this.why = why;
    this.pause();
    this.emit("ended");
  }

  // Ask Python for something, as things are shown at this moment: at most `room` wishes are in flight, and only the newest of the
  // others waits.
  want(changes, preview = false) {
    if (this.ended) return;
    Object.assign(this.owed, changes);
    const now = { clock: momentOf(this.clock), values: { ...this.values } };
    this.pending = { ...(this.pending ?? {}), ...now, ...changes, preview };
    if (this.pending.landscape || "formula" in this.pending) delete this.pending.values; // it brings its own
    if (changes.landscape || "formula" in changes) delete this.pending.start;
    clearTimeout(this.settling);
    this.previewed = preview ? now : null;
    if (preview) this.settling = setTimeout(() => this.settle(), 400);
    this.hand.move(preview);
    this.flush();
    if (preview) this.emit("drag");
  }

  // What was previewed last is meant: it holds from the moment at which it was previewed.
  settle() {
    clearTimeout(this.settling);
    if (!this.previewed || this.ended) return;
    this.pending = { ...(this.pending ?? {}), ...this.previewed, preview: false };
    this.previewed = null;
    this.flush();
  }

  flush() {
    const now = performance.now();
    for (const [seq, at] of this.inFlight) if (now - at > 3000) this.inFlight.delete(seq);
    if (!this.pending || !this.line?.open || this.inFlight.size >= this.line.room) return;
    if (this.pending.preview && this.enough?.(this.pending)) return; // what this page walks needs no answer
    this.posted = this.pending.values ?? null;
    const seq = ++this.sent;
    this.inFlight.set(seq, now);
    this.hand.say(seq, this.pending, this.total);
    this.post({ type: "want", seq, ...this.pending });
    this.pending = null;
    setTimeout(() => this.flush(), 3100);
  }

  // The hand moves sliders. They stand there until a run has answered; then the run's history says where they stand.
  move(values, preview = false) {
    const same = Object.keys(values).every((name) => values[name] === this.values[name]);
    if (same && !preview && this.previewed) { this.settle(); return; } // let go where it was
    const clock = momentOf(this.clock), before = this.edits && this.edits.clock <= clock ? this.edits.values : {};
    this.edits = { clock, values: { ...before, ...values } };
    this.follow();
    this.want({}, preview);
  }

  // A run from the start, under the values that are shown now but for some.
  restart(values) {
    const shown = { ...this.values, ...values };
    this.seek(0);
    this.edits = { clock: 0, values: shown };
    this.follow();
    this.want({});
  }

  // Take back the last act, or with `again` the last undoing. What is still on its way is an act too, and goes first.
  undo(again = false) {
    if (this.ended || !this.run) return;
    this.settle();
    this.inFlight.clear();
    this.flush();
    this.undoing = ++this.sent;
    this.edits = this.posted = null;
    this.inFlight.set(this.undoing, performance.now());
    this.hand.lose(this.undoing);
    this.post({ type: "undo", seq: this.undoing, clock: momentOf(this.clock), again });
  }

  // A run has come: every wish up to its number is answered.
  take(run) {
    for (const seq of this.inFlight.keys()) if (seq <= run.seq) this.inFlight.delete(seq);
    this.hand.take(run);
    this.count(run);
    if (run.seq >= this.sent) this.owed = {};
    this.run = run;
    this.status = null;
    if (run.landscape !== this.landscape) {
      if (this.landscape) this.seek(0);
      this.landscape = run.landscape;
    }
    this.keepsake.resumed(run);
    this.answer();
    this.emit("run");
    this.flush();
    this.begin();
  }

  // The same, walked here ahead of Python's answer: it stands until that has come.
  preview(run) {
    [this.run, this.dirty] = [run, true];
    this.follow();
    this.emit("run");
  }

  // How many moves of sliders a new run has dropped: there is a way back to them.
  count(run) {
    if (run.preview) return;
    const kept = new Set(run.pins.map((pin) => pin.clock)), same = run.landscape === this.landscape && run.seq !== this.undoing;
    this.dropped = same ? (this.pins ?? []).filter((pin) => !kept.has(pin.clock)).length : 0;
    this.pins = run.pins;
  }

  // Once nothing is on its way any more, only the run says what holds: it may be that of an undo, of Python, or of another page.
  answer() {
    if (!this.pending && !this.inFlight.size) {
      this.edits = null;
      if (this.run && !sameValues(this.run.extras, this.extras)) {
        this.extras = { ...this.run.extras };
        this.emit("values");
      }
      if (this.run) this.adopt(this.run);
    }
    this.follow();
  }

  adopt({ selected, visible }) {
    if (selected === this.selected && visible.length === this.visible.size && visible.every((key) => this.visible.has(key))) return;
    Object.assign(this, { selected, visible: new Set(visible) });
    this.emit("selected");
    this.emit("methods");
  }

  // The opening run plays by itself, once, when there is something to play; not for those who asked for less motion.
  begin() {
    if (this.autoplay && this.run && !this.started && !this.held) {
      this.started = true;
      if (!REDUCED) this.play();
    }
  }

  play() {
    if (this.ended || !this.run?.frames || this.held) return; // held: a guess comes first
    if (this.clock >= this.total) this.seek(0);
    this.playing = true;
    this.last = null;
    this.emit("play");
    this.tell();
  }
  pause() {
    this.playing = false;
    this.emit("play");
    this.tell();
  }
  toggle() {
    this.playing ? this.pause() : this.play();
  }
  seek(clock) {
    this.settle();
    this.clock = this.held || this.run?.frames === 0 ? 0 : Math.min(Math.max(0, clock), this.total);
    this.dirty = true;
    this.follow();
    this.tell();
  }
  stepBy(frames) {
    this.pause();
    const every = this.run?.every ?? 20;
    this.seek(Math.round(this.clock / every + frames) * every);
  }

  // The sliders stand where they stood at this clock: a replay shows its own history.
  follow() {
    if (!this.run && !this.edits) return;
    const values = { ...(this.run ? {} : this.values), ...shownAt(this.run, this.edits, this.clock) };
    if (sameValues(values, this.values)) return;
    this.values = values;
    this.emit("values");
  }

  loop(now) {
    if (this.closed) return;
    requestAnimationFrame(this.loop);
    if (this.playing && this.run && document.visibilityState === "visible") {
      const passed = Math.min(now - (this.last ?? now), 100);
      this.last = now;
      const next = Math.min(this.clock + (passed / 1000) * RATE * this.speed, this.total);
      if (next !== this.clock) {
        this.clock = next;
        this.dirty = true;
        this.follow();
      }
      if (this.clock >= this.total) {
        this.pause();
        this.emit("finished");
      }
    }
    if (this.dirty) {
      this.dirty = false;
      this.emit("frame");
      this.painted += 1;
      if (this.run) [this.shown, this.hand.painted] = [this.run.seq, this.run.move ?? this.hand.reached];
    }
  }

  // What the simple view shows besides its map.
  opens(name) { return (this.open ?? "").split(" ").includes(name); }

  // Which methods are on the page, and whose surface, sliders and digits are.
  show(key, on) {
    if (on) this.visible.add(key);
    else this.visible.delete(key);
    this.emit("methods");
    this.want({ visible: [...this.visible] });
  }

  // A method out of the menu: Python brings its name, its look and its sliders, and then the run in which it is selected.
  bring(key) {
    this.want({ selected: key, visible: [...this.visible, key] });
  }

  choose(key) {
    this.selected = key;
    this.visible.add(key);
    this.emit("selected");
    this.emit("methods");
    this.want({ selected: key, visible: [...this.visible] });
  }
}

/** @type {(model: Model) => Bus} */
export function busOf(model) {
  const key = model.get("session");
  if (!SESSIONS.has(key)) SESSIONS.set(key, new Bus(key));
  const bus = SESSIONS.get(key);
  bus.join(model);
  return bus;
}
