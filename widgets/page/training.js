// The right side: the same methods on a network, seen only through numbers. Curves, a flat slice, a few digits.
export default { render({ model, el: host }) { return new Training(model, host).teardown; } };

const LOSS = 0, ACCURACY = 2, COLUMNS = 3; // of a record: training loss, test loss, test accuracy in %
const DISTANCE = 2, OFF = 3, FIELDS = 4; // of a place: two coordinates in the plane, distance from the start, distance off the plane

class Training {
  constructor(model, host) {
    this.model = model;
    this.bus = busOf(model);
    this.about = model.get("about");
    this.node = root(host, this.bus, "training");
    this.colour = colours(this.node);
    this.data = { methods: [] };
    this.pointed = null;
    this.build();
    this.point();
    const { bus } = this, all = () => this.repaint(), on = (names, act) => names.split(" ").map((name) => bus.on(name, act));
    const off = [on("frame play", () => this.frame()), on("theme methods selected run-drawn painted-size ended", all)].flat();
    const changed = { "change:curves": () => this.receive(), "change:digits": () => this.digits(), "change:plane": () => this.slice() };
    for (const [name, act] of Object.entries(changed)) model.on(name, act);
    const sizes = new ResizeObserver(all);
    for (const view of this.views) sizes.observe(view.box);
    bus.weights = this.about.weights;
    bus.trainingStands = true;
    this.slice(); this.digits(); this.receive();
    this.teardown = () => { off.forEach((stop) => stop()); sizes.disconnect(); for (const [name, act] of Object.entries(changed)) model.off(name, act); };
  }

  build() {
    const layers = this.about.layers.join("–");
    this.tail = el("span", { class: "wv-tail" }, ` — network ${layers}, seen only through numbers`);
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
    this.node.append(el("div", { class: "wv-t" },
      el("div", { class: "wv-t-head" }, el("h2", {}, "The same methods on MNIST", this.tail), this.state), charts, this.chartNote,
      el("div", { class: "wv-t-slice" }, this.planeTitle, this.plot.box,
        el("div", { class: "wv-t-side" },
          el("div", {}, el("h3", {}, "Off-plane distance"), el("p", { class: "wv-note" }, "of the distance from the start"), this.bars),
          el("div", {}, this.planeNote, hides("the markers float off this plane; the height under a marker is not its loss.")))),
      el("div", { class: "wv-t-digits" }, el("div", { class: "wv-t-digits-head" }, this.digitTitle, this.digitNote), this.row), this.table));
  }

  // ---- what comes from Python -------------------------------------------------------------------------------------
  receive() {
    const data = this.model.get("curves");
    if (data?.number === undefined) { this.repaint(); return; }
    this.data = data;
    this.every = data.every;
    const all = floats(this.model.get("records"));
    const column = (k, c) => Array.from({ length: data.methods[k].rows }, (_, i) => all[(k * data.rows + i) * COLUMNS + c]);
    this.columns = new Map(data.methods.map((m, k) => [m.key, [0, 1, 2].map((c) => column(k, c))]));
    const own = this.columns.get(this.bus.selected), last = own?.[LOSS].length - 1;
    this.bus.network = { computed: data.computed, newest: last >= 0 ? { loss: own[LOSS][last], accuracy: own[ACCURACY][last] / 100 } : null };
    this.model.send({ type: "ack", number: data.number });
    this.repaint();
    this.bus.dirty = true;
    this.bus.emit("network");
  }

  slice() {
    const plane = this.model.get("plane"), packed = this.model.get("heights");
    this.plane = plane?.shape && packed?.byteLength ? plane : null;
    if (!this.plane) return;
    this.surface = heights(packed, plane.low, plane.top);
    this.places = floats(this.model.get("paths"));
    this.repaint();
  }

  digits() {
    const digits = this.model.get("digits");
    this.read = octets(this.model.get("reads"));
    this.images = octets(this.model.get("images"));
    this.picked = digits?.labels && this.read.length ? digits : null;
    const count = this.picked?.labels.length ?? 12;
    while (this.row.children.length > count) this.row.lastChild.remove();
    while (this.row.children.length < count) this.row.append(el("figure", { class: "wv-t-digit" }, el("canvas", { width: 28, height: 28, role: "img", "aria-label": "a digit, not read yet" }), el("b"), el("span")));
    this.paintDigits();
  }

