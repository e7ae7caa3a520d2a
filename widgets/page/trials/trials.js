// The stage of a lesson on experiments: the curves of the one that is looked at as they come, and what they come to. Python has the numbers.
import { canvas, glyph } from "../common/draw.js";
import { el } from "../common/elements.js";
import { Job } from "../common/job.js";
import { whole, withError, told } from "../common/numbers.js";
import { Question } from "../common/question.js";
import { takeable } from "../common/take.js";
import { say } from "../lesson/table.js";
import { paintCurves } from "./curves.js";

export default {
  render({ model, el: host }) { return new Trials(model, host).teardown; },
};

const TALL = 268, LOW = 200;

class Trials extends Question {
  /** @type {any} */ offers; /** @type {any[]} */ charts; /** @type {string} */ drawn;

  constructor(model, host) {
    super(model, host, "trials", "an experiment");
    Object.assign(this, { offers: model.get("offers"), charts: [], drawn: "" });
    this.build();
    this.listen("asked curves found state", [this.box], [this.bus.on("theme", () => { this.drawn = ""; this.take(); })]);
  }

  ask(what) { this.bus.post({ type: "trial", ...what }); }

  build() {
    const { bus, offers: { experiments } } = this, name = `shown-${Math.random()}`;
    this.job = new Job(bus, "curves", ({ state }) => (state === "waiting" ? "for another session's measures" : null));
    this.picks = experiments.map(({ key, name: words }) => el("label", {}, el("input", { type: "radio", name, "data-testid": `shown-${key}`, onchange: () => this.ask({ shown: key }) }), words));
    this.menu = el("div", { class: "wv-trial-menu", role: "radiogroup", "aria-label": "Experiment", hidden: experiments.length < 2 }, this.picks);
    this.title = el("h2", { hidden: experiments.length > 1 });
    this.legend = el("p", { class: "wv-trial-legend", "data-testid": "cases" });
    this.box = el("div", { class: "wv-trial-charts" });
    this.table = el("div", { class: "wv-flat-wide", tabindex: 0, role: "region", "aria-label": "The experiment in numbers" });
    this.more = el("button", { "data-testid": "more-seeds", onclick: () => this.ask({ seeds: Math.min(this.asked.seeds + this.now().seeds, this.offers.most) }) });
    this.note = el("p", { class: "wv-note", "data-testid": "note" });
    this.hides = el("p", { class: "wv-note" });
    this.node.append(this.top.node, el("div", { class: "wv-trial-body" }, this.menu, this.title, this.legend, this.box, this.table, el("div", { class: "wv-trial-more" }, this.more, this.note), this.hides), this.job.node);
  }

  // The experiment that is looked at.
  now() { return this.offers.experiments.find(({ key }) => key === this.asked.shown); }

  // ---- what comes from Python -------------------------------------------------------------------------------------
  take() {
    const { model, offers } = this, { begun, shown, seeds } = (this.asked = model.get("asked")), experiment = this.now(), begins = begun.includes(shown);
    this.picks.forEach((label, k) => {
      const input = label.querySelector("input"), { key } = offers.experiments[k];
      input.checked = key === shown;
      input.disabled = !begun.includes(key) && key !== shown;
      label.title = input.disabled ? say("waits") : "";
    });
    if (this.drawn !== shown) this.lay(experiment);
    const found = model.get("found").find(({ key }) => key === shown);
    this.table.replaceChildren(...(begins ? [this.numbers(experiment, found)] : []));
    this.more.hidden = !begins || seeds >= offers.most;
    const extra = Math.min(experiment.seeds, offers.most - seeds);
    this.more.textContent = `${whole(extra)} more seeds, about ${whole(Math.ceil((experiment.seconds * extra) / experiment.seeds))} s`;
    this.note.textContent = begins ? `${whole(found.seeds)} of ${whole(seeds)} seeds are done. ± is one standard error over seeds; thin lines are single seeds.` : `${say("waits")[0].toUpperCase()}${say("waits").slice(1)}: then ${whole(experiment.seeds)} seeds are run here, in about ${whole(experiment.seconds)} s.`;
    this.job.node.hidden = !begun.length;
    this.job.show(model.get("state"));
    this.draw();
  }

