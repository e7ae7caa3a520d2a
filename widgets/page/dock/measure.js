// A measure where the clock stands. Closed at first; it is asked for when it is open, the run stands, and the hand rests.
import { el, symbol } from "../common/elements.js";
import { boxed, readNumber, whole, withError } from "../common/numbers.js";
import { momentOf, sameValues } from "../common/truth.js";

const RESTED = 250; // milliseconds

export class Measure {
  /** @type {Bus} */ bus;
  /** @type {Model} */ model;
  /** @type {any} */ asked;
  /** @type {Values} */ numbers;

  constructor(bus, model) {
    Object.assign(this, { bus, model, asked: null, numbers: {} });
    this.open = el("button", { class: "wv-open", "data-testid": "measure", "aria-expanded": "false", onclick: () => this.toggle() }, "Measure");
    this.build();
    const off = ["frame", "play", "run", "selected", "values", "level", "line"].map((name) => bus.on(name, () => this.moved()));
    off.push(bus.on("network", () => this.say()));
    const offered = () => this.offer(), told = () => this.say();
    model.on("change:measures", offered);
    model.on("change:measured", told);
    this.teardown = () => {
      clearTimeout(this.resting);
      off.forEach((stop) => stop());
      model.off("change:measures", offered);
      model.off("change:measured", told);
    };
  }

  build() {
    this.choice = el("select", { "data-testid": "measure-choice", "aria-label": "Measure", onchange: () => this.choose() });
    this.boxes = el("span", { class: "wv-measure-numbers" });
    this.box = el("input", { type: "checkbox", "data-testid": "measure-network", onchange: () => this.ask() });
    this.both = el("label", { class: "wv-measure-both" }, this.box, "on the network too");
    this.found = el("div", { class: "wv-found", role: "status", "data-testid": "measured" });
    this.look = el("p", { class: "wv-note", "data-testid": "measure-look" });
    this.hides = el("p", { class: "wv-note", "data-testid": "measure-hides" });
    const head = el("div", { class: "wv-measure-head" }, this.choice, this.boxes, this.both);
    this.panel = el("div", { class: "wv-more wv-measure", role: "group", "aria-label": "A measure", hidden: true },
      head, this.found, el("div", { class: "wv-measure-notes" }, this.look, this.hides));
  }

  get shown() { return !this.panel.hidden && this.bus.level === "full"; }
  get entry() { return this.model.get("measures").find((one) => one.key === this.choice.value); }
  get worlds() { // in which it is measured now
    const { worlds } = this.entry, on = this.bus.hasNetwork && (this.box.checked || worlds.length === 1);
    return worlds.filter((world) => world === "landscape" || on);
  }

  toggle() {
    this.panel.hidden = !this.panel.hidden;
    this.open.setAttribute("aria-expanded", String(this.shown));
    this.asked = null;
    this.bus.post({ type: "measure" }); // which there are; and nothing is measured for now
    if (this.shown && this.choice.options.length) this.moved();
  }

  // The menu: by the worlds that a measure knows.
  offer() {
    const { hasNetwork } = this.bus, of = (worlds) => this.model.get("measures").filter((one) => one.worlds.join() === worlds.join());
    const groups = [["On landscape and network", ["landscape", "network"]], ["On the landscape", ["landscape"]], ["On the network", ["network"]]];
    const option = (one) => el("option", { value: one.key }, one.name);
    const filled = groups.map(([label, worlds]) => [hasNetwork ? label : "On the landscape", of(worlds)]).filter(([, some]) => some.length);
    this.choice.replaceChildren(...filled.map(([label, some]) => el("optgroup", { label }, some.map(option))));
    this.choose();
  }

  choose() {
    const { numbers, worlds, look } = this.entry;
    this.numbers = Object.fromEntries(numbers.map((one) => [one.name, one.default]));
    this.boxes.replaceChildren(...numbers.map((one) => this.number(one)));
    this.both.hidden = !this.bus.hasNetwork || worlds.length === 1;
    this.look.replaceChildren(el("b", {}, "Look for: "), look);
    this.ask();
  }

