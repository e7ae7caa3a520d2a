// What a slider's number does to a run, in one word: gauges, which methods state as formulas of their parameters.

import { el, symbol } from "../common/elements.js";
import { told } from "../common/numbers.js";

// A formula as Python wrote it down: a number, a name, or [operation, left, right]; `look` gives what a name stands for.
const ARITHMETIC = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "**": (a, b) => a ** b,
};
export function valueOf(formula, look) {
  if (typeof formula === "number") return formula;
  if (typeof formula === "string") return look(formula);
  const [operation, left, right] = formula;
  return ARITHMETIC[operation](valueOf(left, look), valueOf(right, look));
}
const speaksOf = (formula, name) => (Array.isArray(formula) ? formula.slice(1).some((part) => speaksOf(part, name)) : formula === name);

// How many steps of a method are done at the clock; its run tells at which clocks a step began to cost what it costs.
export function stepsDone(bus, key) {
  const pace = bus.run?.methods.find((m) => m.key === key)?.pace ?? [];
  const [at, steps, cost] = pace.findLast(([at]) => at <= bus.clock) ?? [0, 0, Infinity];
  return steps + Math.floor((bus.clock - at) / cost);
}

// What a method's network multiplies a slider's number by: its own factor, or everybody's.
export const scaleOf = (entry, key) => entry.scales?.[key] ?? entry.network;

// The gauges under one slider: those of the selected method.
export class Gauges {
  /** @type {Entry} */ entry;
  /** @type {Bus} */ bus;

  constructor(entry, bus) { Object.assign(this, { entry, bus }); }

  // What a name stands for on the landscape, and on the network, whose curvature is not known.
  here(name) {
    const { bus } = this;
    return name === "curvature" ? bus.scene?.curvature ?? 0 : name === "t" ? stepsDone(bus, bus.selected) : bus.values[name] ?? 0;
  }
  there(name) { return name === "curvature" ? 0 : this.here(name) * this.scale(name); }
  scale(name) { return scaleOf(this.bus.schema.find((entry) => entry.name === name) ?? {}, this.bus.selected) ?? 1; }

  mine() {
    const known = this.here("curvature") > 0;
    return (this.entry.gauges[this.bus.selected] ?? []).filter((gauge) => known || !speaksOf(gauge.value, "curvature"));
  }

  // Whether anything said here depends on the steps done.
  grow() {
    const reading = this.entry.readings[this.bus.selected];
    return [...(this.entry.gauges[this.bus.selected] ?? []), ...(reading ? [reading] : [])].some(({ value }) => speaksOf(value, "t"));
  }

  judgedHere(gauge, value) { return judged(gauge, (name) => (name === this.entry.name ? value : this.here(name))); }

  // What is certain of the network whatever its curvature; null where nothing is, or where no network is shown.
  judgedThere(gauge, value) {
    if (!this.bus.hasNetwork || this.bus.level === "simple") return null;
    const own = value * this.scale(this.entry.name);
    const there = judged(gauge, (name) => (name === this.entry.name ? own : this.there(name)));
    return there.kind === "unstable" || !speaksOf(gauge.value, "curvature") ? there : null;
  }

  unstable(value) { return this.mine().some((gauge) => this.judgedHere(gauge, value).kind === "unstable"); }

  // The nodes of the line under the slider; the network's word where it is another one.
  say(value) {
    const word = ({ kind, text }) => el("b", { class: `wv-${{ unstable: "bad", dead: "dead", fine: "ok" }[kind]}` }, text);
    return this.mine().flatMap((gauge) => {
      const here = this.judgedHere(gauge, value), there = this.judgedThere(gauge, value);
      const other = there && there.kind !== here.kind ? [", net ", told(there.number), " ", word(there)] : [];
      return [meter(here), ...symbol(gauge.symbol), ` = ${told(here.number)} `, word(here), ...other];
    });
  }

  // [kind, first, last] for the stretches of a list of values that are unstable in either world, or dead in both.
  zones(values) {
    return this.mine().flatMap((gauge) => stretches(values.map((value) => {
      const here = this.judgedHere(gauge, value).kind, there = this.judgedThere(gauge, value)?.kind ?? here;
      return here === "unstable" || there === "unstable" ? "unstable" : here === "dead" && there === "dead" ? "dead" : "fine";
    }))).filter(([kind]) => kind !== "fine");
  }
}

// A gauge's number, its limits, which side of them it is on and the word for that.
function judged(gauge, look) {
  const [number, low, high] = ["value", "dead_below", "unstable_from"].map((f) => (gauge[f] === null ? Infinity : valueOf(gauge[f], look)));
  const kind = number >= high ? "unstable" : number < low ? "dead" : "fine";
  return { number, low, high, kind, text: gauge[kind] };
}

function stretches(list) {
  const found = [];
  list.forEach((what, i) => {
    if (found.at(-1)?.[0] === what) found.at(-1)[2] = i; else found.push([what, i, i]);
  });
  return found;
}

// A 44-pixel logarithmic gauge with a pointer.
function meter({ number, low: dead, high: unstable }) {
  const [low, high] = dead > 0 ? [0.001, 10] : [0.05, 5];
  const place = (v) => Math.min(Math.max(Math.log(Math.max(v, low) / low) / Math.log(high / low), 0), 1) * 100;
  const zones = [
    dead > 0 ? el("i", { class: "wv-zone-dead", style: `left:0;width:${place(dead)}%` }) : null,
    unstable < Infinity ? el("i", { class: "wv-zone-unstable", style: `left:${place(unstable)}%;right:0` }) : null,
  ];
  const pointer = el("b", { style: `left:${place(number)}%` });
  return el("span", { class: "wv-meter", "aria-hidden": "true" }, ...zones.filter(Boolean), pointer);
}
