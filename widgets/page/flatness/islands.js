// Are minima islands? A guess, then the ways between two solutions. The numbers come from Python.
import { canvas, floats } from "../common/draw.js";
import { el } from "../common/elements.js";
import { Job } from "../common/job.js";
import { short, told, whole } from "../common/numbers.js";
import { Question } from "../common/question.js";
import { Choosing } from "../lesson/asking.js";
import { say } from "../lesson/table.js";
import { Slide } from "./slide.js";
import { dashOf, paintWays } from "./ways.js";

export default {
  render({ model, el: host }) { return new Islands(model, host).teardown; },
};

const CHOICES = [["lower", 0.7], ["about the same", 1], ["twice as high", 2], ["five times as high", 5]];
const KINDS = { bezier: "Bézier curve", polygon: "line with a bend" };
const SEEDS = 10;

class Islands extends Question {
  /** @type {any} */ asked; /** @type {any} */ offers; /** @type {{ words: string, value: number } | null} */ guess;
  /** @type {HTMLElement} */ lossBox; /** @type {HTMLElement} */ wrongBox;
  /** @type {HTMLCanvasElement} */ loss; /** @type {HTMLCanvasElement} */ wrong;

  constructor(model, host) {
    super(model, host, "islands");
    Object.assign(this, { guess: null, locked: model.get("asked").looking, offers: model.get("offers") });
    this.build();
    this.listen("asked ends ways along state", [this.lossBox, this.wrongBox], [this.bus.on("theme", () => this.take())]);
  }

  ask(what) { this.bus.post({ type: "path", ...what }); }

  build() {
    const { bus, offers } = this, box = (name, ...children) => el("div", { class: `wv-flat-${name}` }, ...children);
    this.job = new Job(bus, "ways", ({ state }) => (state === "waiting" ? "for another session's curve" : null));
    [this.lossBox, this.wrongBox] = [box("slices"), box("slices")];
    [this.loss, this.wrong] = [this.lossBox, this.wrongBox].map((holder) => canvas(holder, { role: "img", "aria-label": "" }));
    this.verdict = el("p", { class: "wv-flat-verdict", role: "status", "data-testid": "verdict", hidden: true });
    this.table = el("div", { class: "wv-flat-wide", tabindex: 0, role: "region", "aria-label": "The ways in numbers" });
    this.said = el("p", { class: "wv-note", "data-testid": "ends" });
    const title = (words, tail) => el("h2", {}, words, el("span", { class: "wv-tail" }, ` — ${tail}`)), hides = (words) => el("p", { class: "wv-note" }, el("b", {}, say("hides")), words);
    this.node.append(this.top.node, box("ask", el("h1", { "data-testid": "question" }, "Are minima islands?"), this.between()),
      box("left", box("card", title("Between two networks", `each trained to a loss of ${short(offers.target)}`), this.said, this.guessing(), this.bending(), this.verdict),
        this.left = box("random", title("Loss on the way", `training loss, ${whole(offers.judged)} digits`), this.lossBox, hides("other curves. That one exists does not say how many."))),
      this.right = box("right", box("random", title("Errors on the way", `misread of ${whole(offers.test)} test digits`), this.wrongBox, hides(`what lies between the ${offers.places} places that were looked at.`)),
        title("On the way", "a barrier is the highest place less the higher end"), this.table,
        hides(`the other ${whole(offers.weights - 1)} directions, and other seeds.`)),
      this.job.node);
    const along = (n, name, unit) => () => ({ columns: [["share of the way", ""], ...this.model.get("ways").map(({ words }) => [`${name}, ${words}`, unit])],
      rows: Array.from({ length: offers.places }, (_, i) => [i / (offers.places - 1), ...this.numbers().map((way) => way[n][i])]) });
    this.takes(this.lossBox.parentElement, this.loss, "loss on the way", along(0, "training loss", "nats"));
    this.takes(this.wrongBox.parentElement, this.wrong, "errors on the way", along(1, "misread", "share"));
  }