  // A box takes what a slider of its range would.
  number({ name, symbol: said, default: first, low, high, whole: counts, meaning }) {
    const range = `${meaning}: ${boxed(low, counts)} to ${boxed(high, counts)}`;
    const change = () => {
      const { value } = readNumber(box.value, counts), sound = value >= low && value <= high && !(counts && value % 1);
      box.setAttribute("aria-invalid", String(!sound));
      if (!sound) return;
      this.numbers = { ...this.numbers, [name]: value };
      this.ask();
    };
    const box = el("input", { type: "text", inputmode: "decimal", "aria-label": range, title: range, "data-testid": `measure-${name}`, onchange: change });
    box.value = boxed(first, counts);
    return el("label", { class: "wv-label" }, el("span", {}, symbol(said)), box);
  }

  // Something has moved: what is shown may be of before, and is asked for again once nothing moves.
  moved() {
    if (this.panel.hidden) return;
    this.say();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.ask(), RESTED);
  }

  ask() {
    const { bus } = this;
    if (!this.shown && this.asked) bus.post({ type: "measure" });
    if (!this.shown || !this.choice.value || bus.ended || !bus.line?.open) { this.asked = null; return; }
    if (bus.playing || bus.pending || bus.inFlight.size || bus.previewed || !bus.run) return;
    const asked = { measure: this.choice.value, clock: momentOf(bus.clock), lead: bus.lead[bus.selected] ?? 0,
      network: this.worlds.includes("network"), numbers: this.numbers };
    if (JSON.stringify(asked) !== JSON.stringify(this.asked)) bus.post({ type: "measure", ...asked });
    this.asked = asked;
    this.say();
  }

  // Whether what Python told last is of this measure; and of this moment.
  answers() {
    const told = this.model.get("measured"), { bus, asked } = this, mine = told.measure === this.choice.value && told.method === bus.selected;
    const now = mine && asked && ["clock", "lead"].every((name) => told[name] === asked[name]) && told.seq === bus.run?.seq
      && asked.clock === momentOf(bus.clock) && sameValues(told.numbers, this.numbers);
    return { mine, now, of: (world) => (mine ? told.answers.find((one) => one.world === world) : null) };
  }

  say() {
    if (this.panel.hidden || !this.choice.value) return;
    const { mine, now, of } = this.answers(), shown = this.worlds.map((world) => [world, of(world)]);
    const lines = shown.map(([world, answer]) => this.line(world, answer));
    const stamp = lines.map((line) => line.textContent).join("\n");
    if (stamp !== this.stamp) this.found.replaceChildren(...lines); // a reader of screens hears what is new
    this.stamp = stamp;
    this.found.toggleAttribute("data-stale", Boolean(mine && !now));
    this.found.toggleAttribute("data-now", Boolean(now && shown.every(([, answer]) => answer)));
    const hidden = shown.map(([, answer]) => answer?.hides).filter(Boolean).join("; ");
    this.hides.replaceChildren(...(hidden ? [el("b", {}, "Hides: "), `${hidden}.`] : []));
  }

  line(world, answer) {
    const { symbol: said, unit } = this.entry, id = { "data-testid": `measured-${world}` };
    if (!answer) return el("p", id, el("span", { class: "wv-mute" }, this.waiting(world)));
    const where = `${answer.of ?? ""}${answer.of ? ` at ${whole(answer.clock)}` : ""}`;
    if (answer.none) return el("p", id, ...symbol(said), " — ", el("span", { class: "wv-mute" }, [where, answer.none].filter(Boolean).join(": ")));
    const text = withError(answer.value, answer.error), exact = !text.includes("±");
    const number = el("b", {}, ...symbol(said), ` = ${text}${unit ? ` ${unit}` : ""}`);
    const kind = exact ? "exact as far as shown" : `± is a ${answer.kind}`;
    return el("p", id, number, " ", el("span", { class: "wv-mute" }, `${where}; ${kind}. ${answer.note}`));
  }

  waiting(world) {
    const { bus } = this, behind = world === "network" && (bus.network?.computed ?? 0) < momentOf(bus.clock);
    if (bus.playing) return "Measured when the run stands.";
    return behind ? `The network is trained as far as ${whole(bus.network?.computed ?? 0)}.` : "Measuring…";
  }
}
