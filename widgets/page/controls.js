// The dock: transport and timeline, then the sliders, each with its number box, its zones and its gauge.
const POSITIONS = 240; // places of a slider: fine enough for a hand, coarse enough for arrow keys

export default { render({ model, el: host }) {
  const bus = busOf(model);
  const node = root(host, bus, "controls");
  bus.dock = model;
  const sliders = model.get("schema").map((entry) => new Slider(entry, bus));
  const teardown = [transport(node, bus), sliderRows(node, bus, sliders, model)];
  // A value set from Python or by a linked control moves the slider; the kernel has acted on it already.
  for (const { entry } of sliders) model.on(`change:${entry.name}`, () => { if (bus.pending || bus.inFlight.size) return; bus.values[entry.name] = model.get(entry.name); bus.emit("values"); });
  return () => teardown.forEach((stop) => stop());
} };

function transport(node, bus) {
  const button = (id, label, title, path, act) => el("button", { class: `wv-round wv-${id}`, "data-testid": id, "aria-label": label, title, onclick: act }, icon(path));
  const play = button("play", "Play", "Play (space)", "M8 5v14l11-7z", () => { bus.play(); pause.focus(); });
  const pause = button("pause", "Pause", "Pause (space)", "M6 5h4v14H6zM14 5h4v14h-4z", () => { bus.pause(); play.focus(); });
  const reset = button("reset", "Reset", "Back to the start (Home)", "M6 5h2.5v14H6zM19 5v14L9 12z", () => { bus.pause(); bus.seek(0); });
  const step = button("step", "Step", "One frame on (→)", "M5 5l10 7-10 7zM15.5 5H18v14h-2.5z", () => bus.stepBy(1));
  const speed = el("select", { "data-testid": "speed", "aria-label": "Speed", onchange: () => { bus.speed = Number(speed.value); } }, [0.25, 0.5, 1, 2, 4].map((s) => el("option", { value: s, selected: s === 1 }, `${s}×`)));
  const line = el("input", { type: "range", min: 0, max: bus.total, step: 1, value: 0, "data-testid": "timeline", "aria-label": "Timeline, gradient evaluations" });
  const fill = el("div", { class: "wv-fill" }), pins = el("div", { class: "wv-pins" }), edges = el("div", { class: "wv-edges", "aria-hidden": "true" }, el("i"), el("i"), el("span"));
  const clock = el("div", { class: "wv-clock", "data-testid": "clock" }, el("b"), el("span", {}, "gradient evaluations, each method"));
  const wait = el("p", { class: "wv-wait", "aria-live": "polite", "data-testid": "wait" });
  node.append(el("div", { class: "wv-transport" }, reset, play, pause, step, el("label", { class: "wv-speed" }, "speed ", speed), el("div", { class: "wv-timeline" }, pins, el("div", { class: "wv-track" }, fill), line, edges, wait), clock));
  let resume = false;
  line.addEventListener("pointerdown", () => { resume = false; bus.pause(); });
  line.addEventListener("input", () => { bus.pause(); bus.seek(Math.round(Number(line.value) / (bus.run?.every ?? 1)) * (bus.run?.every ?? 1)); });

  const frame = () => {
    line.value = bus.clock;
    line.setAttribute("aria-valuetext", `${whole(bus.clock)} of ${whole(bus.total)} gradient evaluations`);
    fill.style.width = `${(100 * bus.clock) / bus.total}%`;
    clock.firstChild.textContent = `${whole(bus.clock)} / ${whole(bus.total)}`;
    edge();
  };
  const edge = () => {
    const computed = bus.network?.computed ?? 0, waiting = bus.hasNetwork && bus.playing && computed < bus.total && bus.clock >= computed - 1;
    edges.children[0].style.width = bus.run ? "100%" : "0";
    edges.children[1].style.width = bus.hasNetwork ? `${(100 * computed) / bus.total}%` : "0";
    edges.children[2].textContent = bus.hasNetwork && computed < bus.total ? `network computed to ${whole(computed)}` : "";
    edges.children[2].style.left = `${Math.min((100 * computed) / bus.total, 80)}%`;
    wait.textContent = waiting ? `Network is training: ${whole(computed)} of ${whole(bus.total)}. Play goes on when it is ahead again.` : "";
  };
  const state = () => { play.hidden = bus.playing; pause.hidden = !bus.playing; play.disabled = !bus.run || bus.ended; };
  const drawPins = () => {
    const symbols = Object.fromEntries((bus.schema ?? []).map((s) => [s.name, s.symbol]));
    pins.replaceChildren(...(bus.run?.pins ?? []).map((pin) => {
      const words = pin.moves.map((m) => `${symbols[m.slider] ?? m.slider} ${short(m.before)} → ${short(m.after)}`).join(", ");
      return el("button", { class: "wv-pin", style: `left:${(100 * pin.clock) / bus.total}%`, title: `${words}, at ${whole(pin.clock)}`, "aria-label": `Go to ${whole(pin.clock)}: ${words}`, onclick: () => { bus.pause(); bus.seek(pin.clock); } }, el("span", {}, words));
    }));
  };
  const off = [bus.on("frame", frame), bus.on("play", () => { state(); edge(); }), bus.on("run", () => { state(); drawPins(); frame(); }), bus.on("network", frame), bus.on("ended", state)];
  state(); frame();
  return () => off.forEach((stop) => stop());
}