  // ---- reading the numbers ----------------------------------------------------------------------------------------
  record(m) { return this.data.methods.find((r) => r.key === m.key); }
  shown() { return this.bus.palette.methods.filter((m) => this.bus.visible.has(m.key) && this.record(m)?.rows); }
  name(key) { return this.bus.palette.methods.find((m) => m.key === key)?.name ?? key; }
  column(m, c) { return this.columns.get(m.key)[c]; }
  lastClock(m) { return (this.record(m).rows - 1) * this.every; }
  clock() { return this.pointed ?? this.bus.clock; }
  gone(m, clock) { const lost = this.record(m).diverged; return lost && clock >= lost.clock ? lost : null; }
  cost(m) { return this.record(m).cost; }
  value(m, c, clock) {
    const values = this.column(m, c), t = Math.min(Math.max(clock / this.every, 0), values.length - 1), i = Math.floor(t), s = t - i;
    return s ? (1 - s) * values[i] + s * values[i + 1] : values[i];
  }
  reached(k) { return this.plane.reached[k]; }
  spot(k, t, fields = [0, 1]) { // a method's place at a record, between two records on the line between them
    const i = Math.floor(t), s = t - i, at = (row, f) => this.places[(k * this.plane.rows + row) * FIELDS + f];
    return fields.map((f) => (s ? (1 - s) * at(i, f) + s * at(i + 1, f) : at(i, f)));
  }

  // ---- painting ---------------------------------------------------------------------------------------------------
  repaint() {
    for (const view of this.views) view.still(this);
    this.words();
    this.paintDigits();
    this.stamp = null;
    this.frame();
  }

  frame() {
    for (const view of this.views) view.moving(this);
    this.say();
    const stamp = `${Math.floor(this.clock() / (this.every ?? 50))} ${this.bus.playing}`;
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    this.drawBars(); this.readDigits(); this.tell();
  }

  // Titles and notes: they change with the data, not with the clock.
  words() {
    const { plane, picked, bus } = this, chosen = (key) => bus.palette.methods.find((m) => m.key === key);
    const of = plane ? plane.method : bus.selected;
    this.planeTitle.replaceChildren("A flat slice of the loss", el("span", { class: "wv-tail" }, ` — plane of ${this.name(of)}’s path`));
    this.waitPlane.hidden = Boolean(plane);
    this.waitPlane.textContent = this.shown().length ? `Preparing… the plane comes when ${this.name(of)} has taken a few steps.` : this.preparing();
    this.planeNote.textContent = plane ? `It holds ${Math.round(plane.explained)} % of that path’s variance. Heights: ${plane.digits} training digits.` : "";
    const reader = chosen(picked ? picked.method : bus.selected), n = picked?.mistakes ?? 0;
    if (reader) this.digitTitle.replaceChildren(glyph(bus, reader, 16), `What ${reader.name}’s network reads now`);
    const how = n ? `Picked to show ${n} mistake${n > 1 ? "s" : ""}.` : "It misreads none of these.";
    this.digitNote.replaceChildren(...(picked ? hides(`${whole(picked.of - picked.labels.length)} others. ${how}`).childNodes : []));
  }

  preparing() { return this.data.state ? `Preparing… ${this.data.state}` : "Preparing… the network comes after the first picture"; }

  // One line of state beside the title; it never moves what stands below.
  say() {
    const { bus, data } = this, computed = data.computed ?? 0, shown = this.shown();
    const waiting = shown.length && bus.playing && computed < bus.total && bus.clock >= computed - 1;
    const lost = shown.filter((m) => this.record(m).diverged);
    let text = "", kind = "";
    if (!shown.length && bus.visible.size) text = this.preparing();
    else if (lost.length) {
      text = `${lost.map((m) => `${m.name} diverged at step ${whole(this.record(m).diverged.step)}`).join(", ")}. Its curve ends there.`;
      if (lost.length > 1) text = text.replace("Its curve ends", "Their curves end");
      kind = "bad";
    } else if (waiting) text = `Network is training: ${whole(computed)} of ${whole(bus.total)}. Play goes on when it is ahead again.`;
    if (this.state.textContent !== text) this.state.textContent = text;
    this.state.dataset.kind = kind;
    this.tail.hidden = Boolean(text);
    this.node.classList.toggle("wv-t-preparing", !shown.length);
    const first = shown.find((m) => m.key === bus.selected) ?? shown[0];
    const p = first ? this.value(first, ACCURACY, this.clock()) / 100 : 0.9, error = 100 * Math.sqrt((p * (1 - p)) / this.about.test);
    const note = `other seeds, and the ${whole(data.every ?? 50)} steps between two points. ${whole(this.about.test)} test digits give ±${error.toFixed(1)} points. Axis: gradient evaluations.`;
    if (this.noted !== note) { this.noted = note; this.chartNote.replaceChildren(...hides(note).childNodes); }
  }

