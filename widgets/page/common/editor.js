// A field in which a step is written: numbered lines, one of which may be marked. Enter keeps the indentation; Tab leaves, as everywhere.
import { el } from "./elements.js";

export class Editor {
  /** @type {HTMLTextAreaElement} */ text;
  /** @type {() => void} */ typed; /** @type {() => void} */ go; /** @type {HTMLElement} */ node; /** @type {HTMLElement} */ lines;

  // words: its name; told: the id of what is said of it; rows; testid; typed(): it has another text; go(): Ctrl Enter.
  constructor({ words, told, rows, testid, typed, go }) {
    Object.assign(this, { typed, go });
    const acts = { oninput: () => this.changed(), onkeydown: (event) => this.key(event), onscroll: () => { this.lines.scrollTop = this.text.scrollTop; } };
    this.text = /** @type {HTMLTextAreaElement} */ (el("textarea", { "data-testid": testid, "aria-label": words, "aria-describedby": told,
      rows, spellcheck: "false", autocomplete: "off", autocapitalize: "off", wrap: "off", ...acts }));
    this.lines = el("div", { class: "wv-write-lines", "aria-hidden": "true" });
    this.node = el("div", { class: "wv-write-box" }, this.lines, this.text);
  }

  get value() { return this.text.value; }

  // Another text, which nobody has typed.
  put(value) {
    this.text.value = value;
    this.number();
  }

  changed() {
    this.mark(null);
    this.number();
    this.typed();
  }

  number() {
    const lines = this.text.value.split("\n"), mine = (line) => ({ "data-yours": /#\s*yours\b/.test(line) });
    this.lines.replaceChildren(...lines.map((line, k) => el("span", mine(line), String(k + 1))));
  }

  key(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) { this.go(); return; }
    const { selectionStart: at, value } = this.text, line = value.slice(0, at).split("\n").at(-1);
    const deeper = line.match(/^ */)[0] + (line.trimEnd().endsWith(":") ? "    " : "");
    this.text.setRangeText(`\n${deeper}`, at, this.text.selectionEnd, "end");
    this.changed();
  }

  mark(line) {
    for (const [k, node] of [...this.lines.children].entries()) node.toggleAttribute("data-bad", k + 1 === line);
    this.text.setAttribute("aria-invalid", String(line !== null));
  }
}
