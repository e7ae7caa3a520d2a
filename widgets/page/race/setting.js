// What is held equal, how many seeds, by what lanes are judged, the budget of the measure, and a step of one's own.
import { el } from "../common/elements.js";
import { short, whole } from "../common/numbers.js";

const JUDGED = { accuracy: "test accuracy", test_loss: "test loss", train_loss: "training loss", evaluations: "evaluations spent", measure: "the measure" };
const DIGITS = [100, 250, 500, 1000, 2000], PRODUCTS = [3, 5, 10, 20, 50, 100];
const STEP = "return State(x=state.x - p.step_size * objective.gradient(state.x, objective.minibatch()))";

export class Setting {
  /** @type {HTMLElement} */ at; /** @type {HTMLElement} */ node; /** @type {any} */ asked; /** @type {Record<string, HTMLSelectElement>} */ picked;

  constructor(offers, ask) {
    const { seeds: [few, many], batches, measures, target, evaluations } = offers, name = `race-at-${Math.random()}`;
    this.picked = {};
    const pick = (id, words, options) => {
      const read = (text) => (id === "judged" || id === "measure" ? text : Number(text));
      const select = el("select", { "data-testid": id, "aria-label": words, onchange: () => ask({ [id]: read(select.value) }) }, options.map(([value, text]) => el("option", { value }, text)));
      this.picked[id] = select;
      return el("label", { class: "wv-pick" }, el("span", {}, words), select);
    };
    const choice = (at, words) => el("label", {}, el("input", { type: "radio", name, "data-testid": `at-${at}`, onchange: () => ask({ at }) }), words);
    this.ends = { evaluations: choice("evaluations", `equal evaluations, ${whole(evaluations)}`), loss: choice("loss", `equal training loss, ${short(target)}`) };
    const counts = Array.from({ length: many - few + 1 }, (_, k) => [few + k, few + k]), number = (values) => values.map((value) => [value, whole(value)]);
    this.at = el("div", { class: "wv-flat-at", role: "radiogroup", "aria-label": "Compare at" }, el("span", {}, "Compare at"), this.ends.evaluations, this.ends.loss, pick("seeds", "Seeds", counts));
    const boxes = [pick("judged", "Judged by", Object.entries(JUDGED)), pick("batch", "Batch", number(batches)), pick("measure", "Measure", measures.map((one) => [one.key, one.name])),
      pick("products", "Products", number(PRODUCTS)), pick("digits", "Digits", number(DIGITS))];
    this.own = el("textarea", { rows: 4, spellcheck: "false", "data-testid": "own", "aria-label": "A step of your own" }, STEP);
    this.read = el("button", { class: "wv-flat-back", "data-testid": "read-own", onclick: () => ask({ own: this.own.value }) }, "Let it race");
    this.drop = el("button", { class: "wv-flat-back", "data-testid": "drop-own", onclick: () => ask({ own: "" }) }, "Take it away");
    const own = el("details", { class: "wv-race-own" }, el("summary", {}, "A step of your own"), el("p", { class: "wv-note" }, "Read, never executed: the words of the notation, p.name for a slider. It stands in the menu of methods as “Mine”."),
      this.own, el("div", { class: "wv-flat-add" }, this.read, this.drop));
    this.node = el("div", { class: "wv-flat-card" }, el("div", { class: "wv-flat-add" }, boxes), own);
  }

  show(asked) {
    const fresh = asked.own !== this.asked?.own;
    this.asked = asked;
    for (const [name, label] of Object.entries(this.ends)) label.querySelector("input").checked = name === asked.at;
    for (const [name, select] of Object.entries(this.picked)) {
      const value = String(asked[name]);
      if (![...select.options].some((option) => option.value === value)) select.append(el("option", { value }, value));
      select.value = value;
    }
    if (fresh && asked.own) this.own.value = asked.own;
    this.drop.hidden = !asked.own;
  }
}
