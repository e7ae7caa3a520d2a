// The top: the landscape, the methods (shown or not, selected or not), the theme, the keys. And what must be said loudly.
import { busOf } from "../common/bus.js";
import { cueColour, glyph } from "../common/draw.js";
import { el, root } from "../common/elements.js";
import { Room } from "./room.js";

export default {
  render({ model, el: host }) { return new Header(model, host).teardown; },
};

const KEYS = [
  ["Space", "play or pause"], ["← →", "one frame back or on"], ["Shift ← →", "to the last or next moved slider"],
  ["Home", "back to the start"], ["1 … 9", "show or hide a method"], ["Arrows on the start ring", "move the start"],
  ["Arrows on a slider", "move it; [ and ] do too"], ["Ctrl Z", "undo; with Shift, redo"], ["t", "light or dark"], ["?", "this list"],
];

// In a notebook the page is not ours alone.
const inLab = () => !document.body.dataset.voila;

class Header {
  constructor(model, host) {
    this.bus = busOf(model);
    this.node = root(host, this.bus, "header");
    this.build(model.get("landscapes"));
    const { bus } = this, on = (names, act) => names.split(" ").map((name) => bus.on(name, act));
    const off = [
      on("theme selected methods", () => this.drawChips()),
      on("scene", () => { this.landscape.value = bus.scene.key; }),
      on("error", () => this.refused()), on("ended", () => this.ended()),
    ].flat();
    const keys = this.listen();
    bus.setLevel = (name) => this.setLevel(name);
    bus.setTab = (name) => this.setTab(name);
    this.room = new Room(bus, this.node);
    this.setLevel(new URLSearchParams(location.search).get("level") === "simple" ? "simple" : model.get("level"));
    this.setTab("landscape");
    bus.autoplay = model.get("autoplay");
    bus.begin();
    this.teardown = () => { keys(); this.room.teardown(); off.forEach((stop) => stop()); };
  }

  build(landscapes) {
    const { bus } = this, option = (l) => el("option", { value: l.key }, l.name);
    const other = () => { bus.seek(0); bus.want({ landscape: this.landscape.value }); };
    const name = { "data-testid": "landscape", "aria-label": "Landscape" };
    this.landscape = el("select", { ...name, onchange: other }, landscapes.map(option));
    this.chips = el("div", { class: "wv-chips", role: "group", "aria-label": "Methods" });
    this.loud = el("div", { class: "wv-loud", role: "alert", "data-testid": "alert", hidden: true });
    this.keys = keysDialog();
    const tabs = bus.hasNetwork ? [["landscape", "Landscape"], ["network", "Network"]] : [];
    const open = (key) => ({ "data-testid": `tab-${key}`, onclick: () => this.setTab(key) });
    const tab = ([key, word]) => el("button", { role: "tab", ...open(key) }, word);
    this.tabs = el("div", { class: "wv-tabs", role: "tablist", hidden: !tabs.length }, tabs.map(tab));
    const picker = el("label", { class: "wv-landscape" }, el("span", {}, "Landscape"), this.landscape);
    const top = el("div", { class: "wv-bar-top" }, el("h1", {}, "Wide Valleys"), picker, this.chips, this.tabs, this.tools());
    this.node.append(top, this.loud, this.keys);
  }

  tools() {
    const { bus } = this, button = (words, act, ...children) => el("button", { ...words, onclick: act }, ...children);
    const half = el("span", { class: "wv-half", "aria-hidden": "true" });
    const theme = { class: "wv-icon", "aria-label": "Light or dark", title: "Light or dark (t)", "data-testid": "theme" };
    const help = { class: "wv-plain", "aria-label": "Keys", title: "All keys (?)", "data-testid": "help" };
    const other = () => this.setLevel(bus.level === "simple" ? "full" : "simple");
    this.level = button({ class: "wv-plain", "data-testid": "level" }, other);
    const dark = button(theme, () => this.otherTheme(), half), keys = button(help, () => this.keys.showModal(), "?");
    return el("div", { class: "wv-tools" }, this.level, dark, keys);
  }

  otherTheme() { this.bus.setTheme(this.bus.theme === "dark" ? "light" : "dark"); }

  drawChips() {
    const { bus } = this, methods = bus.palette.methods.filter((m) => bus.level === "full" || m.key === bus.selected);
    const stamp = [bus.theme, bus.selected, ...methods.map((m) => [m.key, bus.visible.has(m.key)])].join();
    if (stamp === this.chipsShown) return;
    this.chipsShown = stamp;
    const held = document.activeElement?.closest?.(".wv-chip")?.dataset.testid, kind = document.activeElement?.tagName;
    this.chips.replaceChildren(...methods.map((m) => this.chip(m)));
    if (held) this.chips.querySelector(`[data-testid="${held}"] ${kind.toLowerCase()}`)?.focus();
  }

