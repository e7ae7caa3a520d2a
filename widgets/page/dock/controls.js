// The dock: transport and timeline, then the sliders.
import { busOf } from "../common/bus.js";
import { cueColour, glyph } from "../common/draw.js";
import { el, root } from "../common/elements.js";
import { stepsDone } from "./gauge.js";
import { Measure } from "./measure.js";
import { Slider } from "./slider.js";
import { Transport } from "./transport.js";
import { Walkers } from "./walkers.js";

export default {
  render({ model, el: host }) {
    const bus = busOf(model), node = root(host, bus, "controls");
    bus.dock = model;
    const transport = new Transport(node, bus), measure = new Measure(bus, model), walkers = new Walkers(bus), linked = new Set();
    let rows = null;
    // A value set from Python or by a linked control comes back with its run; where no run is shown, the slider moves at once.
    const link = (name) => {
      if (linked.has(name)) return;
      linked.add(name);
      model.on(`change:${name}`, () => {
        if (bus.run || bus.pending || bus.inFlight.size) return;
        bus.values = { ...bus.values, [name]: model.get(name) };
        bus.emit("values");
      });
    };
    const fill = () => { // again when a method with sliders of its own has been brought to the page
      rows?.teardown();
      bus.schema = model.get("schema");
      bus.learn(model.get("palette"));
      rows = new Rows(node, bus, bus.schema.map((entry) => new Slider(entry, bus)), model.get("presets"), model.get("directions"), [measure, walkers]);
      bus.schema.forEach((entry) => link(entry.name));
    };
    const mark = () => { bus.marks = model.get("marks"); rows.refresh(); };
    fill();
    mark();
    model.on("change:schema", fill);
    model.on("change:marks", mark);
    return () => { transport.teardown(); rows.teardown(); measure.teardown(); walkers.teardown(); bus.leave(); };
  },
};

const NARROW = 760; // pixels of dock below which two sliders stay in sight

// Which sliders stand in the first row depends on the selected method; the others open on request.
class Rows {
  /** @type {HTMLElement} */ node;
  /** @type {Bus} */ bus;
  /** @type {Slider[]} */ sliders;
  /** @type {any} */ presets;
  /** @type {any[]} */ directions;
  /** @type {(Measure | Walkers)[]} */ panels;
  /** @type {number} */ hiddenCount;
  /** @type {boolean | null} */ narrow;
  /** @type {HTMLElement} */ sliderRows;
  /** @type {HTMLElement} */ shared;
  /** @type {HTMLElement} */ own;

  constructor(node, bus, sliders, presets, directions, panels) {
    Object.assign(this, { node, bus, sliders, presets, directions, panels, hiddenCount: 0, narrow: null });
    this.build();
    const on = (names, act) => names.split(" ").map((name) => bus.on(name, act));
    const off = [
      on("selected methods level theme", () => this.arrange()), on("folded", () => this.resized()), on("values scene", () => this.refresh()),
      on("frame", () => this.grow()),
    ].flat();
    const sizes = new ResizeObserver(() => this.resized());
    sizes.observe(node);
    this.arrange();
    this.teardown = () => { off.forEach((stop) => stop()); sizes.disconnect(); this.sliderRows.remove(); this.more.remove(); };
  }

  build() {
    [this.shared, this.own] = [el("div", { class: "wv-group" }), el("div", { class: "wv-group wv-own" })];
    this.more = el("div", { class: "wv-group wv-more", hidden: true });
    this.sharedTitle = el("p", { class: "wv-group-title" }, "All methods");
    this.ownTitle = el("p", { class: "wv-group-title" });
    this.preset = el("select", { "data-testid": "preset", "aria-label": "Preset", onchange: () => this.setPreset() });
    const toggle = () => this.toggleMore();
    this.open = el("button", { class: "wv-open", "data-testid": "more", "aria-expanded": "false", onclick: toggle });
    this.direction = this.choice();
    const presets = el("span", { class: "wv-preset" }, el("label", {}, "preset ", this.preset), el("span", { class: "wv-opens" }, this.panels.map((panel) => panel.open), this.open));
    const title = el("div", { class: "wv-owned-title" }, this.ownTitle, presets);
    this.sliderRows = el("div", { class: "wv-sliders" }, el("div", { class: "wv-shared" }, this.sharedTitle, this.shared),
      el("div", { class: "wv-owned" }, title, this.own));
    this.node.append(this.sliderRows, this.more, ...this.panels.map((panel) => panel.panel));
  }

