// Are minima islands? A guess, then the ways between two solutions. The numbers come from Python.
import { canvas, floats } from "../common/draw.js";
import { el } from "../common/elements.js";
import { Job } from "../common/job.js";
import { short, told, whole } from "../common/numbers.js";
import { Question } from "../common/question.js";
import { Choosing } from "../lesson/asking.js";
import { say } from "../lesson/table.js";
import { Planes } from "./planes.js";
import { Slide } from "./slide.js";
import { dashOf, paintWays } from "./ways.js";

export default {
  render({ model, el: host }) { return new Islands(model, host).teardown; },
};

const CHOICES = [["lower", 0.7], ["about the same", 1], ["twice as high", 2], ["five times as high", 5]];
const KINDS = { bezier: "Bézier curve", polygon: "line with a bend" };
const PICTURES = { ways: "the ways between", three: "plane through three", path: "plane of a path" };
const UNITS = { ways: "ways", three: "places", path: "places" };
const SEEDS = 10;

class Islands extends Question {
  /** @type {any} */ offers;
  /** @type {HTMLElement} */ lossBox; /** @type {HTMLElement} */ wrongBox;
  /** @type {HTMLCanvasElement} */ loss; /** @type {HTMLCanvasElement} */ wrong;

  constructor(model, host) {
    super(model, host, "islands");
    Object.assign(this, { guess: null, locked: model.get("asked").looking, offers: model.get("offers") });
    const resume = this.goesOn("islands", CHOICES, (asked) => asked);
    this.build();
    this.listen("asked ends ways along scene heights state", [this.lossBox, this.wrongBox, this.planes.box], [this.bus.on("theme", () => this.take())]);
    resume();
  }

  ask(what) { this.bus.post({ type: "path", ...what }); }

  build() {
    const { bus, offers } = this, box = (name, ...children) => el("div", { class: `wv-flat-${name}` }, ...children);
    this.job = new Job(bus, "ways", ({ state }) => (state === "waiting" ? "for another session" : null));
    this.planes = new Planes(this.look, offers, (what) => this.ask(what));
    [this.lossBox, this.wrongBox] = [box("slices"), box("slices")];
    [this.loss, this.wrong] = [this.lossBox, this.wrongBox].map((holder) => canvas(holder, { role: "img", "aria-label": "" }));
    this.verdict = el("p", { class: "wv-flat-verdict", role: "status", "data-testid": "verdict", hidden: true });
    this.table = el("div", { class: "wv-flat-wide", tabindex: 0, role: "region", "aria-label": "The ways in numbers" });
    this.said = el("p", { class: "wv-note", "data-testid": "ends" });
    const title = (words, tail) => el("h2", {}, words, el("span", { class: "wv-tail" }, ` — ${tail}`)), hides = (words) => el("p", { class: "wv-note" }, el("b", {}, say("hides")), words);
    this.node.append(this.top.node, box("ask", el("h1", { "data-testid": "question" }, "Are minima islands?"), this.between(), this.choosing()),
      this.leftSide = box("left", this.card = box("card", title("Between two networks", `each trained to a loss of ${short(offers.target)}`), this.said, this.guessing(), this.bending(), this.verdict),
        this.left = box("random", title("Loss on the way", `training loss, ${whole(offers.judged)} digits`), this.lossBox, hides("other curves. That one exists does not say how many.")), this.planes.left),
      this.right = box("right", this.along = box("random", box("random", title("Errors on the way", `misread of ${whole(offers.test)} test digits`), this.wrongBox, hides(`what lies between the ${offers.places} places that were looked at.`)),
        title("On the way", "a barrier is the highest place less the higher end"), this.table,
        hides(`the other ${whole(offers.weights - 1)} directions, and other seeds.`)), this.planes.right),
      this.job.node);
    const along = (n, name, unit) => () => ({ columns: [["share of the way", ""], ...this.model.get("ways").map(({ words }) => [`${name}, ${words}`, unit])],
      rows: Array.from({ length: offers.places }, (_, i) => [i / (offers.places - 1), ...this.numbers().map((way) => way[n][i])]) });
    this.takes(this.lossBox.parentElement, this.loss, "loss on the way", along(0, "training loss", "nats"), () => ({ picture: "ways" }));
    this.takes(this.wrongBox.parentElement, this.wrong, "errors on the way", along(1, "misread", "share"), () => ({ picture: "errors" }));
    this.takes(this.planes.left, this.planes.node, "plane", null, () => ({ picture: "plane" }));
  }

