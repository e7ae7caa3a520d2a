// The right side: the same methods on a network, seen only through numbers. Curves, a flat slice, a few digits.
import { busOf } from "../common/bus.js";
import { colours, cueColour, floats, glyph, heights, octets } from "../common/draw.js";
import { el, root } from "../common/elements.js";
import { whole } from "../common/numbers.js";
import { takeable } from "../common/take.js";
import { Curves, lossText, Slice } from "./charts.js";
import { ACCURACY, CLOCK, COLUMNS, DISTANCES, FIELDS, LOSS, PLACE, TEST_LOSS } from "./records.js";

export default { render({ model, el: host }) { return new Training(model, host).teardown; } };

const SLICE = 24 / 13; // width of the slice to its height
const SHARES = [0.66, 0.6, 0.54, 0.48, 0.42, 0.36]; // of the width, that the slice may take

class Training {
  constructor(model, host) {
    this.model = model;
    this.bus = busOf(model);
    this.about = model.get("network");
    this.node = root(host, this.bus, "training");
    this.colour = colours(this.node);
    this.data = { methods: [] };
    this.pointed = null;
    this.build();
    this.point();
    const { bus } = this, all = () => this.repaint(), on = (names, act) => names.split(" ").map((name) => bus.on(name, act));
    const off = [on("frame play", () => this.frame()), on("theme methods selected painted-size ended", all)].flat();
    let pins = "";
    off.push(bus.on("run-drawn", () => {
      const now = JSON.stringify(bus.run?.pins ?? []);
      if (now !== pins) this.repaint();
      pins = now;
    }));
    const changed = { "change:curves": () => this.receive(), "change:digits change:reads": () => this.digits() };
    changed["change:plane change:paths"] = () => this.slice();
    for (const [name, act] of Object.entries(changed)) model.on(name, act);
    const sizes = new ResizeObserver(all);
    for (const view of this.views) sizes.observe(view.box);
    const shape = new ResizeObserver(() => this.shape());
    for (const node of [this.slicePart, this.cell]) shape.observe(node);
    bus.weights = this.about.weights;
    bus.trainingStands = true;
    this.slice(); this.digits(); this.receive(); this.repaint();
    this.teardown = () => {
      off.forEach((stop) => stop());
      sizes.disconnect();
      shape.disconnect();
      for (const [name, act] of Object.entries(changed)) model.off(name, act);
      bus.leave();
    };
  }

  build() {
    const layers = this.about.layers.join("–");
    const needs = this.about.needs ? `; its slopes need ${this.about.needs}` : "";
    this.tail = el("span", { class: "wv-tail" }, ` — network ${layers}, seen only through numbers${needs}`);
    this.state = el("p", { class: "wv-t-state", "data-testid": "training-state" });
    const charts = el("div", { class: "wv-t-charts" });
    this.loss = new Curves(charts, { title: "Training loss", column: LOSS, log: true, text: lossText });
    this.accuracy = new Curves(charts, { title: "Test accuracy, %", column: ACCURACY, log: false, text: (v) => v.toFixed(1) });
    this.plot = new Slice();
    this.views = [this.loss, this.accuracy, this.plot];
    this.chartNote = el("p", { class: "wv-note wv-t-chart-note", "data-testid": "curves-hide" });
    this.planeTitle = el("h2", { class: "wv-t-plane-title" });
    this.waitPlane = el("p", { class: "wv-t-empty" });
    this.bars = el("div", { class: "wv-t-bars" });
    this.planeNote = el("p", { class: "wv-note" });
    this.digitTitle = el("h3");
    this.digitNote = el("p", { class: "wv-note", "data-testid": "digits-hide" });
    this.row = el("div", { class: "wv-t-row", "data-testid": "digits" });
    this.table = el("table", { class: "wv-t-table", "data-testid": "training-numbers" });
    this.plot.box.append(this.waitPlane);
    this.takeAway();
    this.node.append(el("div", { class: "wv-t" },
      el("div", { class: "wv-t-head" }, el("h2", {}, "The same methods on MNIST", this.tail), this.state), charts, this.chartNote,
      this.slicePart = el("div", { class: "wv-t-slice" }, this.planeTitle, this.cell = el("div", { class: "wv-t-cell" }, this.plot.box),
        el("div", { class: "wv-t-side" },
          el("div", {}, el("div", { class: "wv-t-off" }, el("h3", {}, "Off-plane distance "), note("of the distance from the start")), this.bars),
          el("div", { class: "wv-t-how" }, this.planeNote, " ", hides("the markers float off this plane; the height under a marker is not its loss.")))),
      el("div", { class: "wv-t-digits" }, el("div", { class: "wv-t-digits-head" }, this.digitTitle, this.digitNote), this.row),
      this.table));
  }