  choice() {
    const name = { "data-testid": "direction", "aria-label": "Direction of the minibatch noise" };
    const option = ({ key, name: said }) => el("option", { value: key }, said);
    const select = el("select", name, this.directions.map(option));
    select.addEventListener("change", () => {
      this.bus.extras = { ...this.bus.extras, direction: select.value };
      this.bus.want({ direction: select.value });
    });
    this.chosenDirection = select;
    return el("label", { class: "wv-slider wv-choice" }, el("span", {}, "minibatch noise on the left"), select);
  }

  setPreset() {
    const { bus } = this, said = this.presets[bus.selected]?.[this.preset.value];
    if (!said) return;
    const own = this.sliders.filter((s) => s.entry.methods.includes(bus.selected)).map((s) => s.entry.name);
    bus.move(Object.fromEntries(own.map((name) => [name, said[name] ?? bus.scene.opening[name]]))); // the rest as at first
  }

  toggleMore() {
    this.more.hidden = !this.more.hidden;
    this.open.setAttribute("aria-expanded", String(!this.more.hidden));
    this.label();
  }

  label() { this.open.textContent = this.more.hidden ? `${this.hiddenCount} more sliders` : "Fewer sliders"; }

  // The methods on the page, and the sliders that somebody on it has.
  methods() { return this.bus.palette.methods.filter((m) => this.bus.visible.has(m.key) || m.key === this.bus.selected); }
  present() {
    const shown = this.methods();
    return this.sliders.filter(({ entry: { methods } }) => !methods.length || shown.some((m) => methods.includes(m.key)));
  }

  // The two groups in sight: what several methods share, and what only the selected one has.
  inSight() {
    const { bus } = this, simple = bus.level === "simple", mine = (s) => s.entry.methods.includes(bus.selected);
    const basic = this.present().filter((s) => s.entry.basic);
    const shared = basic.filter((s) => s.entry.methods.length > 1 && (!simple || mine(s)));
    const own = basic.filter((s) => s.entry.methods.length === 1 && mine(s)), first = bus.dock.get("first");
    if (simple && first.length) return [first.map((name) => this.sliders.find((s) => s.entry.name === name)).filter(Boolean), []];
    return this.narrow && !simple ? [own.length ? shared.filter(mine).slice(-1) : shared, own.slice(0, 1)] : [shared, own];
  }

  arrange() {
    const { bus } = this, chosen = bus.method(bus.selected), [shared, own] = this.inSight();
    const rest = this.present().filter((s) => !shared.includes(s) && !own.includes(s));
    rest.sort((a, b) => Number(a.entry.methods.length === 0) - Number(b.entry.methods.length === 0));
    this.shared.replaceChildren(...shared.map((s) => s.node));
    this.own.replaceChildren(...own.map((s) => s.node));
    this.more.replaceChildren(...rest.map((s) => s.node), this.direction);
    const words = own.length ? `${chosen.name} only` : `${chosen.name} has no slider of its own`;
    this.ownTitle.replaceChildren(glyph(bus, chosen, 16), words);
    this.own.parentElement.classList.toggle("wv-empty", !own.length);
    const shown = this.methods(), marked = this.sliders.map((s) => s.own(shown)); // whose each is, on it
    const everybodys = shared.every((s) => !marked[this.sliders.indexOf(s)]);
    this.sharedTitle.textContent = everybodys ? "All methods" : "Shared; marks say by whom";
    this.hiddenCount = rest.length;
    const names = Object.keys(this.presets[bus.selected] ?? {});
    this.preset.replaceChildren(el("option", { value: "" }, "—"), ...names.map((name) => el("option", { value: name }, name)));
    this.node.style.setProperty("--method", cueColour(bus, chosen));
    this.refresh();
    this.label();
  }

  refresh() {
    this.sliders.forEach((s) => s.update());
    if (this.bus.extras.direction) this.chosenDirection.value = this.bus.extras.direction;
  }

  // What a slider says may change with the steps done, while nobody moves it.
  grow() {
    const steps = stepsDone(this.bus, this.bus.selected);
    if (steps === this.steps) return;
    this.steps = steps;
    this.sliders.filter((s) => s.counts() || s.gauges.grow()).forEach((s) => s.update());
  }

  resized() {
    const narrow = this.node.clientWidth < NARROW || Boolean(this.bus.folded);
    if (narrow === this.narrow) return;
    this.narrow = narrow;
    this.arrange();
  }
}
