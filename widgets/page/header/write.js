// Your step: a panel in which a step is written in the notation. Python reads it, and refuses it at a line; what it has read races
// under the name "Mine". The landscape stays in sight, and the last step that could be read races on while another is written.
import { Editor } from "../common/editor.js";
import { el } from "../common/elements.js";
import { Panel } from "./panel.js";

const EXAMPLES = [
  ["Descent", "gradient = objective.gradient(state.x, objective.minibatch())\nreturn State(x=state.x - p.step_size * gradient)"],
  ["Heavy ball", "gradient = objective.gradient(state.x, objective.minibatch())\nv = (1 - p.friction) * state.velocity - p.step_size * gradient\n"
    + "return State(x=state.x + v, velocity=v)"],
  ["Nesterov", "v = (1 - p.friction) * state.velocity\nahead = state.x + v\n"
    + "v = v - p.step_size * objective.gradient(ahead, objective.minibatch())\nreturn State(x=state.x + v, velocity=v)"],
  ["Descent with heat", "gradient = objective.gradient(state.x, objective.minibatch())\n"
    + "heat = (2 * p.step_size * p.temperature)^0.5 * noise.normal()\nreturn State(x=state.x - p.step_size * gradient + heat)"],
  ["A clipped step", "gradient = objective.gradient(state.x, objective.minibatch())\nshort = gradient / maximum(1, norm(gradient) / p.longest)\n"
    + "return State(x=state.x - p.step_size * short)"],
];
const WORDS = ["state.x, state.t", "objective.minibatch()", "objective.gradient(point, batch)", "noise.normal(), noise.uniform()",
  "norm(a), dot(a, b), abs(a)", "minimum(a, b), maximum(a, b)", "where(a < b, yes, no)", "sqrt, exp, log, sin, cos, tanh",
  "for turn in range(p.turns):", "p.any_name: a slider", "State(x=…, name=…): name is carried", "watch(name=point): it is drawn"];
const HIDES = "two dimensions forgive much. A step that wins here may lose on digits.";

export class Write extends Panel {
  /** @type {HTMLTextAreaElement} */ text;
  /** @type {string} */ raced;
  /** @type {number} */ number;

  constructor(bus, node, opener) {
    super(bus, node, opener);
    Object.assign(this, { number: 0, raced: bus.opening?.own ?? "", waiting: "" });
    const left = this.frame(this.build(), this.text), on = (name, act) => bus.on(name, act);
    const off = [on("written", () => this.answered()), on("run", () => this.came()), on("error", () => this.failed()), left];
    this.teardown = () => off.forEach((stop) => stop());
  }

  build() {
    const close = el("button", { class: "wv-close", "aria-label": "Close", onclick: () => this.toggle(false) }, "×");
    const option = ([name], k) => el("option", { value: k }, name);
    this.from = el("select", { "aria-label": "Start from", "data-testid": "write-from", onchange: () => this.begin() },
      el("option", { value: "" }, "Start from…"), EXAMPLES.map(option));
    this.editor = new Editor({ words: "One step, in the notation", told: `wv-said-${this.bus.page}`, rows: 7, testid: "write-text",
      typed: () => this.typed(), go: () => this.read() });
    this.text = this.editor.text;
    this.go = el("button", { class: "wv-write-go", "data-testid": "write-read", onclick: () => this.read() }, "Race it");
    this.away = el("button", { class: "wv-plain", "data-testid": "write-away", hidden: true, onclick: () => this.bus.want({ own: "" }) }, "Take it away");
    this.said = el("div", { class: "wv-write-said", role: "status", "data-testid": "write-said", id: `wv-said-${this.bus.page}` });
    const head = el("div", { class: "wv-write-head" }, el("h2", {}, "Your step, in the notation"), this.from, close);
    const acts = el("div", { class: "wv-write-acts" }, this.go, this.away, el("span", { class: "wv-mute" }, "Ctrl Enter reads and races; the others run on"));
    const words = el("ul", { class: "wv-write-words" }, WORDS.map((one) => el("li", {}, one)));
    const note = el("p", { class: "wv-note" }, "No branch, no index, no import: that is what lets one text run here and on the network. ", el("b", {}, "Hides: "), HIDES);
    const panel = el("div", { class: "wv-write", popover: "manual", role: "dialog", "aria-label": "Your step", "data-testid": "write" },
      head, this.editor.node, acts, this.said, el("h2", {}, "The words"), words, note);
    this.editor.put(this.bus.draft ?? (this.raced || EXAMPLES[1][1]));
    return panel;
  }

  begin() {
    const example = EXAMPLES[Number(this.from.value)];
    if (this.from.value === "" || !example) return;
    this.editor.put(example[1]);
    this.from.value = "";
    this.editor.changed();
    this.text.focus();
  }

  typed() {
    this.bus.draft = this.text.value;
    this.say("");
  }

  read() {
    this.number += 1;
    this.waiting = this.text.value;
    this.say("Reading…");
    this.bus.post({ type: "write", number: this.number, step: this.waiting });
  }

  // Python has read it, or says at which line it cannot.
  answered() {
    const { number, line, reason, said } = this.bus.written;
    if (number !== this.number) return;
    if (line) {
      this.waiting = "";
      this.editor.mark(line);
      this.say([el("b", {}, `Line ${line}: `), reason, this.raced ? ". The last step that could be read races on." : "."], "bad");
      return;
    }
    this.editor.mark(null);
    this.told = said;
    if (this.waiting === this.raced) { this.racing(); return; }
    this.say("Read. Compiling…");
    this.go.textContent = "Compiling…";
    this.bus.want({ own: this.waiting });
  }

  // A run has come: of this text, of another that undo has brought back, or of none.
  came() {
    const { own = "", preview } = this.bus.run;
    if (preview || (own === this.raced && !this.waiting)) return;
    this.away.hidden = !own;
    if (this.waiting && own !== this.waiting) return;
    const unedited = !this.waiting && (this.text.value === this.raced || this.bus.draft === null);
    this.raced = own;
    if (unedited && own) {
      this.editor.put(own);
      this.editor.changed();
    }
    const [why] = Object.values(this.bus.run.failed ?? {});
    if (own && why) this.say(`It was read, and then could not be run: ${why}. The others run on.`, "bad");
    else if (own && this.waiting) this.racing();
    else this.say(own ? "" : "Taken away. Undo brings it back.");
    this.go.textContent = "Race it";
    this.waiting = "";
  }

  racing() {
    this.waiting = "";
    this.raced = this.text.value;
    this.say([el("b", {}, "Read and compiled. "), this.told, " It races as “Mine”."], "ok");
  }

  // No answer will come; what is asked for may still be a step that fails, and can be taken away.
  failed() {
    this.away.hidden = !this.waiting && !this.raced;
    this.waiting = "";
    this.go.textContent = "Race it";
  }

  say(words, kind = "") {
    this.said.dataset.kind = kind;
    this.said.replaceChildren(...[words].flat());
  }
}