  // What each picture is taken away as: curves as they were measured, not their running means; paths as they lie on the plane.
  takeAway() {
    const { bus } = this, names = (picture) => () => ["mnist", bus.selected, picture, `at_${Math.floor(this.clock())}`];
    const where = () => `Network ${this.about.layers.join("–")} on MNIST`;
    const each = (view, picture, more) => takeable({ bus, box: view.box, canvases: () => [view.base, view.live], names: names(picture),
      paint: () => { view.still(this); view.moving(this); }, ...more });
    for (const view of [this.loss, this.accuracy]) {
      each(view, view.title.replace(", %", ""), { wish: () => ({ picture: "network" }), told: () => ({ title: view.title, hides: this.chartNote.textContent, where: where() }) });
    }
    each(this.plot, "slice", { table: () => this.paths(), told: () => ({ title: this.planeTitle.textContent, where: where(),
      hides: `Hides: the markers float off this plane; the height under a marker is not its loss. ${this.planeNote.textContent}` }) });
  }

  // Every path on the plane, as far as the clock: where it was, and how far from the plane.
  paths() {
    const { plane } = this, rows = plane ? this.shown().flatMap((m) => {
      const k = plane.methods.indexOf(m.key), end = k < 0 ? -1 : Math.floor(this.step(k, this.clock()));
      return Array.from({ length: end + 1 }, (_, i) => [m.key, this.walked[k][i], ...this.spot(k, i), ...this.spot(k, i, DISTANCES)]);
    }) : [];
    return { columns: [["method", ""], ["gradient evaluations", "count"], ["along the plane", "length"], ["across it", "length"],
      ["distance from the start", "length"], ["distance off the plane", "length"]], rows };
  }

  // The slice keeps its shape (both its axes have one unit): the widest for which the words beside it do not need more height
  // than the room between header and dock has.
  shape() {
    const { slicePart, cell, node } = this, wide = slicePart.clientWidth, room = parseFloat(getComputedStyle(node).minHeight);
    if (!wide || !(room > 0)) return;
    const set = (width) => slicePart.style.setProperty("--wv-slice", `${Math.floor(width)}px`);
    let best = null;
    for (const share of SHARES) {
      set(share * wide);
      const over = Math.max(node.offsetHeight - room, 0), size = Math.min(share * wide, cell.clientHeight * SLICE);
      if (!best || over < best.over || (over === best.over && size > best.size)) best = { over, size };
    }
    set(best.size);
  }

  // ---- what comes from Python -------------------------------------------------------------------------------------
  receive() {
    const data = this.model.get("curves");
    if (data?.number === undefined) return;
    this.data = data;
    this.every = data.every;
    const all = floats(this.model.get("records"));
    const column = (k, c) => Array.from({ length: data.methods[k].rows }, (_, i) => all[(k * data.rows + i) * COLUMNS + c]);
    const read = (k) => [column(k, CLOCK), ...[LOSS, TEST_LOSS, ACCURACY].map((c) => runningMean(column(k, c)))];
    this.columns = new Map(data.methods.map((m, k) => [m.key, read(k)]));
    const own = data.methods.findIndex((m) => m.key === this.bus.selected), count = own < 0 ? 0 : data.methods[own].rows;
    const newest = (c) => all[(own * data.rows + count - 1) * COLUMNS + c];
    this.bus.network = {
      computed: data.computed, every: data.every, newest: count ? { loss: newest(LOSS), accuracy: newest(ACCURACY) / 100 } : null,
      recordsOf: (key) => {
        const k = data.methods.findIndex((m) => m.key === key), from = k * data.rows * COLUMNS;
        return k < 0 ? [] : Array.from(all.slice(from, from + data.methods[k].rows * COLUMNS));
      },
    };
    this.model.send({ type: "ack", number: data.number });
    this.renew([this.loss, this.accuracy]);
    this.bus.emit("network");
  }