  // Another experiment: its words, and a chart for each column that is no theory.
  lay(experiment) {
    const { bus } = this, { columns, cases, hides, name } = experiment;
    this.drawn = experiment.key;
    this.title.textContent = name;
    const theory = columns.some(({ law }) => law) ? [el("span", {}, el("span", { class: "wv-trial-dash", "aria-hidden": "true" }), "theory")] : [];
    this.legend.replaceChildren(...cases.map((one) => el("span", {}, glyph(bus, one), one.words)), ...theory);
    this.hides.replaceChildren(el("b", {}, say("hides")), hides);
    this.charts = columns.map((column, k) => [column, k]).filter(([{ law }]) => !law).map(([{ name: of }, column]) => {
      const box = el("div", { class: "wv-trial-chart" });
      const chart = { column, law: columns.findIndex(({ law }) => law === of), box, node: canvas(box, { role: "img", "aria-label": "" }) };
      this.takesCurves(experiment, chart);
      return chart;
    });
    this.box.replaceChildren(...this.charts.map(({ box }) => box));
  }

  // Every seed's curve, in its own numbers.
  takesCurves({ key, name, cases, columns, across }, { column, box, node }) {
    const { words, symbol } = columns[column];
    box.classList.add("wv-take-top");
    const rows = () => this.model.get("curves").seeds.flatMap(({ case: k, places, values }, curve) => places.map((place, i) => [cases[k].words, curve, place, values[column][i] ?? null]));
    takeable({ bus: this.bus, box, canvases: () => [node], paint: () => this.draw(), names: () => [key, columns[column].name], told: () => ({ title: `${name}: ${words}`, hides: this.hides.textContent }),
      table: () => ({ columns: [["case", ""], ["curve", "number"], [across.words, across.symbol], [words, symbol]], rows: rows() }), wish: () => ({ picture: "trial" }) });
  }

  numbers({ cases, columns, across }, { ends }) {
    const shown = columns.map((column, k) => [column, k]).filter(([{ law }]) => !law);
    const cell = ([mean, error]) => el("td", {}, mean === null ? el("span", { class: "wv-mute", "aria-label": "not yet" }, "…") : error === null ? told(mean) : withError(mean, error));
    const rows = cases.map((one, k) => el("tr", {}, el("th", { scope: "row" }, glyph(this.bus, one, 18), " ", one.words), ...shown.map(([, n]) => cell(ends[n][k]))));
    return el("table", { class: "wv-flat-table", "data-testid": "ends" }, el("caption", {}, `Where each curve ends${across.words ? `, by ${across.words}` : ""}`),
      el("thead", {}, el("tr", {}, el("td", {}), ...shown.map(([{ words, symbol }]) => el("th", { scope: "col" }, symbol ? `${words}, ${symbol}` : words)))), el("tbody", {}, rows));
  }

  draw() {
    if (!this.asked || !this.box.clientWidth) return;
    const experiment = this.now(), curves = this.model.get("curves");
    for (const [k, { column, law, box, node }] of this.charts.entries()) {
      paintCurves(node, box.clientWidth, k === 0 ? TALL : LOW, this.look, { experiment, column, law, curves });
      const { words } = experiment.columns[column], newest = experiment.cases.map(({ words: of }, c) => [of, curves.seeds.filter((one) => one.case === c).map(({ values }) => values[column].at(-1)).filter((v) => v !== null && v !== undefined)]);
      node.setAttribute("aria-label", `${words}, over ${experiment.across.words}. ${newest.map(([of, values]) => `${of}: ${values.length ? values.map((v) => told(v)).join(", ") : "not yet"}`).join("; ")}`);
    }
  }
}
