// Lecture mode: one picture, large; a presenter's keys. The page is laid out as for 960 x 540 and zoomed to the window, so that words,
// lines and markers grow alike.
import { el } from "../common/elements.js";

const KEYS = [["space", "play", " "], ["PgDn", "next landscape", "PageDown"], ["Q", "ask the room", "q"], ["B", "blank"], ["1–9", "methods"],
  ["+", "larger", "+"], ["Esc", "leave", "Escape"]];
const MOST = 3; // methods at first

export class Lecture {
  /** @type {any} */ header;
  /** @type {Bus} */ bus;
  /** @type {HTMLElement} */ node;

  // header: {bus, node, landscape: the menu of landscapes}
  constructor(header) {
    const { bus } = Object.assign(this, { header, bus: header.bus, node: header.node });
    this.heading = this.node.querySelector("h1");
    this.name = this.heading.textContent;
    this.place = el("span", { class: "wv-scene", "data-testid": "scene" });
    this.keys = el("div", { class: "wv-lecture-keys" }, KEYS.map(([key, does, press]) => {
      const parts = [el("kbd", {}, key), " ", does];
      return press ? el("button", { "data-testid": `lecture-${does.replaceAll(" ", "-")}`, onclick: () => this.act(press) }, parts) : el("span", {}, parts);
    }));
    this.heading.after(this.place);
    const key = (event) => this.key(event), off = [bus.on("level", () => this.level()), bus.on("scene", () => this.title())];
    off.push(bus.on("frame", () => this.cover()));
    document.addEventListener("keydown", key, true);
    this.teardown = () => { off.forEach((stop) => stop()); document.removeEventListener("keydown", key, true); };
  }

  get page() { return this.node.closest(".wv-page") ?? this.node; }
  mark(name, on) { this.page.toggleAttribute(`data-wv-${name}`, on); }

  level() {
    const { bus } = this, on = bus.level === "lecture";
    if (on && !this.before) this.enter();
    if (!on && this.before) this.leave();
    this.title();
  }

  enter() {
    const { bus } = this, shown = bus.palette.methods.map((m) => m.key).filter((key) => bus.visible.has(key));
    this.before = [...bus.visible];
    const few = shown.filter((key) => key !== bus.selected).slice(0, MOST - 1);
    if (shown.length > MOST) this.show([...few, bus.selected]);
    bus.started = true; // it waits for its presenter
    this.ask();
  }

  leave() {
    this.show(this.before);
    this.before = null;
    this.keys.remove();
    for (const name of ["ask", "blank", "quiet"]) this.mark(name, false);
  }

  show(keys) {
    this.bus.visible = new Set(keys);
    this.bus.want({ visible: keys });
    this.bus.emit("methods");
  }

  title() {
    const { bus } = this, on = bus.level === "lecture", { options, selectedIndex } = this.header.landscape;
    if (on && !this.keys.isConnected) this.page.querySelector(".wv-controls")?.append(this.keys);
    const several = (bus.scene?.minima.length ?? 0) > 1;
    this.heading.textContent = !on ? this.name : several ? "Which valley does each one choose?" : "Where does each one go?";
    this.place.textContent = on ? `${options[selectedIndex]?.text ?? ""}, ${selectedIndex + 1} of ${options.length - 1}` : "";
  }

  // ---- keys -------------------------------------------------------------------------------------------------------
  key(event) {
    const { bus } = this, { target, key } = event, ours = this.page.contains(target) || (target === document.body && document.body.dataset.voila);
    const typing = target.matches?.("input:not([type=range], [type=checkbox]), textarea, select");
    if (!ours || typing || event.ctrlKey || event.metaKey || event.altKey || bus.ended || document.querySelector("dialog[open]")) return;
    if (key.toLowerCase() === "l") bus.setLevel(bus.level === "lecture" ? "full" : "lecture");
    else if (bus.level !== "lecture" || key === " " || !this.act(key)) return; // space is everybody's
    event.preventDefault();
    event.stopPropagation();
  }

  act(key) {
    const { bus } = this, does = {
      " ": () => bus.toggle(), PageDown: () => this.scene(1), PageUp: () => this.scene(-1), q: () => this.ask(), b: () => this.mark("blank", !this.page.hasAttribute("data-wv-blank")),
      "+": () => this.larger(1.1), "-": () => this.larger(1 / 1.1), Escape: () => bus.setLevel("full"),
      "?": () => this.mark("quiet", !this.page.hasAttribute("data-wv-quiet")),
    }[key.length === 1 ? key.toLowerCase() : key];
    does?.();
    return Boolean(does);
  }

  scene(way) {
    const { landscape } = this.header, next = landscape.selectedIndex + way;
    if (next < 0 || next >= landscape.options.length - 1) return; // the last is no landscape
    this.bus.pause();
    landscape.selectedIndex = next;
    landscape.dispatchEvent(new Event("change"));
  }

  // Back to the start.
  ask() {
    this.bus.pause();
    this.bus.seek(0);
    this.cover();
  }

  // At the start the room is asked: the answer is covered until the run goes on.
  cover() { this.mark("ask", this.bus.level === "lecture" && this.bus.clock === 0); }

  larger(by) {
    this.bus.larger = Math.min(Math.max((this.bus.larger ?? 1) * by, 0.7), 1.6);
    this.bus.emit("tab");
  }
}
