// The top: the landscape, the methods (shown or not, selected or not), the theme, the keys. And what must be said loudly.
import { busOf } from "../common/bus.js";
import { cueColour, glyph } from "../common/draw.js";
import { el, root } from "../common/elements.js";
import { inLab } from "../common/keys.js";
import { Draft } from "./draft.js";
import { Lecture } from "./lecture.js";
import { more } from "./more.js";
import { Paper } from "./paper.js";
import { Room } from "./room.js";
import { Words } from "./words.js";
import { Write } from "./write.js";

export default {
  render({ model, el: host }) { return new Header(model, host).teardown; },
};

const WRITTEN = "write-a-method"; // the menu's word for none of them
const FORMULA = "write-a-landscape";
const KEYS = [
  ["Space", "play or pause"], ["← →", "one frame back or on"], ["Shift ← →", "to the last or next moved slider"],
  ["Home", "back to the start"], ["1 … 9", "show or hide a method"], ["Arrows on the start ring", "move the start"], ["[ ] on the map", "turn the cut"],
  ["Arrows on a slider", "move it; [ and ] do too"], ["Ctrl Z", "undo; with Shift, redo"], ["t", "light or dark"], ["l", "lecture mode"], ["?", "this list"],
];

class Header {
  constructor(model, host) {
    this.bus = busOf(model);
    this.node = root(host, this.bus, "header");
    this.waiting = model.get("menu");
    this.build(model.get("landscapes"));
    const { bus } = this, on = (names, act) => names.split(" ").map((name) => bus.on(name, act));
    const off = [
      on("theme selected methods", () => this.drawChips()),
      on("scene", () => { this.landscape.value = this.stood = bus.scene.key; }),
      on("level tab", () => this.stands()), on("keys", () => this.keysNow()),
      on("error", () => this.refused()), on("ended", () => this.ended()), on("line", () => this.line()),
    ].flat();
    const asked = !inLab() && new URLSearchParams(location.search).get("level");
    this.stood = bus.scene?.key ?? bus.opening.landscape;
    this.landscape.value = this.stood;
    model.on("change:landscapes", () => this.places(model.get("landscapes")));
    bus.open ??= model.get("opened").join(" ") || null;
    bus.openAt(["simple", "lecture"].includes(asked) ? asked : model.get("level"));
    this.stands();
    this.room = new Room(bus, this.node);
    this.paper = new Paper(bus, () => this.room.fit());
    this.words = new Words(this.node, model.get("words"));
    bus.glossary = this.words.known;
    this.lecture = new Lecture(this);
    this.lecture.level();
    let list = this.words.list();
    this.keys.querySelector("dl").after(el("h2", {}, "Words"), list);
    model.on("change:words", () => {
      this.words.learn(model.get("words"));
      list.replaceWith(list = this.words.list());
    });
    if (bus.line.state === "ended") this.ended();
    if (bus.line.state === "still") this.shout("warn", el("div", {}, el("b", {}, "A saved page. "), "Run its cell to bring it to life."));
    bus.autoplay = model.get("autoplay");
    bus.begin();
    this.teardown = () => {
      for (const part of [this.room, this.words, this.lecture, this.paper, this.write, this.draft]) part.teardown();
      off.forEach((stop) => stop());
      bus.leave();
    };
  }

  build(landscapes) {
    const { bus } = this, other = () => this.other();
    const name = { "data-testid": "landscape", "aria-label": "Landscape" };
    this.landscape = el("select", { ...name, onchange: other });
    this.places(landscapes);
    this.chips = el("div", { class: "wv-chips", role: "group", "aria-label": "Methods" });
    this.others = more((key) => { if (key === WRITTEN) this.write.toggle(true); else bus.bring(key); });
    this.write = new Write(bus, this.node, this.others);
    this.draft = new Draft(bus, this.node, this.landscape);
    this.loud = el("div", { class: "wv-loud", role: "alert", "data-testid": "alert", hidden: true });
    this.keys = keysDialog();
    const tabs = bus.hasNetwork ? [["landscape", "Landscape"], ["network", "Network"]] : [];
    const open = (key) => ({ "data-testid": `tab-${key}`, onclick: () => bus.setTab(key) });
    const tab = ([key, word]) => el("button", { role: "tab", ...open(key) }, word);
    this.tabs = el("div", { class: "wv-tabs", role: "tablist", hidden: !tabs.length }, tabs.map(tab));
    const picker = el("label", { class: "wv-landscape" }, el("span", {}, "Landscape"), this.landscape);
    const top = el("div", { class: "wv-bar-top" }, el("h1", {}, "Wide Valleys"), picker, this.chips, this.others, this.tabs, this.tools());
    this.node.append(top, this.loud, this.keys);
  }

