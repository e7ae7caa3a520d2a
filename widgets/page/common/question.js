// A page about one question: what Python tells it is taken in once a turn, and drawn anew when the theme or a size changes.
import { busOf } from "./bus.js";
import { colours } from "./draw.js";
import { root } from "./elements.js";
import { Kept } from "./kept.js";
import { takeable } from "./take.js";
import { Top } from "./top.js";

export class Question {
  /** @type {Bus} */ bus; /** @type {Model} */ model; /** @type {HTMLElement} */ node; /** @type {any} */ look; /** @type {boolean} */ taking;
  /** @type {Kept} */ kept; /** @type {boolean} */ locked; /** @type {{ words: string, value: number } | null} */ guess; /** @type {any} */ asked;
  /** @type {() => void} */ teardown;

  // name: of the room; tail: what the page is about, in a word or two.
  constructor(model, host, name, tail = name) {
    const bus = (this.bus = busOf(model));
    this.model = model;
    this.node = root(host, bus, name);
    this.look = { colour: colours(this.node), bus };
    bus.openAt("simple");
    this.top = new Top(bus, tail);
  }

  // A tab that is loaded anew goes on with what it asked last, and with its guess, one of `choices` [[words, value]]. said(asked): what
  // Python told of it, as a page asks it. To be called before anything is told; what it gives back, after that.
  goesOn(name, choices, said) {
    this.kept = new Kept(name);
    const { asked = null, guess = null } = this.kept.read() ?? {};
    return () => {
      if (this.locked || !asked || typeof asked !== "object") return;
      const [words, value] = choices.find(([one]) => one === guess) ?? [];
      if (words !== undefined) this.guess = { words, value };
      this.ask(said(asked));
    };
  }

  // To be called whenever Python has told what is asked.
  remember() { this.kept.keep({ asked: this.asked, guess: this.locked ? this.guess?.words ?? null : null }); }

  // A page's own: what it asks of Python.
  ask(_what) {}

  // A page's own: take in all that it is told; draw its pictures.
  take() {}

  draw() {}

  // traits: what it is told; boxes: whose sizes its pictures have; off: what else is to be undone when it goes.
  listen(traits, boxes, off) {
    this.model.on(traits.split(" ").map((name) => `change:${name}`).join(" "), () => this.soon());
    const sizes = new ResizeObserver(() => this.draw());
    for (const box of boxes) sizes.observe(box);
    this.take();
    this.teardown = () => {
      off.forEach((stop) => stop());
      sizes.disconnect();
      this.top.teardown();
      this.bus.leave();
    };
  }

  // A chart is taken away with the title of its part and what that hides; table(): its numbers, null where Python has them; wish():
  // what Python is asked for.
  takes(part, node, picture, table, wish = () => null) {
    const notes = () => [...part.querySelectorAll(".wv-note")].map((note) => note.textContent).find((text) => text.startsWith("Hides")) ?? "";
    part.classList.add("wv-take-top");
    takeable({ bus: this.bus, box: part, canvases: () => [node], paint: () => this.draw(), table, wish, names: () => [picture],
      told: () => ({ title: part.querySelector("h2").textContent, hides: notes(), where: this.node.querySelector("h1").textContent, clock: null }) });
  }

  soon() {
    if (this.taking) return;
    this.taking = true;
    queueMicrotask(() => { this.taking = false; this.take(); });
  }
}