  between() {
    const { methods } = this.offers, seeds = Array.from({ length: SEEDS }, (_, seed) => [seed, `seed ${seed}`]);
    const pick = (id, label, options, act) => el("select", { "data-testid": id, "aria-label": label, onchange: act }, options.map(([value, words]) => el("option", { value }, words)));
    const named = methods.map(({ key, name }) => [key, name]), asked = () => this.ask({ runs: this.picked.map(([method, seed], k) => [method.value, this.asked.runs[k][1], Number(seed.value)]) });
    this.picked = ["from", "to"].map((end) => [pick(`${end}-method`, `${end}: method`, named, asked), pick(`${end}-seed`, `${end}: seed`, seeds, asked)]);
    const boxed = (words, select) => el("label", { class: "wv-pick" }, el("span", {}, words), select);
    return el("div", { class: "wv-flat-add" }, ...["From", "To"].flatMap((words, k) => [boxed(words, this.picked[k][0]), boxed("Start", this.picked[k][1])]));
  }

  guessing() {
    this.asking = new Choosing({ choices: CHOICES }, (guess) => { this.guess = guess; this.button.disabled = false; this.draw(); });
    this.button = el("button", { disabled: true, "data-testid": "lock", onclick: () => this.lock() }, say("lock"));
    this.first = el("div", { class: "wv-flat-guess" }, el("p", {}, "Half of the weights of one, half of the other: at the middle of the straight line between them the loss is …"),
      this.asking.node, el("div", { class: "wv-guess-lock" }, this.button, el("span", { class: "wv-note" }, "Then the line is looked at, and a curve is trained, in the background.")));
    return this.first;
  }

  lock() {
    this.locked = true;
    this.asking.close();
    this.ask({ looking: true });
  }

  bending() {
    const { evaluations: [low, high], kinds } = this.offers;
    this.slide = new Slide({ name: "evaluations", sign: "", words: "gradient evaluations for the curve's bend", low, high, whole: true }, () => {}, (evaluations) => this.ask({ evaluations }));
    this.kind = el("select", { "data-testid": "kind", "aria-label": "Curve", onchange: () => this.ask({ kind: this.kind.value }) }, kinds.map((kind) => el("option", { value: kind }, KINDS[kind])));
    this.matched = el("input", { type: "checkbox", "data-testid": "matched", onchange: () => this.ask({ matched: this.matched.checked }) });
    this.second = el("div", { class: "wv-flat-budget" }, this.slide.node, el("label", { class: "wv-pick" }, el("span", {}, "Curve"), this.kind), el("label", { class: "wv-flat-check" }, this.matched, "match hidden units first"));
    return this.second;
  }

  // ---- what comes from Python -------------------------------------------------------------------------------------
  // The traits of one message change together, but tell of it one by one.
  take() {
    const { model } = this, { runs, kind, matched, evaluations, looking } = (this.asked = model.get("asked"));
    this.locked ||= looking;
    this.picked.forEach(([method, seed], k) => {
      method.value = runs[k][0];
      if (runs[k][2] >= SEEDS && !seed.querySelector(`[value="${runs[k][2]}"]`)) seed.append(el("option", { value: runs[k][2] }, `seed ${runs[k][2]}`));
      seed.value = String(runs[k][2]);
    });
    Object.assign(this.kind, { value: kind });
    this.matched.checked = matched;
    if (document.activeElement !== this.slide.input) this.slide.put(evaluations);
    this.first.hidden = this.locked;
    for (const part of [this.second, this.left, this.right]) part.hidden = !this.locked;
    this.job.show(model.get("state"));
    this.tell();
    this.draw();
  }

