// A lesson's exercise: a step is written, checked by its law in Python, and run on the map beside the right one.
import { busOf } from "../common/bus.js";
import { Editor } from "../common/editor.js";
import { el, root, symbol } from "../common/elements.js";
import { short } from "../common/numbers.js";
import { say } from "./table.js";

export default {
  render({ model, el: host }) { return new Exercise(model, host).teardown; },
};

const PICTURE = 132; // pixels across of one place

class Exercise {
  /** @type {Model} */ model; /** @type {any} */ task; /** @type {number} */ number; /** @type {Editor} */ editor; /** @type {boolean} */ plays;

  constructor(model, host) {
    const bus = (this.bus = busOf(model));
    Object.assign(this, { model, task: model.get("task"), number: 0, plays: false });
    this.node = root(host, bus, "exercise");
    this.build();
    const heard = (message) => this.heard(message);
    model.on("msg:custom", heard);
    const off = ["run", "play", "ended"].map((name) => bus.on(name, () => this.stands()));
    this.stands();
    this.teardown = () => { model.off("msg:custom", heard); off.forEach((stop) => stop()); bus.leave(); };
  }

  build() {
    const { task, bus } = this, id = `wv-checked-${bus.page}-${task.key}`;
    this.editor = new Editor({ words: `${say("step.title")}: ${task.name}`, told: id, rows: task.given.split("\n").length, testid: `step-${task.key}`,
      typed: () => this.say([]), go: () => this.check() });
    this.editor.put(task.given);
    const button = (kind, key, act, more = {}) => el("button", { class: kind, "data-testid": `${key}-${task.key}`, onclick: act, ...more }, say(`step.${key}`));
    const acts = el("div", { class: "wv-write-acts" }, button("wv-write-go", "check", () => this.check()), button("", "again", () => this.put(task.given)),
      button("wv-link", "answer", () => this.put(task.answer)), el("span", { class: "wv-mute" }, say("step.keys")));
    this.told = el("div", { class: "wv-write-said wv-step-said", role: "status", "data-testid": `checked-${task.key}`, id });
    this.pictures = el("div", { class: "wv-step-pictures" });
    this.run = button("", "run", () => this.runs(true), { hidden: true });
    this.away = button("", "away", () => this.runs(false), { hidden: true });
    this.note = el("span", { class: "wv-mute" });
    const numbers = task.numbers.flatMap(([, sign, value], k) => [k ? ", " : "", ...symbol(sign), ` = ${short(value)}`]);
    const [before, after] = say("step.at", { numbers: "\n", places: task.places.join(", ") }).split("\n");
    const hides = el("p", { class: "wv-note" }, before, numbers, after, el("b", {}, say("hides")), say("step.hides"));
    const title = el("h2", {}, task.name);
    const map = task.map ? el("div", { class: "wv-write-acts" }, this.run, this.away, this.note) : null;
    this.node.append(title, el("p", { class: "wv-step-equation" }, task.equation), el("p", { class: "wv-note" }, say("step.lines")), this.editor.node,
      acts, this.told, this.pictures, ...(map ? [map] : []), hides);
  }

  put(text) {
    this.editor.put(text);
    this.editor.changed();
    this.editor.text.focus();
  }

  check() {
    if (this.bus.ended) return;
    this.number += 1;
    this.editor.mark(null);
    this.say([say("step.checking")]);
    this.model.send({ type: "check", number: this.number, step: this.editor.value });
  }

  heard(message) {
    if (message.type === "error" && this.told.dataset.kind === "wait") this.say([message.message], "bad");
    if (message.type !== "checked" || message.number !== this.number) return;
    if (message.reason) {
      if (message.line) this.editor.mark(message.line);
      this.say([el("b", {}, message.line ? say("step.refused", { line: message.line }) : say("step.off")), message.reason, "."], "bad");
      return;
    }
    const line = ({ words, passed, said }) => el("li", { "data-passed": String(passed) }, el("span", { class: "wv-step-mark", "aria-label": say(passed ? "step.passed" : "step.failed"), role: "img" }, passed ? "✓" : "✗"),
      el("span", {}, words, said ? el("span", {}, ". ", el("b", {}, said)) : null));
    const why = message.right ? say(`step.${message.how}`) : message.mistake?.words ?? say("step.unknown");
    this.say([el("b", {}, message.verdict), el("ul", { class: "wv-step-tests" }, message.tests.map(line)), el("p", {}, why)], message.right ? "ok" : "bad");
    this.pictures.replaceChildren(...message.seen.map((one) => picture(one, message.right)), el("p", { class: "wv-note" }, say("step.picture"), "."));
    this.checked = this.editor.value;
    this.stands();
  }

  say(words, kind = words.length ? "wait" : "") {
    this.told.dataset.kind = kind;
    this.told.replaceChildren(...words);
    this.pictures.replaceChildren();
    this.checked = null;
    this.stands();
  }

  // On the map beside the method's own, as "Mine"; or away from it.
  runs(on) {
    const { bus, task } = this;
    if (!on) { bus.want({ own: "" }); return; }
    this.plays = true;
    bus.seek(0);
    bus.want({ own: this.checked, selected: task.method, visible: [task.method] });
  }

  stands() {
    const { bus } = this, own = bus.run?.own ?? "";
    if (!this.run) return;
    this.run.hidden = !this.checked || own === this.checked;
    this.run.disabled = bus.held || bus.ended;
    this.away.hidden = !own;
    this.note.textContent = own ? say("step.runs") : this.checked && bus.held ? say("step.guess") : "";
    if (this.plays && own && own === this.checked && !bus.run.preview) {
      this.plays = false;
      bus.play();
    }
  }
}

// One step from a place: two ellipses in one scale, so wide that the law's and the way there are seen.
function picture({ name, place, law, yours }, right) {
  const wide = Math.max(1e-9, ...[law, yours].map(([x, y, long]) => Math.min(Math.hypot(x - place[0], y - place[1]) + long, 6 * (Math.hypot(law[0] - place[0], law[1] - place[1]) + law[2]) || 1)));
  const scale = (PICTURE / 2 - 8) / wide, at = ([x, y]) => [PICTURE / 2 + (x - place[0]) * scale, PICTURE / 2 - (y - place[1]) * scale];
  const drawn = ([x, y, long, short, angle], kind) => {
    const [u, v] = at([x, y]);
    return `<ellipse cx="${u}" cy="${v}" rx="${Math.max(long * scale, 1.5)}" ry="${Math.max(short * scale, 1.5)}" transform="rotate(${-angle} ${u} ${v})" class="${kind}"/>`;
  };
  const [u, v] = at(place), words = `${name}, ${place.map(short).join(", ")}`, svg = el("div", { role: "img", "aria-label": `${say("step.picture")}: ${words}` });
  svg.innerHTML = `<svg viewBox="0 0 ${PICTURE} ${PICTURE}"><path d="M${u - 5} ${v}h10M${u} ${v - 5}v10" class="wv-step-place"/>${
    drawn(law, "wv-step-law")}${drawn(yours, right ? "wv-step-right" : "wv-step-wrong")}</svg>`;
  return el("figure", {}, svg, el("figcaption", {}, words));
}
