// The simple view's text: a guess first, then the run, then the count that answers it. One thing more at a time opens on request.
import { busOf } from "../common/bus.js";
import { canvas, colours, cueColour, fit, haloText, marker, SANS } from "../common/draw.js";
import { el, root } from "../common/elements.js";
import { whole } from "../common/numbers.js";
import { namesOf, takeable } from "../common/take.js";

export default {
  render({ model, el: host }) { return new Story(model, host).teardown; },
};

const CHART = { height: 124, left: 28, right: 8, bottom: 20, top: 8 };

class Story {
  constructor(model, host) {
    const bus = (this.bus = busOf(model));
    this.told = bus.story = model.get("story");
    this.node = root(host, bus, "story");
    this.colour = colours(this.node);
    this.guess = this.before = null;
    this.build();
    const drawn = ["frame", "theme", "run-drawn"].map((name) => bus.on(name, () => this.draw()));
    const off = [bus.on("level", () => this.level()), bus.on("run", () => this.opens()), ...drawn];
    const sizes = new ResizeObserver(() => { this.width = this.chart.clientWidth; this.draw(); });
    sizes.observe(this.chart);
    this.enter();
    bus.emit("story");
    this.teardown = () => { off.forEach((stop) => stop()); sizes.disconnect(); bus.leave(); };
  }

  build() {
    const { told } = this, ask = (...words) => el("p", { class: "wv-ask" }, ...words);
    this.chart = el("div", { class: "wv-story-chart" });
    this.picture = canvas(this.chart, { role: "img" });
    this.said = el("p", { class: "wv-story-said", "aria-live": "polite", "data-testid": "verdict" });
    this.again = el("button", { class: "wv-again", "data-testid": "again", hidden: true, onclick: () => this.ask() }, "Guess again");
    const hides = el("p", { class: "wv-note" }, el("b", {}, "Hides: "), "who came back, and how far the others went.");
    takeable({ bus: this.bus, box: this.chart, canvases: () => [this.picture], paint: () => this.draw(), names: () => namesOf(this.bus, "in the hole"), wish: () => ({ picture: "count" }),
      told: () => ({ title: "Particles in the hole, against gradient evaluations", hides: hides.textContent }) });
    const guesses = told.guesses.map(([key, words]) => this.choice(key, words));
    const headline = el("h2", { class: "wv-headline" }, told.headline), lead = el("p", { class: "wv-lead" }, told.text);
    this.node.append(headline, lead, ask(told.question),
      el("div", { class: "wv-guesses", role: "radiogroup", "aria-label": told.question }, guesses),
      ask("Particles in the hole ", el("span", { class: "wv-tail" }, "against gradient evaluations")), this.chart, hides,
      el("div", { class: "wv-story-end" }, this.said, this.again), ask("Look deeper"), this.deeper());
  }

  choice(key, words) {
    const name = { name: `guess-${this.bus.key}`, value: key, "data-testid": `guess-${key}` };
    return el("label", {}, el("input", { type: "radio", ...name, onchange: () => this.guessed(key) }), words);
  }

  // ---- the guess --------------------------------------------------------------------------------------------------
  // Until there is one, nothing moves.
  ask() {
    this.guess = null;
    for (const input of this.node.querySelectorAll(".wv-guesses input")) input.checked = false;
    this.bus.pause();
    this.bus.seek(0);
    this.hold(this.bus.level === "simple");
    this.draw();
  }

  guessed(key) {
    this.guess = key;
    this.hold(false);
    this.bus.started = true;
    this.bus.play();
    this.draw();
  }

  hold(held) {
    this.bus.held = held;
    this.bus.emit("play");
  }

  // ---- one thing more -----------------------------------------------------------------------------------------------
  deeper() {
    const ways = [["second", "A second method", "race two"], ["surface", "A softer surface", "what others descend"],
      ["cut", "A cut", "heights on a line"]];
    if (this.bus.hasNetwork) ways.push(["network", "A network", "the same on digits"]);
    this.cards = ways.map(([key, name, words]) => {
      const card = { "data-testid": `deeper-${key}`, "aria-expanded": "false", onclick: () => this.open(key) };
      return el("button", card, el("b", {}, name), el("span", {}, words), el("i", { "aria-hidden": "true" }, "+"));
    });
    return el("div", { class: "wv-deeper" }, this.cards);
  }

  // Open one thing, or close it again; what was open before closes.
  open(key) {
    const { bus, told } = this, open = bus.open === key ? null : key;
    const seen = { second: [told.method, told.second], surface: [told.method, told.softer] }[open] ?? [told.method];
    const selected = open === "surface" ? told.softer : told.method;
    this.opened(open);
    if (selected !== bus.selected || String(seen) !== String([...bus.visible])) this.choose({}, selected, seen);
    if (open === "network") this.node.closest(".wv-page")?.querySelector(".wv-training")?.scrollIntoView({ block: "nearest" });
  }

  opened(open) {
    const { bus } = this;
    bus.open = open;
    for (const card of this.cards) {
      const on = card.dataset.testid === `deeper-${open}`;
      card.setAttribute("aria-expanded", String(on));
      card.lastChild.textContent = on ? "−" : "+";
    }
    bus.emit("open");
  }

  level() {
    if (this.bus.level === "simple") this.enter();
    else this.leave();
    this.draw();
  }

