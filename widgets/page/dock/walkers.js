// A crowd of the selected method: closed at first. How many walkers, and at the clock what they say of heat, of rest and of the law.
import { el, renew } from "../common/elements.js";
import { boxed, readNumber, told, whole, withError } from "../common/numbers.js";

const MOST = 16; // powers of two on the slider: 1 to 65,536
const RESTED = 250; // milliseconds
const FIRST = 65536;
const NAMED = 4; // basins whose shares are said

export class Walkers {
  /** @type {Bus} */ bus; /** @type {number} */ walkers; /** @type {number | null} */ asked; /** @type {string} */ said;

  constructor(bus) {
    Object.assign(this, { bus, walkers: FIRST });
    this.open = el("button", { class: "wv-open", "data-testid": "walkers", "aria-expanded": "false", onclick: () => this.toggle() }, "Walkers");
    this.build();
    const off = ["frame", "play", "run", "selected", "values", "crowd", "line"].map((name) => bus.on(name, () => this.say()));
    off.push(bus.on("level", () => this.ask()));
    this.teardown = () => { clearTimeout(this.resting); off.forEach((stop) => stop()); };
  }

  build() {
    const range = `walkers, 1 to ${whole(2 ** MOST)}`, id = { "data-testid": "walkers-range" };
    this.slide = el("input", { type: "range", min: 0, max: MOST, step: 1, value: MOST, "aria-label": "How many walkers, in powers of two", ...id });
    this.slide.addEventListener("input", () => this.set(2 ** Number(this.slide.value)));
    this.box = el("input", { type: "text", inputmode: "numeric", "aria-label": range, title: range, "data-testid": "walkers-box", onchange: () => this.typed() });
    const head = el("div", { class: "wv-measure-head" }, el("label", { class: "wv-label" }, el("span", {}, "walkers"), this.slide), this.box);
    this.found = el("div", { class: "wv-found", "data-testid": "crowd" });
    const hides = "which walker is which. The shade is the root of a cell’s count, as a share of the fullest; a test sees no change that is slower than the run.";
    this.panel = el("div", { class: "wv-more wv-measure wv-walkers", role: "group", "aria-label": "A crowd of walkers", hidden: true },
      head, this.found, el("p", { class: "wv-note" }, el("b", {}, "Hides: "), hides));
    this.show();
  }

  get shown() { return !this.panel.hidden && this.bus.level === "full"; }

  toggle() {
    this.panel.hidden = !this.panel.hidden;
    this.open.setAttribute("aria-expanded", String(!this.panel.hidden));
    this.ask();
  }

  show() {
    this.box.value = boxed(this.walkers, true);
    this.slide.value = String(Math.round(Math.log2(this.walkers)));
    this.slide.setAttribute("aria-valuetext", `${whole(this.walkers)} walkers`);
    this.box.setAttribute("aria-invalid", "false");
  }

  set(walkers) {
    this.walkers = walkers;
    this.show();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.ask(), RESTED);
  }

  typed() {
    const { value } = readNumber(this.box.value, true);
    if (value >= 1 && value <= 2 ** MOST && value % 1 === 0) this.set(value);
    else this.box.setAttribute("aria-invalid", "true");
  }

  // Python runs it for every new run of the page, until it is told that nobody looks.
  ask() {
    const { bus } = this, wanted = this.shown ? this.walkers : null;
    bus.crowded = this.shown;
    if (wanted !== (this.asked ?? null)) bus.post({ type: "walkers", walkers: wanted });
    this.asked = wanted;
    bus.dirty = true;
    this.say();
  }

  // What is known of the run on the page, or null while it is on its way.
  now() {
    const { bus } = this, crowd = bus.crowd;
    return crowd && crowd.seq === bus.run?.seq && crowd.method === bus.selected && crowd.walkers === this.walkers ? crowd : null;
  }

  say() {
    if (!this.shown) return;
    const { bus } = this, crowd = this.now(), frame = crowd?.frames ? Math.min(Math.floor(bus.clock / crowd.every), crowd.frames - 1) : 0;
    const lines = !crowd ? ["Running them…"] : crowd.none ? [crowd.none] : this.lines(crowd, frame);
    this.found.toggleAttribute("data-now", Boolean(crowd));
    this.found.setAttribute("aria-live", bus.playing ? "off" : "polite");
    const said = lines.join("\n");
    if (said === this.said) return;
    this.said = said;
    while (this.found.children.length > lines.length) this.found.lastChild.remove();
    while (this.found.children.length < lines.length) this.found.append(el("p", {}));
    lines.forEach((line, i) => renew(this.found.children[i], line));
  }

  lines(crowd, frame) {
    return [this.gone(crowd, frame), this.basins(crowd, frame), this.heat(crowd, frame), this.rest(crowd, frame), this.against(crowd, frame)].filter(Boolean);
  }

  gone({ walkers, away, lost }, frame) {
    const diverged = lost[frame] ? `, ${whole(lost[frame])} of them diverged` : "";
    return `${whole(away[frame])} of ${whole(walkers)} have left the picture${diverged}.`;
  }

  basins({ shares, errors, law }, frame) {
    const { minima } = this.bus.scene, named = minima.slice(0, NAMED);
    if (!named.length) return "";
    const said = named.map(({ label }, k) => {
      const exact = law ? ` (law ${told(100 * law[k])} %)` : "";
      return `${label || `valley ${k + 1}`} ${withError(100 * shares[frame][k], 100 * errors[frame][k])} %${exact}`;
    });
    const more = minima.length > NAMED ? `, and ${minima.length - NAMED} more` : "";
    return `In the basins, ± a standard error: ${said.join(", ")}${more}.`;
  }

  heat({ virial, configurational, temperature, read }, frame) {
    const said = [[virial, "by the virial"], [configurational, "by ⟨|∇f|²⟩ / ⟨Δf⟩"]].filter(([found]) => found[frame]);
    if (!said.length) return this.bus.scene.streams ? "No temperature: a field has no energy." : "";
    const words = said.map(([found, by]) => `${withError(...found[frame])} ${by}`).join(", ");
    return `Effective temperature: ${words}, of ${whole(read)} walkers${temperature ? `; T = ${told(temperature)}` : ""}.`;
  }

  rest({ changed, level, independent, walkers }, frame) {
    const p = changed[frame], at = `χ² test at ${100 * level} %, p = ${chance(p)}`;
    if (independent < walkers) return "No test of rest: walkers that meet are not independent.";
    if (p === null) return "No test of rest here: it takes 200 walkers and a while.";
    return p < level ? `Not yet in equilibrium: half of the walkers now, and the others at half this time, are spread otherwise (${at}).`
      : `No change since half this time (${at}, one half of the walkers then against the other now).`;
  }

  against({ differs, level, temperature }, frame) {
    const p = differs[frame];
    if (p === null || !temperature) return "";
    const h = this.bus.values.step_size, rest = "a step of finite length adds heat of its own";
    return p < level ? `Not the law exp(−f/T), whose lines hold 50, 90 and 99 % (χ² test at ${100 * level} %, p = ${chance(p)}); ${rest}${h ? `, here h = ${told(h)}` : ""}.`
      : `Cannot be told from the law exp(−f/T), whose lines hold 50, 90 and 99 % (χ² test at ${100 * level} %, p = ${chance(p)}).`;
  }
}

const chance = (p) => (p === null ? "—" : p < 0.001 ? "below 0.001" : p.toFixed(3));
