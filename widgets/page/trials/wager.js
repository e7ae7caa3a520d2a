// The guess about an experiment: words to choose from; once one is locked in, the experiment begins, and is met by what it finds.
import { busOf } from "../common/bus.js";
import { el, root } from "../common/elements.js";
import { short, whole, withError } from "../common/numbers.js";
import { Choosing } from "../lesson/asking.js";
import { say } from "../lesson/table.js";

export default {
  render({ model, el: host }) { return new Wager(model, host).teardown; },
};

class Wager {
  /** @type {{ words: string } | null} */ guess; /** @type {any} */ about; /** @type {Model} */ model; /** @type {number[]} */ told;

  constructor(model, host) {
    const bus = (this.bus = busOf(model)), { experiment, choices, told } = model.get("wager");
    Object.assign(this, { model, guess: null, told, about: model.get("offers").experiments.find(({ key }) => key === experiment) });
    this.node = root(host, bus, "guess");
    this.node.classList.add("wv-wager");
    this.node.dataset.testid = `guess-${experiment}`;
    this.asking = new Choosing({ choices: choices.map((words, k) => [words, k]) }, (guess) => { this.guess = guess; this.button.disabled = false; });
    this.button = el("button", { disabled: true, "data-testid": `lock-${experiment}`, onclick: () => this.lock() }, say("lock"));
    this.note = el("span", { class: "wv-note" }, say("trial.first", { name: this.about.name, seconds: whole(this.about.seconds) }));
    this.title = el("h2", {}, say("ask"), el("span", { class: "wv-tail" }, ` — ${this.about.name}`));
    this.numbers = el("p", { role: "status", "data-testid": "numbers" });
    this.node.append(this.title, this.asking.node, el("div", { class: "wv-guess-lock" }, this.button, this.note), this.numbers);
    model.on("change:asked change:found change:state", () => this.take());
    this.take();
    this.teardown = () => bus.leave();
  }

  lock() {
    this.asking.close();
    this.button.disabled = true;
    this.bus.post({ type: "trial", begin: this.about.key });
  }

  // Begun here or on a page that was left: the guess is over either way.
  take() {
    const begun = this.model.get("asked").begun.includes(this.about.key);
    if (!begun) return;
    this.asking.close();
    this.button.disabled = true;
    this.title.firstChild.textContent = say("met");
    this.note.textContent = this.guess ? say("locked", { guess: this.guess.words, next: "" }) : say("trial.again");
    const words = this.verdict();
    if (this.numbers.textContent !== words.join("")) this.numbers.replaceChildren(...words.map((text) => el("span", {}, text)));
  }

  // What is found so far, in differences that are paired by seed; none is claimed that its own error does not allow.
  verdict() {
    const { seeds, apart, changes } = this.model.get("found").find(({ key }) => key === this.about.key), { cases, columns, from } = this.about;
    if (!seeds) return [say("trial.waits")];
    const yours = this.guess ? [say("cases.yours", { guess: this.guess.words })] : [], { across } = this.about, start = from === null ? say("trial.less", { other: cases[0].words }) : say("trial.from", { sign: across.symbol || across.words, from: short(from) });
    const said = this.told.map((n) => {
      const quantity = `${columns[n].words[0].toUpperCase()}${columns[n].words.slice(1)}`;
      const each = from === null ? apart[n].map((one, k) => [cases[k + 1].words, one]) : changes[n].map((one, k) => [cases[k].words, one]);
      return say("trial.line", { quantity, start, each: each.map(([words, one]) => `${words}: ${this.claim(one)}`).join("; ") });
    });
    return [...yours, ...said, say("trial.seeds", { seeds: whole(seeds) })];
  }

  // A difference with its error; one that cannot be told from nothing says so.
  claim({ mean, error, clear }) {
    if (mean === null) return say("trial.none");
    if (error === null) return say("trial.single", { apart: withError(mean, 0) });
    if (mean === 0 && error === 0) return say("trial.same");
    return say(clear ? "trial.apart" : "trial.level", { apart: `${mean > 0 ? "+" : ""}${withError(mean, error)}` });
  }
}
