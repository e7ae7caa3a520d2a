// Who wins at equal cost? A guess, lanes of runs, and a podium on which nobody wins inside the error bars. The numbers come from Python.
import { floats } from "../common/draw.js";
import { el } from "../common/elements.js";
import { Job } from "../common/job.js";
import { short, whole } from "../common/numbers.js";
import { Question } from "../common/question.js";
import { Choosing } from "../lesson/asking.js";
import { say } from "../lesson/table.js";
import { Lanes } from "./lanes.js";
import { Log } from "./log.js";
import { compared, podium, verdict } from "./podium.js";
import { Setting } from "./setting.js";

export default {
  render({ model, el: host }) { return new Race(model, host).teardown; },
};

class Race extends Question {
  /** @type {any} */ offers; /** @type {any[]} */ lanes;
  /** @type {any} */ stood;

  constructor(model, host) {
    super(model, host, "race");
    Object.assign(this, { guess: null, offers: model.get("offers"), locked: model.get("asked").racing });
    this.build();
    this.listen("asked lanes podium curves log state", [this.board.node], [this.bus.on("theme", () => this.take())]);
    if (!this.locked) this.log.resume();
  }

  ask(what) { this.bus.post({ type: "race", ...what }); }

  build() {
    const { bus, offers } = this, box = (name, ...children) => el("div", { class: `wv-flat-${name}` }, ...children);
    const ask = (what) => this.ask(what), hides = (...words) => el("p", { class: "wv-note" }, el("b", {}, say("hides")), ...words);
    this.job = new Job(bus, "runs and measures", ({ state }) => (state === "waiting" ? "for another session's measures" : null));
    this.question = el("h1", { "data-testid": "question" });
    this.setting = new Setting(offers, ask);
    this.board = new Lanes(this.look, offers, ask);
    this.log = new Log(bus, ask);
    this.steps = el("div", {});
    this.verdict = el("p", { class: "wv-flat-verdict", role: "status", "data-testid": "verdict", hidden: true });
    this.compared = el("dl", { class: "wv-race-compared", "data-testid": "compared" });
    const title = (words, tail) => el("h2", {}, words, el("span", { class: "wv-tail" }, ` — ${tail}`));
    this.node.append(this.top.node, box("ask", this.question, this.setting.at),
      box("left", this.guessing(), this.board.node, hides("longer races, other networks, other sliders than the step. Intervals of a lane are its own; of the podium, of all pairs together, for one look: who adds seeds until something shows will find something.")),
      box("right", title("Podium", "a step holds all not told from its best"), this.steps, this.verdict, el("h2", {}, "What is compared"), this.compared, this.setting.node, this.log.node),
      this.job.node);
  }

  guessing() {
    this.choices = el("div", {});
    this.button = el("button", { disabled: true, "data-testid": "lock", onclick: () => this.lock() }, say("lock"));
    this.first = el("div", { class: "wv-flat-card" }, el("p", {}, el("b", {}, "Who will stand alone on the first step?")), this.choices,
      el("div", { class: "wv-guess-lock" }, this.button, el("span", { class: "wv-note" }, "The race begins then, in the background. Choose who runs, and what is held equal, before.")));
    return this.first;
  }

  // The lanes are who may be guessed; another field asks anew.
  offer() {
    const names = this.lanes.map(({ label }) => label), key = names.join();
    if (this.offered === key) return;
    this.offered = key;
    this.guess = null;
    this.button.disabled = true;
    this.asking = new Choosing({ choices: [...names.map((name, k) => [name, k]), ["nobody: it cannot be told", -1]] }, (guess) => { this.guess = { ...guess, key }; this.button.disabled = false; });
    this.choices.replaceChildren(this.asking.node);
  }

  lock() {
    this.locked = true;
    this.asking.close();
    this.ask({ racing: true });
  }

  // ---- what comes from Python -------------------------------------------------------------------------------------
  // The traits of one message change together, but tell of it one by one.
  take() {
    const { model, offers } = this;
    this.asked = model.get("asked");
    this.locked ||= this.asked.racing;
    this.stood = model.get("podium");
    this.lanes = model.get("lanes");
    const { at, judged } = this.asked, held = at === "loss" ? `at a training loss of ${short(offers.target)}` : `after ${whole(offers.evaluations)} evaluations`;
    const measure = offers.measures.find(({ key }) => key === this.asked.measure);
    const of = { accuracy: "reads digits best", test_loss: "has the lowest test loss", train_loss: "has the lowest training loss", evaluations: "is there first", measure: `is flattest by ${measure.symbol}` };
    this.question.textContent = judged === "evaluations" && at === "evaluations" ? "Who spends least, where all spend alike?" : `Who ${of[judged]} ${held}?`;
    this.first.hidden = this.locked;
    this.offer();
    this.setting.show(this.asked);
    this.board.show(this.asked, this.lanes, measure);
    this.log.show(model.get("log"), this.asked, offers);
    this.job.show(model.get("state"));
    this.steps.replaceChildren(podium(this.look, this.lanes, this.stood));
    const said = verdict({ lanes: this.lanes, stood: this.stood, asked: this.asked, measure, guess: this.guess?.key === this.offered ? this.guess : null });
    this.verdict.hidden = !this.locked || !said;
    if (said) this.verdict.replaceChildren(...said);
    this.compared.replaceChildren(...compared({ offers, asked: this.asked, lanes: this.lanes, measure }));
    this.draw();
  }

  draw() { if (this.asked) this.board.draw(this.asked, this.lanes, floats(this.model.get("curves"))); }
}
