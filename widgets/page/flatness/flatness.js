// Is this minimum flat? A guess, the rescaled network beside itself, random slices, and what was measured. The numbers come from Python.
import { canvas, floats } from "../common/draw.js";
import { el } from "../common/elements.js";
import { Job } from "../common/job.js";
import { short, told, whole } from "../common/numbers.js";
import { Question } from "../common/question.js";
import { Choosing } from "../lesson/asking.js";
import { say } from "../lesson/table.js";
import { paintCurve, paintSlices } from "./charts.js";
import { Slide } from "./slide.js";
import { paintSpectra, spectra, stiff } from "./spectra.js";
import { beside, measures } from "./tables.js";

export default {
  render({ model, el: host }) { return new Flatness(model, host).teardown; },
};

const FACTOR = 4; // what the guess is about
const CHOICES = [["a quarter", 0.25], ["the same", 1], ["about 4 times", 4], ["16 times", 16]];
const BUDGETS = [100, 250, 500, 1000, 2000]; // digits

class Flatness extends Question {
  /** @type {any} */ offers; /** @type {any[]} */ runs;
  /** @type {HTMLElement} */ curveBox; /** @type {HTMLElement} */ sliceBox; /** @type {HTMLElement} */ densityBox;
  /** @type {HTMLCanvasElement} */ curve; /** @type {HTMLCanvasElement} */ slices; /** @type {HTMLCanvasElement} */ density;

  constructor(model, host) {
    super(model, host, "flatness");
    Object.assign(this, { guess: null, locked: model.get("asked").measuring, offers: model.get("offers") });
    const resume = this.goesOn("flatness", CHOICES, ({ runs, chosen, ...rest }) => ({ ...rest, runs, ...(runs?.[chosen] ? { chosen: runs[chosen] } : {}) }));
    this.build();
    this.listen("asked runs table rescaled slices losses drawn densities state", [this.curveBox, this.sliceBox, this.densityBox], [this.bus.on("theme", () => this.take())]);
    resume();
  }

  ask(what) { this.bus.post({ type: "flat", ...what }); }

  build() {
    const { bus, offers } = this, box = (name, ...children) => el("div", { class: `wv-flat-${name}` }, ...children);
    this.job = new Job(bus, "numbers", ({ state }) => (state === "waiting" ? "for another session's measures" : null));
    this.said = el("p", { class: "wv-note", "data-testid": "compared" });
    [this.curveBox, this.sliceBox, this.densityBox] = [box("curve"), box("slices"), box("slices")];
    [this.curve, this.slices, this.density] = [this.curveBox, this.sliceBox, this.densityBox].map((holder) => canvas(holder, { role: "img", "aria-label": "" }));
    this.table = el("div", {});
    this.both = el("div", {});
    this.pair = box("pair", this.curveBox, this.both);
    this.off = el("p", { class: "wv-note", "data-testid": "off" });
    this.stiff = el("p", { class: "wv-note", "data-testid": "stiff" });
    this.verdict = el("p", { class: "wv-flat-verdict", role: "status", "data-testid": "verdict", hidden: true });
    const hides = (...words) => el("p", { class: "wv-note" }, el("b", {}, say("hides")), ...words), title = (words, tail) => el("h2", {}, words, el("span", { class: "wv-tail" }, ` — ${tail}`));
    this.node.append(this.top.node,
      box("ask", el("h1", { "data-testid": "question" }, "Is this minimum flat, compared to what?"), this.compared()),
      box("left", box("card", title("Rescale", "first layer × c, second ÷ c: the network says the same"), this.guessing(), this.rescaling(), this.verdict,
        this.pair, hides("which way it is stiff; and any measure that is not in the table.")),
        box("random", title("Random slices", "loss along three directions from each network, filter-normalised"), this.sliceBox, this.off)),
      box("right", title("Measures", "each with its own error"), this.said, this.table,
        this.spectrum = box("random", title("Spectra", "axes of the Hessian for each unit of curvature; a sign at the largest"), this.densityBox, this.stiff,
          hides("which axes they are. Ritz values of random starts, each widened to a part of the range; the band is their standard error. Dots: rescaled.")),
        this.budget(), this.adding(),
        hides("other seeds. ± is the measure's own error: a standard error over random probes, or a residual. A loss that has saturated looks flat: compare at equal loss.")),
      this.job.node);
    this.offers = offers;
    this.takes(this.sliceBox.parentElement, this.slices, "random slices", () => this.sliced(), () => ({ picture: "slices" }));
    this.takes(this.spectrum, this.density, "spectra", () => ({ columns: [["method", ""], ["batch", "digits"], ["c", ""], ["curvature", "nats / weight²"], ["density", ""], ["its error", ""]],
      rows: this.spectra().flatMap(({ run, factor, across, density, error }) => Array.from(across, (v, i) => [this.runs[run].name, this.runs[run].batch, factor, v, density[i], error[i]])) }), () => ({ picture: "spectra" }));
    this.takes(this.pair.parentElement, this.curve, "largest curvature", () => ({ columns: [["c", ""], ["largest curvature", "nats / weight²"], ["its error", "nats / weight²"]],
      rows: this.model.get("rescaled").curve }), () => ({ picture: "curvature" }));
  }