function icon(path) { const holder = el("span", { "aria-hidden": "true" }); holder.innerHTML = `<svg viewBox="0 0 24 24" width="22" height="22"><path fill="currentColor" d="${path}"/></svg>`; return holder; }

// Which sliders stand in the first row depends on the selected method; the others open on request.
function sliderRows(node, bus, sliders, model) {
  bus.schema = model.get("schema");
  const about = model.get("about");
  const shared = el("div", { class: "wv-group" }), own = el("div", { class: "wv-group wv-own" }), more = el("div", { class: "wv-group wv-more", hidden: true });
  const sharedTitle = el("p", { class: "wv-group-title" }, "All methods"), ownTitle = el("p", { class: "wv-group-title" });
  const preset = el("select", { "data-testid": "preset", "aria-label": "Preset" });
  const direction = el("select", { "data-testid": "direction", "aria-label": "Direction of the minibatch noise", onchange: () => bus.want({ direction: direction.value }) }, about.directions.map((d) => el("option", { value: d }, d === "hessian" ? "along the curvature" : "in every direction")));
  const open = el("button", { class: "wv-open", "data-testid": "more", "aria-expanded": "false", onclick: () => { more.hidden = !more.hidden; open.setAttribute("aria-expanded", String(!more.hidden)); label(); } });
  node.append(el("div", { class: "wv-sliders" }, el("div", { class: "wv-shared" }, sharedTitle, shared), el("div", { class: "wv-owned" }, el("div", { class: "wv-owned-title" }, ownTitle, el("span", { class: "wv-preset" }, el("label", {}, "preset ", preset), open)), own)), more);
  let hiddenCount = 0;
  const label = () => { open.textContent = more.hidden ? `${hiddenCount} more sliders` : "Fewer sliders"; };
  preset.addEventListener("change", () => {
    const values = about.presets[bus.selected]?.[preset.value];
    if (!values) return;
    Object.assign(bus.values, values); bus.emit("values"); bus.want({ values: true });
  });
  const arrange = () => {
    const chosen = bus.palette.methods.find((m) => m.key === bus.selected), simple = bus.level === "simple";
    const mine = (s) => s.entry.methods.includes(bus.selected);
    const isShared = (s) => s.entry.methods.length > 1 && s.entry.basic, isOwn = (s) => s.entry.methods.length === 1 && mine(s) && s.entry.basic;
    let first = sliders.filter((s) => isShared(s) && (!simple || mine(s))), second = sliders.filter(isOwn);
    if (node.clientWidth && node.clientWidth < 760 && !simple) [first, second] = [first.slice(-1), second.slice(0, 1)];
    const rest = sliders.filter((s) => !first.includes(s) && !second.includes(s));
    const order = (list) => [...list].sort((a, b) => Number(b.entry.methods.length === 0) * -1 + Number(a.entry.methods.length === 0));
    shared.replaceChildren(...first.map((s) => s.node));
    own.replaceChildren(...second.map((s) => s.node));
    more.replaceChildren(...order(rest).map((s) => s.node), el("label", { class: "wv-slider wv-choice" }, el("span", {}, "minibatch noise on the left"), direction));
    ownTitle.replaceChildren(glyph(bus, chosen, 16), `${chosen.name} only`);
    own.parentNode.hidden = !second.length;
    hiddenCount = rest.length;
    preset.replaceChildren(el("option", { value: "" }, "—"), ...Object.keys(about.presets[bus.selected] ?? {}).map((name) => el("option", { value: name }, name)));
    node.style.setProperty("--method", cueColour(bus, chosen));
    sliders.forEach((s) => s.update());
    label();
  };
  const refresh = () => sliders.forEach((s) => s.update());
  const off = [bus.on("selected", arrange), bus.on("level", arrange), bus.on("theme", arrange), bus.on("values", refresh), bus.on("scene", refresh)];
  // A narrow dock keeps two sliders in sight.
  let narrow = null;
  const sizes = new ResizeObserver(() => { const now = node.clientWidth < 760; if (now !== narrow) { narrow = now; arrange(); } });
  sizes.observe(node);
  off.push(() => sizes.disconnect());
  arrange();
  return () => off.forEach((stop) => stop());
}