  slice() {
    const plane = this.model.get("plane"), packed = this.model.get("heights");
    this.plane = plane?.shape && packed?.byteLength ? plane : null;
    if (!this.plane) { this.renew([this.plot]); return; }
    this.surface = heights(packed, plane.low, plane.top);
    this.places = floats(this.model.get("paths"));
    const clocks = (k, rows) => Array.from({ length: rows }, (_, i) => this.places[(k * plane.rows + i) * FIELDS + CLOCK]);
    this.walked = plane.reached.map((rows, k) => clocks(k, rows));
    this.renew([this.plot]);
  }

  digits() {
    const digits = this.model.get("digits");
    this.read = octets(this.model.get("reads"));
    this.images = octets(this.model.get("images"));
    this.picked = digits?.labels && this.read.length ? digits : null;
    const count = this.picked?.labels.length ?? 12;
    while (this.row.children.length > count) this.row.lastChild.remove();
    const picture = () => el("canvas", { width: 28, height: 28, role: "img", "aria-label": "A digit" });
    const cell = () => el("figure", { class: "wv-t-digit" }, picture(), el("b"), el("span"));
    while (this.row.children.length < count) this.row.append(cell());
    this.paintDigits();
    this.renew([]);
  }

  // ---- reading the numbers ----------------------------------------------------------------------------------------
  record(m) { return this.data.methods.find((r) => r.key === m.key); }
  shown() { return this.bus.palette.methods.filter((m) => this.bus.visible.has(m.key) && this.record(m)?.rows); }
  name(key) { return this.bus.method(key)?.name ?? key; }
  column(m, c) { return this.columns.get(m.key)[c]; }
  lastClock(m) { return this.column(m, CLOCK).at(-1); }
  // The landscape does not wait: what is shown here is at most as far as the network has been trained.
  clock() { return Math.min(this.pointed ?? this.bus.clock, Math.max(0, ...this.shown().map((m) => this.lastClock(m)))); }
  gone(m, clock) { const lost = this.record(m).diverged; return lost && clock >= lost.clock ? lost : null; }
  cost(m) { return this.record(m).cost; }
  value(m, c, clock) { const values = this.column(m, c); return between(placeIn(this.column(m, CLOCK), clock), (i) => values[i]); }

  // The (broken) number of a place on a path in the plane, -1 if there is none yet; and what is written down there.
  step(k, clock) { return placeIn(this.walked[k] ?? [], clock); }
  spot(k, t, fields = PLACE) { return fields.map((f) => between(t, (i) => this.places[(k * this.plane.rows + i) * FIELDS + f])); }

  // ---- painting ---------------------------------------------------------------------------------------------------
  repaint() {
    this.shape();
    this.paintDigits();
    this.renew(this.views);
  }

  // New data: what stands still in these views now, what moves and what is written with the next frame.
  renew(views) {
    for (const view of views) view.still(this);
    this.stamp = null;
    this.bus.dirty = true;
  }

  frame() {
    for (const view of this.views) view.moving(this);
    if (this.stamp === null) this.words();
    this.say();
    const stamp = `${Math.floor(this.clock() / (this.every ?? 50))} ${this.bus.playing}`;
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    this.drawBars(); this.readDigits(); this.tell();
  }

  // Titles and notes: they change with the data, not with the clock.
  words() {
    const { plane, picked, bus } = this, chosen = (key) => bus.method(key);
    const of = plane ? plane.method : bus.selected;
    const tail = el("span", { class: "wv-tail" }, ` — plane of ${this.name(of)}’s path`);
    this.planeTitle.replaceChildren("A flat slice of the loss", tail);
    this.waitPlane.hidden = Boolean(plane);
    const soon = `Preparing… the plane comes when ${this.name(of)} has taken a few steps.`;
    this.waitPlane.textContent = this.shown().length ? soon : this.preparing();
    const held = plane && `Through its two ends: ${Math.round(plane.explained)} % of its variance.`;
    this.planeNote.textContent = plane ? `${held} Heights: ${plane.digits} training digits.` : "";
    const reader = chosen(picked ? picked.method : bus.selected), n = picked?.mistakes ?? 0;
    if (this.reader !== reader) this.digitTitle.replaceChildren(glyph(bus, reader, 16), `What ${reader.name}’s network reads now`);
    this.reader = reader;
    const how = n ? `Picked for ${n} mistake${n > 1 ? "s" : ""} of its newest weights.` : "Its newest weights misread none of these.";
    const others = picked && hides(`${whole(picked.of - picked.labels.length)} others. ${how}`);
    this.digitNote.replaceChildren(...(picked ? others.childNodes : []));
  }