  spectra() { return spectra(this.model.get("drawn"), floats(this.model.get("densities"))); }

  // The loss at every place along every direction from every network.
  sliced() {
    const { offers: { directions, places }, runs } = this, losses = floats(this.model.get("losses"));
    const rows = this.model.get("slices").flatMap(({ run, factor }, k) => Array.from({ length: directions * places }, (_, i) =>
      [runs[run].name, runs[run].batch, factor, Math.floor(i / places), -1 + (2 * (i % places)) / (places - 1), losses[k * directions * places + i]]));
    return { columns: [["method", ""], ["batch", "digits"], ["c", ""], ["direction", "number"], ["place", "filter lengths"], ["loss", "nats"]], rows };
  }

  compared() {
    const { target, evaluations } = this.offers, name = `at-${Math.random()}`;
    const choice = (at, words) => el("label", {}, el("input", { type: "radio", name, "data-testid": `at-${at}`, onchange: () => this.ask({ at }) }), words);
    this.ends = { loss: choice("loss", `equal training loss, ${short(target)}`), evaluations: choice("evaluations", `equal evaluations, ${whole(evaluations)}`) };
    return el("div", { class: "wv-flat-at", role: "radiogroup", "aria-label": "Compare at" }, el("span", {}, "Compare at"), this.ends.loss, this.ends.evaluations);
  }

  // First the guess, then what happens.
  guessing() {
    this.asking = new Choosing({ choices: CHOICES }, (guess) => { this.guess = guess; this.button.disabled = false; this.draw(); });
    this.button = el("button", { disabled: true, "data-testid": "lock", onclick: () => this.lock() }, say("lock"));
    this.first = el("div", { class: "wv-flat-guess" },
      el("p", {}, `The first layer times ${FACTOR}, the second divided by ${FACTOR}. To the last digit the network says what it said. Its largest curvature becomes …`),
      this.asking.node, el("div", { class: "wv-guess-lock" }, this.button, el("span", { class: "wv-note" }, "Measuring begins then, in the background; the guess stays on the chart.")));
    return this.first;
  }

  lock() {
    this.locked = true;
    this.asking.close();
    this.ask({ measuring: true, factor: FACTOR });
  }

  rescaling() {
    const { factor: [low, high] } = this.offers;
    this.slide = new Slide({ name: "factor", sign: "c", words: "factor of the first layer", low, high }, () => this.named(), () => this.named());
    this.act = el("button", { class: "wv-flat-act", "data-testid": "rescale", onclick: () => this.ask({ factor: this.slide.value }) });
    this.undo = el("button", { class: "wv-flat-back", "data-testid": "undo", onclick: () => this.ask({ factor: 1 }) }, "Undo");
    this.second = el("div", { class: "wv-flat-rescale" }, this.slide.node, this.act, this.undo);
    return this.second;
  }

  named() { this.act.textContent = `Rescale, c = ${short(this.slide.value)}`; }

  budget() {
    const { products: [low, high], starts } = this.offers;
    this.products = new Slide({ name: "products", sign: "m", words: `Hessian products or probes for a measure; a spectrum takes ${starts} times as many`, low, high, whole: true }, () => {}, (products) => this.ask({ products }));
    this.digits = el("select", { "data-testid": "digits", "aria-label": "Digits that are measured on", onchange: () => this.ask({ digits: Number(this.digits.value) }) },
      BUDGETS.map((count) => el("option", { value: count }, whole(count))));
    return el("div", { class: "wv-flat-budget" }, this.products.node, el("label", { class: "wv-pick" }, el("span", {}, "Digits"), this.digits));
  }

  adding() {
    const { methods, batches } = this.offers, pick = (id, label, options) => el("select", { "data-testid": id, "aria-label": label }, options.map(([value, words]) => el("option", { value }, words)));
    this.method = pick("add-method", "Method", methods.map(({ key, name }) => [key, name]));
    this.batch = pick("add-batch", "Batch", batches.map((count) => [count, whole(count)]));
    this.batch.value = String(batches.at(-1));
    this.add = el("button", { "data-testid": "add", onclick: () => this.ask({ runs: [...this.asked.runs, [this.method.value, Number(this.batch.value)]] }) }, "Train it too");
    const boxed = (words, select) => el("label", { class: "wv-pick" }, el("span", {}, words), select);
    return el("div", { class: "wv-flat-add" }, boxed("Method", this.method), boxed("Batch", this.batch), this.add);
  }