  between() {
    const { methods } = this.offers, seeds = Array.from({ length: SEEDS }, (_, seed) => [seed, `seed ${seed}`]);
    const pick = (id, label, options, act) => el("select", { "data-testid": id, "aria-label": label, onchange: act }, options.map(([value, words]) => el("option", { value }, words)));
    const named = methods.map(({ key, name }) => [key, name]), chosen = (k, batch) => [this.picked[k][0].value, batch, Number(this.picked[k][1].value)];
    const choose = (end, act) => [pick(`${end}-method`, `${end}: method`, named, act), pick(`${end}-seed`, `${end}: seed`, seeds, act)];
    const ends = () => this.ask({ runs: this.asked.runs.map(([, batch], k) => chosen(k, batch)) });
    this.picked = [choose("from", ends), choose("to", ends), choose("third", () => this.ask({ third: chosen(2, this.asked.third[1]) }))];
    this.walked = pick("walked", "Path of", [[0, "from"], [1, "to"]], () => this.ask({ walked: Number(this.walked.value) }));
    const boxed = (words, select) => el("label", { class: "wv-pick" }, el("span", {}, words), select);
    const boxes = ["From", "To", "Third"].map((words, k) => [boxed(words, this.picked[k][0]), boxed("Start", this.picked[k][1])]);
    this.only = { three: boxes[2], path: [boxed("Path of", this.walked)] };
    return el("div", { class: "wv-flat-add" }, ...boxes.flat(), ...this.only.path);
  }

  choosing() {
    const name = `picture-${Math.random()}`;
    this.pictures = this.offers.pictures.map((picture) => el("input", { type: "radio", name, value: picture, "data-testid": `picture-${picture}`, onchange: () => this.ask({ picture }) }));
    this.choice = el("div", { class: "wv-flat-at", role: "radiogroup", "aria-label": "Picture" }, el("span", {}, "Picture"), this.pictures.map((input) => el("label", {}, input, PICTURES[input.value])));
    return el("div", { class: "wv-flat-add" }, this.choice, this.planes.choice);
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
    this.bends = [this.slide.node, el("label", { class: "wv-pick" }, el("span", {}, "Curve"), this.kind)];
    this.second = el("div", { class: "wv-flat-budget" }, ...this.bends, el("label", { class: "wv-flat-check" }, this.matched, "match hidden units first"));
    return this.second;
  }

  // ---- what comes from Python -------------------------------------------------------------------------------------
  // The traits of one message change together, but tell of it one by one.
  take() {
    const { model } = this, { runs, kind, matched, evaluations, looking, picture, third, walked } = (this.asked = model.get("asked"));
    this.locked ||= looking;
    this.remember();
    this.picked.forEach(([method, seed], k) => {
      const run = runs[k] ?? third;
      method.value = run[0];
      if (run[2] >= SEEDS && !seed.querySelector(`[value="${run[2]}"]`)) seed.append(el("option", { value: run[2] }, `seed ${run[2]}`));
      seed.value = String(run[2]);
    });
    Object.assign(this.kind, { value: kind });
    Object.assign(this.walked, { value: String(walked) });
    this.matched.checked = matched;
    for (const input of this.pictures) input.checked = input.value === picture;
    if (document.activeElement !== this.slide.input) this.slide.put(evaluations);
    this.arrange(picture);
    this.job.unit = UNITS[picture];
    this.job.show(model.get("state"));
    this.planes.show(model.get("scene"), model.get("heights"), this.asked);
    this.tell();
    this.draw();
  }

  // What is in sight: nothing but the guess at first; then the ways, or a plane, each with what is asked about it.
  arrange(picture) {
    const ways = picture === "ways", beside = this.locked && !ways;
    if (beside && this.card.parentElement !== this.right) this.right.append(this.card); // the plane and its distances come first
    if (!beside && this.card.parentElement !== this.leftSide) this.leftSide.prepend(this.card);
    this.first.hidden = this.locked;
    for (const part of [this.second, this.right, this.choice]) part.hidden = !this.locked;
    for (const part of [this.left, this.along, ...this.bends]) part.hidden = !this.locked || !ways;
    for (const part of [this.planes.left, this.planes.right, this.planes.choice]) part.hidden = !this.locked || ways;
    for (const [of, parts] of Object.entries(this.only)) for (const part of parts) part.hidden = !this.locked || of !== picture;
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
    if (!this.asked) return;
    this.planes.draw();
    if (!this.lossBox.clientWidth) return;
    const ways = this.model.get("ways"), numbers = this.numbers(), ends = this.model.get("ends").slice(0, 2), losses = ends.map(({ here }) => here?.train_loss ?? 0);
    const guess = this.guess && Math.min(...losses) > 0 ? this.guess.value * Math.max(...losses) : null;
    paintWays(this.loss, this.lossBox.clientWidth, this.look, { ways, values: numbers.map(([loss]) => loss), guess, log: true, words: "share of the way" });
    paintWays(this.wrong, this.wrongBox.clientWidth, this.look, { ways, values: numbers.map(([, wrong]) => wrong), guess: null, log: false, unit: (v) => `${short(100 * v)} %`, words: "share of the way" });
    const said = ways.map(({ words, highest }) => `${words}: at most ${told(highest)}`).join("; ");
    this.loss.setAttribute("aria-label", `Training loss on the way. ${said}`);
    this.wrong.setAttribute("aria-label", `Share of test digits misread on the way. ${ways.map(({ words, worst }) => `${words}: at most ${(100 * worst).toFixed(1)} %`).join("; ")}`);
  }
}