  drawBars() {
    const shown = this.shown(), stamp = shown.map((m) => m.key).join() + this.bus.theme;
    if (this.bars.dataset.stamp !== stamp) {
      this.bars.dataset.stamp = stamp;
      this.bars.replaceChildren(...shown.map((m) => el("div", { class: "wv-t-bar", "data-testid": `off-plane-${m.key}` },
        glyph(this.bus, m, 16), el("span", {}, m.name), el("span", { class: "wv-bar-ground" }, el("span", { style: `background:${cueColour(this.bus, m)}` })), el("span", { class: "wv-number" }))));
    }
    shown.forEach((m, i) => {
      const far = this.far(m), [, , bar, number] = this.bars.children[i].children;
      bar.firstChild.style.width = far && far[0] > 0 ? `${Math.min(100, (100 * far[1]) / far[0])}%` : "0";
      number.replaceChildren(...(this.gone(m, this.clock()) ? [`diverged at ${whole(this.record(m).diverged.step)}`] : far ? [el("b", {}, far[1].toFixed(1)), ` of ${far[0].toFixed(1)}`] : ["—"]));
    });
  }

  // [distance from the start, distance off the plane] at the clock, or null before there is a plane.
  far(m) {
    const k = this.plane?.methods.indexOf(m.key) ?? -1;
    if (k < 0 || !this.reached(k)) return null;
    return this.spot(k, Math.min(this.clock() / this.plane.every, this.reached(k) - 1), [DISTANCE, OFF]);
  }

  paintDigits() {
    if (!this.row.children.length) return;
    const channel = (name) => [1, 3, 5].map((i) => parseInt(this.colour[name].slice(i, i + 2), 16)), [ink, ground] = [channel("ink"), channel("sunk")];
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
    const { labels, rows, every } = this.picked, row = Math.min(Math.floor(this.clock() / every + 1e-6), rows - 1);
    [...this.row.children].forEach((cell, d) => {
      const [picture, read, truth] = cell.children, said = this.read[row * labels.length + d], wrong = said !== labels[d];
      cell.toggleAttribute("data-wrong", wrong);
      read.textContent = wrong ? `✗ ${said}` : `${said}`;
      truth.textContent = wrong ? `is a ${labels[d]}` : "";
      picture.setAttribute("aria-label", wrong ? `A ${labels[d]}, misread as ${said}` : `A ${labels[d]}, read as ${said}`);
    });
  }

  // The same numbers as text, for ears and for tests.
  tell() {
    if (this.bus.playing && this.pointed === null && this.bus.clock % 500 > 60) return;
    const clock = whole(this.clock()), shown = this.shown();
    const line = (m) => {
      const at = Math.min(this.clock(), this.lastClock(m)), far = this.far(m), v = [0, 1, 2].map((c) => this.value(m, c, at)), lost = this.gone(m, at);
      return [lost ? `${m.name}, diverged at step ${lost.step}` : m.name, lossText(v[0]), lossText(v[1]), v[2].toFixed(1), far ? far[0].toFixed(1) : "—", far ? far[1].toFixed(1) : "—"];
    };
    const rows = shown.map(line), list = (i) => rows.map((r) => `${r[0]} ${r[i]}`).join(", ");
    this.table.replaceChildren(el("caption", {}, `The network at ${clock} gradient evaluations`),
      el("tr", {}, ["Method", "Training loss", "Test loss", "Test accuracy, %", "Distance from the start", "Off-plane distance"].map((t) => el("th", { scope: "col" }, t))),
      ...rows.map((r) => el("tr", {}, el("th", { scope: "row" }, r[0]), r.slice(1).map((t) => el("td", {}, t)))));
    const when = rows.length ? ` at ${clock} gradient evaluations: ` : ". Not there yet.";
    this.loss.live.setAttribute("aria-label", `Training loss${when}${list(1)}`);
    this.accuracy.live.setAttribute("aria-label", `Test accuracy in percent${when}${list(3)}`);
    this.plot.live.setAttribute("aria-label", `A flat slice of the training loss with every path. Off-plane distance${when}${list(5)}`);
  }

  // ---- pointing: both charts show one instant; a click goes there ---------------------------------------------------
  point() {
    for (const chart of [this.loss, this.accuracy]) {
      const look = (event) => { if (!chart.size) return; this.pointed = chart.clockAt(event.clientX - chart.box.getBoundingClientRect().left); this.frame(); };
      chart.box.addEventListener("pointermove", look);
      chart.box.addEventListener("pointerdown", look);
      for (const name of ["pointerleave", "pointercancel"]) chart.box.addEventListener(name, () => { this.pointed = null; this.frame(); });
      chart.box.addEventListener("click", () => { if (this.pointed === null || this.bus.ended) return; this.bus.pause(); this.bus.seek(Math.round(this.pointed / this.every) * this.every); });
    }
  }
}

function hides(text) { return el("p", { class: "wv-note" }, el("b", {}, "Hides: "), text); }