class Slider {
  constructor(entry, bus) {
    Object.assign(this, { entry, bus });
    const name = entry.word || entry.name.replaceAll("_", " "), id = `wv-${bus.key}-${entry.name}`;
    this.box = el("input", { type: "text", inputmode: "decimal", autocomplete: "off", id, "aria-label": `${name}, number`, onchange: () => this.typed(), onkeydown: (e) => { if (e.key === "Enter") { this.box.blur(); e.preventDefault(); } } });
    this.range = el("input", { type: "range", min: 0, max: POSITIONS, step: 1, "aria-label": `${name} ${entry.symbol}` });
    this.range.addEventListener("input", () => this.moved(this.valueAt(Number(this.range.value)), true));
    this.range.addEventListener("change", () => this.moved(this.value(), false));
    this.range.addEventListener("keydown", (e) => this.arrow(e));
    this.zone = el("div", { class: "wv-zones", "aria-hidden": "true" });
    this.fill = el("div", { class: "wv-fill" });
    this.note = el("p", { class: "wv-gauge" });
    this.node = el("div", { class: `wv-slider${entry.methods.length === 1 ? " wv-mine" : ""}`, "data-testid": `parameter-${entry.name}`, title: entry.meaning },
      el("div", { class: "wv-label" }, el("label", { for: id }, el("i", {}, entry.symbol), " ", name === entry.symbol ? "" : name), this.box),
      el("div", { class: "wv-lane" }, el("div", { class: "wv-track" }, this.fill), this.zone, this.range), this.note);
  }

  get field() { return { gradient_noise: "noise", batch_size: "batch", seed: "seed" }[this.entry.name]; }
  value() { return this.bus.values[this.entry.name] ?? this.bus.extras?.[this.entry.name] ?? this.entry.default ?? this.entry.low; }

  // A logarithmic slider whose range begins at zero keeps its leftmost place for exactly zero.
  get floor() { return this.entry.low > 0 ? this.entry.low : this.entry.high * 1e-4; }
  valueAt(position) {
    const { low, high, scale, whole: counts } = this.entry, share = position / POSITIONS;
    if (position <= 0) return low;
    if (position >= POSITIONS) return high;
    const value = scale === "log" ? this.floor * (high / this.floor) ** share : low + share * (high - low);
    return counts ? Math.round(value) : Number(value.toPrecision(3));
  }
  positionOf(value) {
    const { low, high, scale } = this.entry;
    if (scale !== "log") return ((value - low) / (high - low)) * POSITIONS;
    return value <= this.floor ? 0 : (Math.log(value / this.floor) / Math.log(high / this.floor)) * POSITIONS;
  }

  arrow(event) {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, "]": 1, "[": -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const { low, high, whole: counts } = this.entry, now = this.value();
    let next = this.valueAt(Math.round(this.positionOf(now)) + way * (event.shiftKey ? 10 : 2));
    if (counts && next === now) next = now + way;
    this.moved(Math.min(Math.max(next, low), high), false);
  }