  // ---- what comes from Python -------------------------------------------------------------------------------------
  // The traits of one message change together, but tell of it one by one.
  take() {
    const { model, offers } = this, fresh = JSON.stringify(model.get("asked")) !== JSON.stringify(this.asked), methods = this.bus.palette.methods;
    this.asked = model.get("asked");
    this.locked ||= this.asked.measuring;
    this.remember();
    this.runs = model.get("runs").map((run) => ({ ...run, method: methods.find((m) => m.key === run.method) }));
    if (fresh) this.adopt();
    const rows = model.get("table"), { chosen, factor } = this.asked, { target, longest } = offers;
    this.table.replaceChildren(...measures(this.look, { rows, runs: this.runs, chosen, target, longest }, (k) => this.ask({ chosen: this.asked.runs[k], factor: 1 }),
      (k) => this.ask({ runs: this.asked.runs.filter((_, i) => i !== k) })));
    this.both.replaceChildren(factor === 1 ? el("p", { class: "wv-note" }, this.locked ? "Choose c and rescale: the measures stand here before and after." : "Before and after stand here.")
      : beside({ rows, chosen, run: this.runs[chosen], same: model.get("rescaled").same }));
    this.job.show(model.get("state"));
    this.tell();
    this.draw();
  }

  adopt() {
    const { at, factor, products, digits, runs } = this.asked;
    for (const [name, label] of Object.entries(this.ends)) label.querySelector("input").checked = name === at;
    this.slide.put(factor === 1 ? FACTOR : factor);
    this.products.put(products);
    if (!BUDGETS.includes(digits)) this.digits.append(el("option", { value: digits }, whole(digits)));
    this.digits.value = String(digits);
    this.undo.disabled = factor === 1;
    this.add.disabled = runs.length >= this.offers.most;
    this.first.hidden = this.locked;
    this.second.hidden = this.pair.hidden = !this.locked;
    this.named();
  }

  // The sentences: at what networks are compared and how it stands at the other; how far the slices pass by; the guess and the answer.
  tell() {
    const { at } = this.asked, { target, evaluations, network, seen } = this.offers, { runs } = this;
    const there = runs.filter((run) => run.there).map(({ name, batch, there: { train_loss: loss, clock } }) => `${name} ${batch} ${at === "loss" ? told(loss) : whole(clock)}`);
    const held = at === "loss" ? `Each network is read where its training loss first fell to ${short(target)}.` : `Each network is read at ${whole(evaluations)} gradient evaluations.`;
    const other = at === "loss" ? `At ${whole(evaluations)} evaluations the losses are: ` : `A training loss of ${short(target)} is met after: `;
    this.said.replaceChildren(el("b", {}, held), ` ${there.length ? `${other}${there.join("; ")}.` : ""}`);
    const slices = this.model.get("slices"), beyond = slices.filter(({ away }) => away).map(({ run, away, off }) => `${runs[run].name}, batch ${runs[run].batch}, lies ${short(away)} away, ${short(off)} of it off these lines`);
    const again = slices.find(({ factor }) => factor !== 1), rings = again ? `Rings: rescaled, along the same draws; ${again.apart === 0 ? "not a digit" : `at most ${short(again.apart)}`} apart. ` : "";
    this.off.replaceChildren(el("b", {}, say("hides")), `${whole(network.weights - this.offers.directions)} other directions. ${beyond.length ? `${beyond.join("; ")}. ` : ""}${rings}On ${whole(seen)} digits.`);
    const found = this.spectra();
    this.spectrum.hidden = !this.locked;
    this.stiff.textContent = found.length ? `Of ${whole(network.weights)} axes, stiffer than a tenth of the largest: ${found.map((one) => `${runs[one.run].name}, batch ${runs[one.run].batch}${one.factor === 1 ? "" : `, c = ${short(one.factor)}`}, ${stiff(one, network.weights)}`).join("; ")}.` : "They stand here when they have been found.";
    this.answer();
  }

  answer() {
    const { curve } = this.model.get("rescaled"), { factor } = this.asked, [before, after] = [1, factor].map((c) => curve.find(([value]) => value === c));
    this.verdict.hidden = !this.locked || factor === 1 || !before || !after;
    if (this.verdict.hidden) return;
    const guess = this.guess && factor === FACTOR ? `You said: ${this.guess.words}. ` : "";
    this.verdict.replaceChildren(`${guess}The largest curvature goes from ${told(before[1])} to ${told(after[1])}, × ${short(after[1] / before[1])}. `, el("b", {}, "Which of the two is its flatness?"));
  }

  draw() {
    const { look, offers, runs, guess } = this, { chosen, factor } = this.asked ?? {};
    if (!this.asked || !this.sliceBox.clientWidth) return;
    const run = runs[chosen].method, { curve } = this.model.get("rescaled");
    const words = this.pair.hidden ? "It waits for your guess." : paintCurve(this.curve, this.curveBox.clientWidth, look, { curve, factor, guess, offers, run });
    this.curve.setAttribute("aria-label", `Largest curvature against c. ${words}`);
    paintSlices(this.slices, this.sliceBox.clientWidth, look, { slices: this.model.get("slices"), losses: floats(this.model.get("losses")), offers, runs });
    const found = this.spectra(), largest = this.model.get("table").find(({ key }) => key === offers.sharpest).values;
    if (this.densityBox.clientWidth) paintSpectra(this.density, this.densityBox.clientWidth, look, { found, runs, weights: offers.network.weights, largest });
    this.density.setAttribute("aria-label", `Axes at each curvature. ${this.stiff.textContent}`);
    this.slices.setAttribute("aria-label", `Loss along random directions from ${runs.map(({ name, batch }) => `${name}, batch ${batch}`).join("; ")}.`);
  }
}