  // The landscapes that there are, and the way to one of one's own.
  places(landscapes) {
    const own = el("option", { value: FORMULA }, "✎ Write a landscape");
    this.landscape.replaceChildren(...landscapes.map((l) => el("option", { value: l.key }, l.name)), own);
    this.landscape.value = this.stood ?? this.bus.opening.landscape;
  }

  other() {
    const { bus, landscape } = this;
    if (landscape.value === FORMULA) {
      landscape.value = this.stood;
      this.draft.toggle(true);
      return;
    }
    bus.seek(0);
    bus.want({ landscape: landscape.value });
  }

  tools() {
    const { bus } = this, button = (words, act, ...children) => el("button", { ...words, onclick: act }, ...children);
    const half = el("span", { class: "wv-half", "aria-hidden": "true" });
    const theme = { class: "wv-icon", "aria-label": "Light or dark", title: "Light or dark (t)", "data-testid": "theme" };
    const help = { class: "wv-plain", "aria-label": "Keys and words", title: "All keys and words (?)", "data-testid": "help" };
    const other = () => bus.setLevel(bus.level === "simple" ? "full" : "simple");
    this.level = button({ class: "wv-plain", "data-testid": "level" }, other);
    const dark = button(theme, () => bus.otherTheme(), half), keys = button(help, () => this.keys.showModal(), "?");
    const hall = { class: "wv-icon wv-lecture", "aria-label": "Lecture mode", title: "Lecture mode: one picture, large (l)", "data-testid": "lecture" };
    const lecture = button(hall, () => bus.setLevel("lecture"), el("span", { class: "wv-screen", "aria-hidden": "true" }));
    return el("div", { class: "wv-tools" }, this.level, lecture, dark, keys);
  }

  drawChips() {
    const { bus } = this, methods = bus.palette.methods.filter((m) => bus.level === "full" || m.key === bus.selected);
    const stamp = [bus.theme, bus.selected, bus.palette.methods.length, ...methods.map((m) => [m.key, bus.visible.has(m.key)])].join();
    if (stamp === this.chipsShown) return;
    this.chipsShown = stamp;
    this.offer();
    const held = document.activeElement?.closest?.(".wv-chip")?.dataset.testid, kind = document.activeElement?.tagName;
    this.chips.replaceChildren(...methods.map((m) => this.chip(m)));
    if (held) this.chips.querySelector(`[data-testid="${held}"] ${kind.toLowerCase()}`)?.focus();
  }

  // The methods that wait, by families, but for those that are here already.
  offer() {
    const { bus, others } = this, here = new Set(bus.palette.methods.map((m) => m.key));
    const option = ([key, words]) => el("option", { value: key }, words);
    const left = this.waiting.map(([family, methods]) => [family, methods.filter(([key]) => !here.has(key))]).filter(([, methods]) => methods.length);
    others.replaceChildren(el("option", { value: "" }, "More methods"), el("option", { value: WRITTEN }, "✎ Write a method"),
      ...left.map(([label, methods]) => el("optgroup", { label }, methods.map(option))));
    others.hidden = bus.level !== "full";
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

  // How much is open, and which half where there is room for one only.
  stands() {
    const { bus } = this, simple = bus.level === "simple";
    for (const tab of this.tabs.children) tab.setAttribute("aria-selected", String(tab.dataset.testid === `tab-${bus.tab}`));
    this.level.textContent = simple ? "Look deeper" : "Simpler";
    this.level.title = simple ? "Show the network, every method and every slider" : "One landscape, one method, two sliders";
    this.drawChips();
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

  // The line to Python is cut, or nobody answers: said once, and taken back when it is over.
  line() {
    const { state } = this.bus.line, said = this.loud.dataset.kind === "line" && !this.loud.hidden;
    const words = { waiting: ["No connection. ", "Trying again. What you move is kept, and sent when it is back."],
      busy: ["No answer. ", "Python is busy, or the connection is broken. Trying again."] }[state];
    if (words) this.shout("line", el("div", {}, el("b", {}, words[0]), words[1]));
    else if (said) this.loud.hidden = true;
  }

  ended() {
    for (const part of [this.chips, this.landscape, this.level]) part.inert = true;
    const words = inLab() ? "Run the cell again to go on." : "Reload opens the same state again.";
    const reload = inLab() ? "" : el("button", { "data-testid": "reload", onclick: () => location.reload() }, "Reload");
    this.shout("warn", el("div", {}, el("b", {}, "Session ended. "), `${this.bus.why} ${words}`), reload);
  }

  keysNow() { if (this.node.checkVisibility() && !document.querySelector("dialog[open]")) this.keys.showModal(); }
}

function keysDialog() {
  const rows = KEYS.flatMap(([key, words]) => [el("dt", {}, key), el("dd", {}, words)]);
  const close = el("button", { onclick: () => dialog.close() }, "Close");
  const dialog = el("dialog", { class: "wv-keys", "aria-label": "Keys and words" }, el("h2", {}, "Keys"), el("dl", {}, rows), close);
  return dialog;
}