  // Entering sets this one scene; leaving gives back what stood there.
  enter() {
    const { bus, told } = this;
    if (bus.level !== "simple" || this.before || !bus.selected) return;
    this.before = { landscape: bus.landscape ?? bus.opening.landscape, selected: bus.selected, visible: [...bus.visible] };
    this.setting = true;
    this.ask();
    this.choose({ landscape: told.landscape }, told.method, [told.method]);
  }

  // The scene's own values, once its run is there.
  opens() {
    if (!this.setting || this.bus.run.landscape !== this.told.landscape) return;
    this.setting = false;
    this.bus.move(this.told.values);
  }

  leave() {
    if (this.bus.level === "simple" || !this.before) return;
    const { landscape, selected, visible } = this.before;
    this.before = null;
    this.setting = false;
    this.hold(false);
    this.opened(null);
    this.bus.pause();
    this.bus.seek(0);
    this.choose({ landscape }, selected, visible);
  }

  choose(where, selected, visible) {
    const { bus } = this;
    bus.selected = selected;
    bus.visible = new Set(visible);
    bus.want({ ...where, selected, visible });
    bus.emit("selected");
    bus.emit("methods");
  }

  // ---- the count ------------------------------------------------------------------------------------------------
  draw() {
    const { bus } = this;
    if (bus.level !== "simple" || !bus.run || !this.width || !bus.tallyAt) return;
    const n = bus.run.replicas, frame = Math.min(Math.floor(bus.clock / bus.run.every), bus.run.frames - 1);
    const { height, left, right, bottom, top } = CHART, w = this.width, context = fit(this.picture, w, height);
    context.wvHalo = this.colour.paper;
    const x = (clock) => left + (clock / bus.total) * (w - left - right);
    const y = (count) => height - bottom - (count / n) * (height - bottom - top);
    this.axes(context, n, x, y);
    const ends = [...bus.visible].filter((key) => bus.run.methods.some((m) => m.key === key)).map((key) => this.line(context, key, frame, x, y));
    const own = ends.find((end) => end.key === this.told.method);
    if (!own) return;
    this.names(context, ends, x(bus.clock), y);
    this.picture.setAttribute("aria-label", `${own.inside} of ${n} particles in the hole after ${whole(bus.clock)} gradient evaluations`);
    for (const input of this.node.querySelectorAll(".wv-guesses input")) input.disabled = this.guess !== null && bus.clock > 0;
    this.verdict(own.inside, n);
  }

  axes(context, n, x, y) {
    const { colour, bus } = this, { left, height } = CHART;
    Object.assign(context, { font: `12px ${SANS}`, fillStyle: colour.mute, textAlign: "right" });
    Object.assign(context, { strokeStyle: colour.line, lineWidth: 1 });
    for (const count of [0, n / 2, n]) {
      const at = Math.round(y(count)) + 0.5;
      context.beginPath(); context.moveTo(left, at); context.lineTo(x(bus.total), at); context.stroke();
      context.fillText(count, left - 6, at + 4);
    }
    context.textAlign = "center";
    for (const clock of [0, bus.total / 2, bus.total]) {
      context.fillText(whole(clock), Math.min(Math.max(x(clock), left + 4), x(bus.total) - 14), height - 4);
    }
  }

  // One method's count as a line; gives back where it ends.
  line(context, key, frame, x, y) {
    const { bus } = this, method = bus.method(key), n = bus.run.replicas, tint = cueColour(bus, method);
    Object.assign(context, { strokeStyle: tint, lineWidth: method.cue.width });
    context.setLineDash(method.cue.dash);
    context.beginPath();
    for (let t = 0; t <= frame; t++) context.lineTo(x(t * bus.run.every), y(n - bus.tallyAt(key, t)));
    context.stroke();
    context.setLineDash([]);
    return { key, method, tint, inside: n - bus.tallyAt(key, frame) };
  }

  // Markers, and beside them words that do not lie over each other.
  names(context, ends, at, y) {
    const { colour } = this, right = at > this.width - 190, low = CHART.height - CHART.bottom - 4;
    let free = low;
    for (const { method, tint, inside } of [...ends].sort((a, b) => a.inside - b.inside)) {
      const place = Math.min(Math.max(y(inside) + (ends.length > 1 ? 5 : 20), 14), free);
      free = place - 17;
      marker(context, method.cue.marker, at, y(inside), 6, tint, colour.paper);
      const words = ends.length > 1 ? `${method.name}: ${inside}` : `${inside} still inside`;
      haloText(context, words, at + (right ? -12 : 12), place, { colour: tint, weight: 700, size: 14, align: right ? "right" : "left" });
    }
  }

  verdict(inside, n) {
    const { bus, guess, told } = this, right = (inside > n / 2) === (guess === "stay"), over = bus.clock >= bus.total && guess !== null;
    let words = guess === null ? "Choose one of the two: then the run starts." : "";
    if (over) {
      const yours = told.guesses.find(([key]) => key === guess)[1], came = right ? "so it went" : "it went the other way";
      words = `${inside} of ${n} stayed. You said ${yours}: ${came}. Move T by a notch and see how much decides.`;
    }
    this.again.hidden = !over;
    if (this.said.textContent === words) return;
    this.said.textContent = words;
    if (over) this.said.parentElement.scrollIntoView({ block: "nearest" }); // on a phone it would lie under the dock
  }
}