  // Its box shows or hides the method; its body selects it.
  chip(m) {
    const { bus } = this, shown = bus.visible.has(m.key), chosen = bus.selected === m.key;
    const box = el("input", { type: "checkbox", "aria-label": `Show ${m.name}`, onchange: () => bus.show(m.key, box.checked) });
    box.checked = shown;
    const words = { "aria-pressed": String(chosen), title: `${m.name}: look at its surface and its sliders` };
    const name = el("span", {}, m.name, shown ? "" : el("small", {}, " off"));
    const body = el("button", { ...words, onclick: () => bus.choose(m.key) }, glyph(bus, m), name);
    const look = { class: `wv-chip${chosen ? " wv-chosen" : ""}${shown ? "" : " wv-off"}`, style: `--method:${cueColour(bus, m)}` };
    return el("div", { ...look, "data-testid": `algorithm-${m.key}` }, box, body);
  }

  setTab(name) {
    this.bus.tab = name;
    for (const tab of this.tabs.children) tab.setAttribute("aria-selected", String(tab.dataset.testid === `tab-${name}`));
    this.bus.emit("tab");
    this.bus.emit("painted-size");
    this.bus.dirty = true;
  }

  setLevel(name) {
    const { bus } = this, simple = name === "simple";
    bus.level = name;
    this.level.textContent = simple ? "Look deeper" : "Simpler";
    this.level.title = simple ? "Show the network, every method and every slider" : "One landscape, one method, two sliders";
    this.drawChips();
    bus.emit("level");
    bus.emit("painted-size");
    bus.dirty = true;
  }

  // ---- what must be said loudly -------------------------------------------------------------------------------------
  shout(kind, ...children) {
    this.loud.hidden = false;
    this.loud.dataset.kind = kind;
    this.loud.replaceChildren(...children);
  }

  refused() {
    const close = el("button", { onclick: () => { this.loud.hidden = true; } }, "Close");
    this.shout("bad", el("div", {}, el("b", {}, "Not done. "), this.bus.errors.at(-1)), close);
  }

  ended() {
    document.querySelectorAll(".wv:not(.wv-header)").forEach((part) => { part.inert = true; });
    for (const part of [this.chips, this.landscape, this.level]) part.inert = true;
    const words = inLab() ? "Run the cell again to go on." : "Reload to start again.";
    const reload = inLab() ? "" : el("button", { "data-testid": "reload", onclick: () => location.reload() }, "Reload");
    this.shout("warn", el("div", {}, el("b", {}, "Session ended. "), words), reload);
  }

  // ---- keys -----------------------------------------------------------------------------------------------------
  // Space belongs to play wherever a pointer has put the focus; to a control only where Tab has. Gives back how to stop listening.
  listen() {
    const heard = {
      pointerdown: () => { this.pointed = true; },
      keydown: (event) => { if (event.key === "Tab") this.pointed = false; else this.key(event); },
      keyup: (event) => { if (event.key === " " && this.took) event.preventDefault(); }, // some browsers press a button only now
    };
    for (const [name, act] of Object.entries(heard)) document.addEventListener(name, act, name === "pointerdown");
    return () => { for (const [name, act] of Object.entries(heard)) document.removeEventListener(name, act, name === "pointerdown"); };
  }

  key(event) {
    this.took = false;
    if (event.altKey || this.bus.ended || document.querySelector("dialog[open]")) return;
    if (inLab() && !event.target.closest?.(".wv")) return;
    const { tagName: tag, type } = event.target, text = (tag === "INPUT" && type === "text") || tag === "TEXTAREA";
    const used = event.ctrlKey || event.metaKey ? !text && this.undo(event)
      : event.key === " " ? !text && this.space(tag, type) : !text && type !== "range" && tag !== "SELECT" && this.act(event);
    if (!used) return;
    this.took = true;
    event.preventDefault();
  }

  undo({ key, shiftKey }) {
    const letter = key.toLowerCase();
    if (letter !== "z" && letter !== "y") return false;
    this.bus.undo(letter === "y" || shiftKey);
    return true;
  }

  space(tag, type) {
    if (!this.pointed && ["BUTTON", "SELECT", "A"].includes(tag)) return false;
    if (!this.pointed && tag === "INPUT" && type !== "range") return false;
    this.bus.toggle();
    return true;
  }

  // Do what a key stands for; whether it stands for anything.
  act({ key, shiftKey }) {
    const { bus } = this, number = /^[1-9]$/.test(key) && bus.palette.methods[Number(key) - 1];
    const move = (way) => (shiftKey ? this.toPin(way) : bus.stepBy(way));
    if (number) bus.show(number.key, !bus.visible.has(number.key));
    else if (key === "ArrowRight") move(1);
    else if (key === "ArrowLeft") move(-1);
    else if (key === "Home") { bus.pause(); bus.seek(0); }
    else if (key === "t") this.otherTheme();
    else if (key === "?") this.keys.showModal();
    else return false;
    return true;
  }

  toPin(way) {
    const { bus } = this, stops = [0, ...(bus.run?.pins ?? []).map((p) => p.clock), bus.total];
    const next = way > 0 ? stops.find((s) => s > bus.clock + 1) : stops.findLast((s) => s < bus.clock - 1);
    if (next === undefined) return;
    bus.pause();
    bus.seek(next);
  }
}

function keysDialog() {
  const rows = KEYS.flatMap(([key, words]) => [el("dt", {}, key), el("dd", {}, words)]);
  const close = el("button", { onclick: () => dialog.close() }, "Close");
  const dialog = el("dialog", { class: "wv-keys", "aria-label": "Keys" }, el("h2", {}, "Keys"), el("dl", {}, rows), close);
  return dialog;
}
