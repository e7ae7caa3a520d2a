// The upper half of the dock: play, pause, step, the timeline with its pins, and the clock.
import { el, word } from "../common/elements.js";
import { short, whole } from "../common/numbers.js";

const PATHS = {
  play: "M8 5v14l11-7z", pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  reset: "M6 5h2.5v14H6zM19 5v14L9 12z", step: "M5 5l10 7-10 7zM15.5 5H18v14h-2.5z",
};
const SPEEDS = [0.25, 0.5, 1, 2, 4];

export class Transport {
  constructor(node, bus) {
    this.bus = bus;
    const hint = "Drag the ring to start elsewhere. Drag the timeline to go back. Space plays, arrows step.";
    const parts = [this.buttons(), this.speed(), this.timeline(), this.clock(), el("p", { class: "wv-hint" }, hint)];
    node.append(el("div", { class: "wv-transport" }, parts.flat()));
    const on = (names, act) => names.split(" ").map((name) => bus.on(name, act));
    const off = [
      on("frame network level", () => this.frame()), on("play ended", () => this.state()),
      on("run", () => { this.state(); this.drawPins(); this.frame(); this.notice(); }),
    ].flat();
    this.state();
    this.frame();
    this.teardown = () => off.forEach((stop) => stop());
  }

  buttons() {
    const { bus } = this, button = (id, label, title, act) =>
      el("button", { class: `wv-round wv-${id}`, "data-testid": id, "aria-label": label, title, onclick: act }, icon(PATHS[id]));
    this.play = button("play", "Play", "Play (space)", () => bus.play());
    this.pause = button("pause", "Pause", "Pause (space)", () => bus.pause());
    const reset = button("reset", "Reset", "Back to the start (Home)", () => { bus.pause(); bus.seek(0); });
    const step = button("step", "Step", "One frame on (→)", () => bus.stepBy(1));
    return [reset, this.play, this.pause, step];
  }

  speed() {
    const options = SPEEDS.map((s) => el("option", { value: s, selected: s === 1 }, `${s}×`));
    const chosen = el("select", { "data-testid": "speed", "aria-label": "Speed" }, options);
    chosen.addEventListener("change", () => { this.bus.speed = Number(chosen.value); });
    return el("label", { class: "wv-speed" }, "speed ", chosen);
  }

  timeline() {
    const { bus } = this, words = { "data-testid": "timeline", "aria-label": "Timeline, gradient evaluations" };
    this.line = el("input", { type: "range", min: 0, max: bus.total, step: 1, value: 0, ...words });
    this.fill = el("div", { class: "wv-fill" });
    this.pins = el("div", { class: "wv-pins" });
    this.edges = [el("i"), el("i"), el("span")];
    this.wait = el("p", { class: "wv-wait", "aria-live": "polite", "data-testid": "notice", hidden: true });
    this.line.addEventListener("pointerdown", () => bus.pause());
    this.line.addEventListener("input", () => {
      const every = bus.run?.every ?? 1;
      bus.pause();
      bus.seek(Math.round(Number(this.line.value) / every) * every);
    });
    const edges = el("div", { class: "wv-edges", "aria-hidden": "true" }, this.edges);
    return el("div", { class: "wv-timeline" }, this.pins, el("div", { class: "wv-track" }, this.fill), this.line, edges, this.wait);
  }

  clock() {
    this.count = el("b");
    const words = el("span", {}, "gradient evaluations, each method");
    return el("div", { class: "wv-clock", "data-testid": "clock" }, word("evaluation", this.count, words));
  }

  frame() {
    const { bus } = this, text = `${whole(bus.clock)} / ${whole(bus.total)}`;
    this.line.value = bus.clock;
    this.fill.style.width = `${(100 * bus.clock) / bus.total}%`;
    if (this.count.textContent !== text) {
      this.count.textContent = text;
      this.line.setAttribute("aria-valuetext", `${whole(bus.clock)} of ${whole(bus.total)} gradient evaluations`);
    }
    this.edge();
  }

  // How far each world is computed: two hair lines under the timeline. Neither waits for the other; each side says where it is.
  edge() {
    const { bus } = this, network = bus.hasNetwork && bus.level === "full", computed = bus.network?.computed ?? 0;
    const stamp = [Boolean(bus.run), network, computed].join();
    if (stamp === this.edgeShown) return;
    this.edgeShown = stamp;
    const [world, net, words] = this.edges, share = (100 * computed) / bus.total;
    world.style.width = bus.run ? "100%" : "0";
    net.style.width = network ? `${share}%` : "0";
    words.textContent = network && computed < bus.total ? `network trained to ${whole(computed)}` : "";
    words.style.left = `${Math.min(share, 80)}%`;
  }

  // What an act has dropped, where it stood, and the way back.
  notice() {
    const { bus } = this, count = bus.dropped;
    if (!bus.run.preview) this.wait.hidden = !count;
    if (!count || bus.run.preview) return;
    const back = el("button", { "data-testid": "undo", title: "Ctrl Z", onclick: () => bus.undo() }, "Undo");
    this.wait.replaceChildren(`${count === 1 ? "A move of a slider is" : `${count} moves of sliders are`} gone. `, back);
  }

  state() {
    const { bus } = this, held = [this.play, this.pause].includes(document.activeElement);
    this.play.hidden = bus.playing;
    this.pause.hidden = !bus.playing;
    if (held) (bus.playing ? this.pause : this.play).focus(); // one takes the other's place, and its focus
    this.play.disabled = !bus.run || bus.ended || Boolean(bus.held);
  }

  // A pin stands where a slider was moved; its words are written where they do not run into the next pin's.
  drawPins() {
    const { bus } = this, pins = bus.run?.pins ?? [];
    const symbols = Object.fromEntries((bus.schema ?? []).map((s) => [s.name, s.symbol]));
    const move = (m) => `${symbols[m.slider] ?? m.slider} ${short(m.before)} → ${short(m.after)}`;
    const words = (pin) => pin.moves.map(move).join(", ");
    const next = (i) => pins[i + 1]?.clock ?? bus.total * 1.05;
    this.pins.replaceChildren(...pins.map((pin, i) => {
      const text = words(pin), room = (next(i) - pin.clock) / bus.total > 0.012 * text.length;
      const title = { title: `${text}, at ${whole(pin.clock)}`, "aria-label": `Go to ${whole(pin.clock)}: ${text}` };
      const go = () => { bus.pause(); bus.seek(pin.clock); }, at = { style: `left:${(100 * pin.clock) / bus.total}%` };
      return el("button", { class: "wv-pin", ...at, ...title, onclick: go }, room ? el("span", {}, text) : "");
    }));
  }
}

function icon(path) {
  const holder = el("span", { "aria-hidden": "true" });
  holder.innerHTML = `<svg viewBox="0 0 24 24" width="22" height="22"><path fill="currentColor" d="${path}"/></svg>`;
  return holder;
}