  preparing() { return this.data.state ? `Preparing… ${this.data.state}` : "Preparing… the network comes after the first picture"; }

  // One line of state beside the title; it never moves what stands below.
  say() {
    const { bus, data } = this, computed = data.computed ?? 0, shown = this.shown();
    const lost = shown.filter((m) => this.record(m).diverged);
    const elsewhere = data.elsewhere?.length ? `Not on this network: ${data.elsewhere.join(", ")}` : "";
    let text = elsewhere, kind = "";
    if (!shown.length && bus.visible.size) { if (data.state || !elsewhere) text = this.preparing(); }
    else if (lost.length) {
      const each = lost.map((m) => `${m.name} diverged at step ${whole(this.record(m).diverged.step)}`);
      text = `${each.join(", ")}. ${lost.length > 1 ? "Their curves end" : "Its curve ends"} there.`;
      kind = "bad";
    } else if (computed < bus.total) text = `Trained to ${whole(computed)} of ${whole(bus.total)}`;
    if (this.state.textContent !== text) this.state.textContent = text;
    this.state.dataset.kind = kind;
    this.tail.hidden = Boolean(text);
    this.node.classList.toggle("wv-t-preparing", !shown.length);
    const first = shown.find((m) => m.key === bus.selected) ?? shown[0];
    const share = first ? this.value(first, ACCURACY, this.clock()) / 100 : 0.9, n = this.about.test;
    const error = (100 * Math.sqrt((share * (1 - share)) / n)).toFixed(1);
    const chance = `${whole(n)} test digits give ±${error} points`;
    const words = `other seeds. Running means of one run; ${chance}. Axis: gradient evaluations.`;
    if (this.noted !== words) { this.noted = words; this.chartNote.replaceChildren(...hides(words).childNodes); }
  }

  drawBars() {
    const shown = this.shown(), stamp = shown.map((m) => m.key).join();
    if (this.bars.dataset.stamp !== stamp) {
      this.bars.dataset.stamp = stamp;
      const ground = () => el("span", { class: "wv-bar-ground" }, el("span"));
      const bar = (m) => [glyph(this.bus, m, 16), el("span", {}, m.name), ground(), el("span", { class: "wv-number" })];
      this.bars.replaceChildren(...shown.map((m) => el("div", { class: "wv-t-bar", "data-testid": `off-plane-${m.key}` }, bar(m))));
    }
    shown.forEach((m, i) => {
      const far = this.far(m), [, , bar, number] = this.bars.children[i].children;
      bar.firstChild.style.background = cueColour(this.bus, m);
      bar.firstChild.style.width = far && far[0] > 0 ? `${Math.min(100, (100 * far[1]) / far[0])}%` : "0";
      const say = far ? [el("b", {}, far[1].toFixed(1)), ` of ${far[0].toFixed(1)}`] : ["—"];
      number.replaceChildren(...(this.gone(m, this.clock()) ? [el("b", { class: "wv-bad" }, "diverged")] : say));
    });
  }

  // [distance from the start, distance off the plane] at the clock, or null before there is a plane.
  far(m) {
    const k = this.plane?.methods.indexOf(m.key) ?? -1, t = k < 0 ? -1 : this.step(k, this.clock());
    return t < 0 ? null : this.spot(k, t, DISTANCES);
  }

  paintDigits() {
    if (!this.row.children.length) return;
    const channel = (name) => [1, 3, 5].map((i) => parseInt(this.colour[name].slice(i, i + 2), 16));
    const [ink, ground] = [channel("ink"), channel("sunk")];
    [...this.row.children].forEach((cell, d) => {
      const image = new ImageData(28, 28);
      for (let p = 0; p < 784; p++) {
        const share = this.picked ? this.images[784 * d + p] / 255 : 0;
        for (let c = 0; c < 3; c++) image.data[4 * p + c] = ground[c] + share * (ink[c] - ground[c]);
        image.data[4 * p + 3] = 255;
      }
      cell.firstChild.getContext("2d").putImageData(image, 0, 0);
    });
    this.readDigits();
  }