  tell() {
    const ends = this.model.get("ends"), ways = this.model.get("ways"), [straight] = ways;
    const end = ({ name, batch, seed, here, done }) => `${name}, batch ${batch}, seed ${seed}: ${here ? `loss ${told(here.train_loss)} after ${whole(here.clock)} evaluations, ${(100 * here.accuracy).toFixed(1)} % right` : done ? `no loss of ${short(this.offers.target)}` : "in training"}`;
    this.said.textContent = `${ends.map(end).join(". ")}.`;
    const line = (words, of) => el("tr", {}, el("th", { scope: "row" }, words), ...ways.map((way) => el("td", {}, of(way))));
    const head = ways.map((way) => el("th", { scope: "col" }, this.stroke(way), " ", way.kind === "line" ? (way.matched ? "line, matched" : "line") : way.matched ? "curve, matched" : "curve"));
    this.table.replaceChildren(ways.length ? el("table", { class: "wv-flat-table", "data-testid": "ways" }, el("thead", {}, el("tr", {}, el("td", {}), ...head)), el("tbody", {},
      line("highest loss", (way) => told(way.highest)), line("barrier of loss", (way) => el("b", {}, told(way.barrier))), line("most misread, %", (way) => (100 * way.worst).toFixed(1)),
      line("barrier of misread, %", (way) => (100 * way.misread).toFixed(1)), line("length", (way) => short(way.length)), line("furthest from the line", (way) => (way.kind === "line" ? "0" : short(way.away)))))
      : el("p", { class: "wv-note" }, "The ways stand here when they have been looked at."));
    this.verdict.hidden = !this.locked || !straight;
    if (!straight) return;
    const middle = this.numbers()[0][0][(this.offers.places - 1) / 2], higher = straight.highest - straight.barrier, curve = ways.find(({ kind }) => kind !== "line");
    const guess = this.guess ? `You said: ${this.guess.words}. ` : "", bent = curve ? ` The curve's barrier is ${told(curve.barrier)}, over ${short(curve.length)} instead of ${short(curve.apart)}.` : "";
    this.verdict.textContent = `${guess}Half way the loss is ${told(middle)}, × ${short(middle / higher)} that of the higher end.${bent}`;
  }

  // A way's stroke, as in the charts.
  stroke(way) {
    const holder = el("span", { class: "wv-glyph", "aria-hidden": "true" }), node = canvas(holder), context = node.getContext("2d");
    Object.assign(node, { width: 72, height: 24 });
    Object.assign(node.style, { width: "36px", height: "12px" });
    context.scale(2, 2);
    Object.assign(context, { strokeStyle: this.look.colour.ink, lineWidth: 2 });
    context.setLineDash(dashOf(way));
    context.beginPath();
    context.moveTo(0, 6);
    context.lineTo(36, 6);
    context.stroke();
    return holder;
  }

  // For each way: losses, shares misread, distances from the line.
  numbers() {
    const { places } = this.offers, flat = Array.from(floats(this.model.get("along"))), part = (from) => flat.slice(from * places, (from + 1) * places);
    return this.model.get("ways").map((_, k) => [0, 1, 2].map((n) => part(3 * k + n)));
  }

  draw() {
    if (!this.asked || !this.lossBox.clientWidth) return;
    const ways = this.model.get("ways"), numbers = this.numbers(), ends = this.model.get("ends"), losses = ends.map(({ here }) => here?.train_loss ?? 0);
    const guess = this.guess && Math.min(...losses) > 0 ? this.guess.value * Math.max(...losses) : null;
    paintWays(this.loss, this.lossBox.clientWidth, this.look, { ways, values: numbers.map(([loss]) => loss), guess, log: true, words: "share of the way" });
    paintWays(this.wrong, this.wrongBox.clientWidth, this.look, { ways, values: numbers.map(([, wrong]) => wrong), guess: null, log: false, unit: (v) => `${short(100 * v)} %`, words: "share of the way" });
    const said = ways.map(({ words, highest }) => `${words}: at most ${told(highest)}`).join("; ");
    this.loss.setAttribute("aria-label", `Training loss on the way. ${said}`);
    this.wrong.setAttribute("aria-label", `Share of test digits misread on the way. ${ways.map(({ words, worst }) => `${words}: at most ${(100 * worst).toFixed(1)} %`).join("; ")}`);
  }
}
