// The races before this one: what was asked and what came of it. One click asks it again, and the same seeds give the same race.
import { el } from "../common/elements.js";
import { Kept } from "../common/kept.js";
import { inLab } from "../common/keys.js";
import { whole } from "../common/numbers.js";

const MOST = 20;

export class Log {
  /** @type {any[]} */ entries; /** @type {HTMLElement} */ node; /** @type {(what: any) => void} */ ask; /** @type {Kept} */ kept;

  constructor(bus, ask) {
    Object.assign(this, { ask, kept: new Kept("races"), entries: [] });
    this.list = el("ol", { class: "wv-race-log", "data-testid": "log" });
    this.none = el("p", { class: "wv-note" }, "Every race that is over stands here, with its settings.");
    this.node = el("div", {}, el("h2", {}, "Races so far"), this.none, this.list);
    this.entries = this.read();
    this.newest = this.entries[0] ?? null;
  }

  // A tab that is loaded anew goes on with the race that it showed last. In a notebook Python has it.
  resume() { if (this.newest && !inLab()) this.ask(this.newest.asked); }

  read() {
    const kept = this.kept.read();
    return Array.isArray(kept) ? kept.filter((one) => Array.isArray(one?.asked?.lanes) && Array.isArray(one?.names) && Array.isArray(one?.steps)).slice(0, MOST) : [];
  }

  show(told, asked, offers) {
    const keys = new Set(told.map((one) => JSON.stringify(one.asked)));
    this.entries = [...told, ...this.entries.filter((one) => !keys.has(JSON.stringify(one.asked)))].slice(0, MOST);
    const made = JSON.stringify([this.entries, asked]);
    if (made === this.made) return;
    this.made = made;
    if (this.entries.length) this.kept.keep(this.entries);
    this.none.hidden = this.entries.length > 0;
    const now = JSON.stringify(asked);
    this.list.replaceChildren(...this.entries.map((one, k) => el("li", {}, el("span", {}, said(one, offers)),
      el("button", { class: "wv-flat-back", "data-testid": `restore-${k}`, disabled: JSON.stringify(one.asked) === now, onclick: () => this.ask(one.asked) }, "Restore"))));
  }
}

function said({ asked: { at, seeds, batch, judged }, names, steps, winner }, { evaluations, target }) {
  const held = at === "loss" ? `at training loss ${target}` : `at ${whole(evaluations)} evaluations`;
  const order = steps.map((step) => step.map((k) => names[k]).join(" = ")).join(" > ") || names.join(", ");
  return `${order}: ${winner === null || winner === undefined ? "no winner" : `${names[winner]} wins`} by ${judged.replace("_", " ")}, ${held}, ${seeds} seeds, batch ${batch}`;
}