  readDigits() {
    if (!this.picked) return;
    const { labels, clocks } = this.picked, row = Math.floor(placeIn(clocks, this.clock()));
    [...this.row.children].forEach((cell, d) => {
      const [picture, read, truth] = cell.children, said = this.read[row * labels.length + d], wrong = said !== labels[d];
      cell.toggleAttribute("data-wrong", wrong);
      read.textContent = wrong ? `× ${said}` : `${said}`;
      truth.textContent = wrong ? `is a ${labels[d]}` : "";
      picture.setAttribute("aria-label", wrong ? `A ${labels[d]}, misread as ${said}` : `A ${labels[d]}, read as ${said}`);
    });
  }

  // The same numbers as text, for ears and for tests.
  tell() {
    if (this.bus.playing && this.pointed === null && this.bus.clock % 500 > 60) return;
    const clock = whole(this.clock()), shown = this.shown();
    const line = (m) => {
      const v = [LOSS, TEST_LOSS, ACCURACY].map((c) => this.value(m, c, this.clock())), lost = this.gone(m, this.clock());
      const far = this.far(m)?.map((d) => d.toFixed(1)) ?? ["—", "—"];
      return [lost ? `${m.name}, diverged at step ${lost.step}` : m.name, lossText(v[0]), lossText(v[1]), v[2].toFixed(1), ...far];
    };
    const rows = shown.map(line), list = (i) => rows.map((r) => `${r[0]} ${r[i]}`).join(", ");
    const heads = ["Method", "Training loss", "Test loss", "Test accuracy, %", "Distance from the start", "Off-plane distance"];
    this.table.replaceChildren(el("caption", {}, `The network at ${clock} gradient evaluations`),
      el("tr", {}, heads.map((t) => el("th", { scope: "col" }, t))),
      ...rows.map((r) => el("tr", {}, el("th", { scope: "row" }, r[0]), r.slice(1).map((t) => el("td", {}, t)))));
    const when = rows.length ? ` at ${clock} gradient evaluations: ` : ". Not there yet.";
    this.loss.live.setAttribute("aria-label", `Training loss${when}${list(1)}`);
    this.accuracy.live.setAttribute("aria-label", `Test accuracy in percent${when}${list(3)}`);
    const slice = "A flat slice of the training loss with every path. Off-plane distance";
    this.plot.live.setAttribute("aria-label", `${slice}${when}${list(5)}`);
  }

  // ---- pointing: both charts show one instant; a click goes there ---------------------------------------------------
  point() {
    for (const chart of [this.loss, this.accuracy]) {
      const leave = () => { this.pointed = null; this.frame(); };
      const look = (event) => {
        if (!chart.size?.[0]) return;
        this.pointed = chart.clockAt(event.clientX - chart.box.getBoundingClientRect().left);
        this.frame();
      };
      const go = () => {
        if (this.pointed === null || this.bus.ended) return;
        this.bus.pause();
        this.bus.seek(Math.round(this.pointed / this.every) * this.every);
      };
      chart.box.addEventListener("pointermove", look);
      chart.box.addEventListener("pointerdown", look);
      for (const name of ["pointerleave", "pointercancel"]) chart.box.addEventListener(name, leave);
      chart.box.addEventListener("click", go);
    }
  }
}

const note = (...content) => el("p", { class: "wv-note" }, ...content);
const hides = (text) => note(el("b", {}, "Hides: "), text);

// Where a clock lies among rising clocks: 2.5 is half-way between the third and the fourth; -1 if there are none.
function placeIn(clocks, clock) {
  let low = 0, high = clocks.length - 1;
  if (high < 0 || clock <= clocks[0]) return Math.min(high, 0);
  if (clock >= clocks[high]) return high;
  while (high - low > 1) { const middle = (low + high) >> 1; if (clocks[middle] <= clock) low = middle; else high = middle; }
  return low + (clock - clocks[low]) / (clocks[high] - clocks[low]);
}

function between(t, at) {
  const i = Math.floor(t), s = t - i;
  return s ? (1 - s) * at(i) + s * at(i + 1) : at(i);
}

// A mean over the last few points that begins with the first one alone: a steep start stays where it was.
function runningMean(values) {
  return values.map((_, i) => {
    const wide = Math.min(5, 1 + Math.floor(i / 4)), last = values.slice(i + 1 - wide, i + 1);
    return last.reduce((a, b) => a + b, 0) / wide;
  });
}