  typed() {
    const value = Number(this.box.value.replace("−", "-").replaceAll(",", "")), { low, high, whole: counts } = this.entry;
    const fine = this.box.value.trim() !== "" && Number.isFinite(value) && value >= low && value <= high && (!counts || Number.isInteger(value));
    this.box.setAttribute("aria-invalid", String(!fine));
    if (fine) this.moved(value, false);
    else { this.note.replaceChildren(el("b", { class: "wv-bad" }, `${counts ? "a whole number " : ""}from ${short(low)} to ${short(high)}`)); this.refused = true; }
  }

  moved(value, preview) {
    if (this.bus.ended) return;
    this.refused = false;
    this.box.setAttribute("aria-invalid", "false");
    if (this.field) { (this.bus.extras ??= {})[this.entry.name] = value; this.bus.want({ [this.field]: value }, preview); } else { this.bus.values[this.entry.name] = value; this.bus.want({ values: true }, preview); }
    this.bus.emit("values");
  }

  update() {
    const value = this.value(), position = this.positionOf(value);
    if (document.activeElement !== this.box) this.box.value = this.entry.name === "seed" ? String(value) : short(value);
    this.range.value = position;
    this.range.setAttribute("aria-valuetext", `${short(value)}`);
    this.fill.style.width = `${(100 * position) / POSITIONS}%`;
    if (!this.refused) this.gauges(value);
  }

  factor(name) { return name === "curvature" ? this.bus.scene?.curvature ?? 0 : this.bus.values[name] ?? 0; }
  gauges(value) {
    const words = [], zones = [];
    for (const gauge of this.entry.gauges) {
      const product = gauge.factors.reduce((p, name) => p * this.factor(name), 1);
      const rest = gauge.factors.filter((name) => name !== this.entry.name).reduce((p, name) => p * this.factor(name), 1);
      if (!rest) continue;
      const dead = product < gauge.dead_below, unstable = product >= gauge.unstable_from;
      if (gauge.dead_below > 0) zones.push(this.zoneFrom(0, this.positionOf(gauge.dead_below / rest), "dead"));
      if (gauge.unstable_from < 1e9) zones.push(this.zoneFrom(this.positionOf(gauge.unstable_from / rest), POSITIONS, "unstable"));
      words.push(meter(product, gauge), el("span", { class: "wv-symbol" }, gauge.symbol), ` = ${short(product)} `, el("b", { class: unstable ? "wv-bad" : dead ? "wv-dead" : "wv-ok" }, unstable ? gauge.unstable : dead ? gauge.dead : gauge.fine));
    }
    const { network } = this.entry;
    if (network && network !== 1) words.push(words.length ? el("span", { class: "wv-net" }, ` net: ${short(value * network)}`) : `on the network: ${short(value * network)}`);
    if (!words.length) words.push(this.entry.meaning);
    this.zone.replaceChildren(...zones.filter(Boolean));
    this.note.replaceChildren(...words);
  }
  zoneFrom(from, to, kind) {
    const a = Math.min(Math.max(from, 0), POSITIONS), b = Math.min(Math.max(to, 0), POSITIONS);
    return b - a < 1 ? null : el("div", { class: `wv-zone-${kind}`, style: `left:${(100 * a) / POSITIONS}%;width:${(100 * (b - a)) / POSITIONS}%` });
  }
}

// A 44-pixel logarithmic gauge with a pointer.
function meter(product, gauge) {
  const [low, high] = gauge.dead_below > 0 ? [0.001, 10] : [0.05, 5], place = (v) => Math.min(Math.max(Math.log(v / low) / Math.log(high / low), 0), 1) * 100;
  return el("span", { class: "wv-meter", "aria-hidden": "true" },
    gauge.dead_below > 0 ? el("i", { class: "wv-zone-dead", style: `left:0;width:${place(gauge.dead_below)}%` }) : el("i", { class: "wv-zone-unstable", style: `left:${place(gauge.unstable_from)}%;right:0` }),
    el("b", { style: `left:${place(product)}%` }));
}
