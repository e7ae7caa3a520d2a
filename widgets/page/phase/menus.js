// What is swept: landscape, method, the two axes, how fine.
import { el } from "../common/elements.js";
import { boxed, readNumber, short } from "../common/numbers.js";

const OWN = "own"; // the entry of the menu under which a formula is written

export class Menus {
  /** @type {any} */ asked; /** @type {any} */ offers; /** @type {string} */ shown; /** @type {(what: object) => void} */ ask;

  // offers: what there is; ask(what): another sweep is wanted.
  constructor(offers, ask) {
    Object.assign(this, { offers, ask });
    const option = ([key, name]) => el("option", { value: key }, name);
    const menu = (name, label, options, act) => {
      const select = el("select", { "data-testid": `phase-${name}`, "aria-label": label, onchange: () => act(select.value) }, options.map(option));
      return { select, node: el("label", { class: "wv-pick" }, el("span", {}, label), select) };
    };
    const named = (list) => list.map(({ key, name }) => [key, name]);
    this.landscape = menu("landscape", "Landscape", [...named(offers.landscapes), [OWN, "Your formula…"]], (key) => this.went(key));
    this.formula = el("input", { type: "text", autocomplete: "off", spellcheck: false, "data-testid": "phase-formula", "aria-label": "Formula in x and y; Enter sweeps on it", placeholder: "(x^2 - 1)^2 + y^2/2", onchange: () => this.wrote() });
    this.own = el("label", { class: "wv-pick wv-phase-own", hidden: true }, el("span", {}, "Formula in x and y, then Enter"), this.formula);
    this.method = menu("method", "Method", named(offers.methods), (key) => this.another(key));
    this.x = menu("x", "Across", [], (key) => this.other("x", key));
    this.y = menu("y", "Up", [], (key) => this.other("y", key));
    this.grid = menu("grid", "Grid", offers.grids.map((n) => [n, `${n} × ${n}`]), (n) => ask({ ...this.all(), grid: Number(n) }));
    this.turn = el("button", { class: "wv-phase-turn", "aria-label": "Swap the axes", title: "Swap the axes (s)", "data-testid": "swap", onclick: () => this.swap() }, "⇄");
    this.sign = el("span", { class: "wv-pick-sign" });
    this.method.node.append(this.sign);
    this.boxes = Object.fromEntries(["x_low", "x_high", "y_low", "y_high"].map((name) => [name, this.box(name)]));
    const range = (axis, words) => el("span", { class: "wv-phase-range" }, el("span", {}, words, " ", (this[`${axis}_sign`] = el("i"))), " from ", this.boxes[`${axis}_low`], " to ", this.boxes[`${axis}_high`]);
    this.wrong = el("span", { class: "wv-bad", role: "alert", "data-testid": "phase-wrong" });
    this.ranges = el("div", { class: "wv-phase-ranges" }, range("x", "Across"), range("y", "Up"), this.wrong);
    this.node = el("div", { class: "wv-phase-menus" }, this.landscape.node, this.method.node, this.x.node, this.turn, this.y.node, this.grid.node, this.own);
  }

  // To another landscape; one of one's own is written first.
  went(key) {
    this.own.hidden = key !== OWN;
    if (key === OWN) this.formula.focus();
    else this.ask({ landscape: key, method: this.asked.method, ...this.axes() });
  }

  wrote() {
    const formula = this.formula.value.trim();
    if (formula && formula !== this.asked.formula) this.ask({ formula, method: this.asked.method, ...this.axes() });
  }

  show(plan, sign) {
    this.asked = plan;
    const { axes } = this.offers.methods.find((m) => m.key === plan.method);
    for (const axis of ["x", "y"]) {
      const menu = this[axis];
      menu.select.replaceChildren(...axes.map(({ name, symbol, word }) => el("option", { value: name }, `${symbol} ${word}`)));
      menu.select.value = plan[axis].name;
    }
    if (plan.formula !== this.shown) { // else somebody may be writing another
      this.landscape.select.value = plan.formula ? OWN : plan.landscape;
      this.own.hidden = !plan.formula;
      this.formula.value = plan.formula || this.formula.value;
    } else if (this.own.hidden) this.landscape.select.value = plan.landscape;
    this.shown = plan.formula;
    this.method.select.value = plan.method;
    this.grid.select.value = String(plan.grid);
    for (const axis of ["x", "y"]) this[`${axis}_sign`].textContent = plan[axis].symbol;
    for (const name of Object.keys(this.boxes)) if (document.activeElement !== this.boxes[name] || this.boxes[name].getAttribute("aria-invalid") === "false") this.write(name);
    this.sign.replaceChildren(...(sign ? [sign] : []));
  }

  // Where an axis ends, typed; what is no number is said here, what is not allowed Python says by name.
  box(name) {
    const box = el("input", { type: "text", inputmode: "decimal", autocomplete: "off", "data-testid": name, "aria-invalid": "false",
      onchange: () => this.typed(name), onkeydown: (event) => { if (event.key === "Escape") { this.write(name); box.blur(); } } });
    return box;
  }

  typed(name) {
    const { value, refused } = readNumber(this.boxes[name].value), fine = refused === undefined;
    this.boxes[name].setAttribute("aria-invalid", String(!fine));
    this.wrong.textContent = fine ? "" : refused;
    if (fine && value !== this.all()[name]) this.ask({ ...this.all(), [name]: value });
  }

  write(name) {
    const [axis, end] = name.split("_"), { symbol, word, values, low, high, whole } = this.asked[axis];
    const value = end === "low" ? values[0] : values.at(-1), box = this.boxes[name];
    box.value = boxed(value, whole);
    box.title = `from ${short(low)} to ${short(high)}`;
    box.setAttribute("aria-label", `${symbol} ${word}, ${end === "low" ? "from" : "to"}`);
    box.setAttribute("aria-invalid", "false");
    this.wrong.textContent = "";
  }

  // Another method keeps the axes, range and all, if it has both sliders: then its map can be held against this one.
  another(method) {
    const { axes } = this.offers.methods.find(({ key }) => key === method), has = (axis) => axes.some(({ name }) => name === this.asked[axis].name);
    this.ask(has("x") && has("y") ? { ...this.all(), method } : { ...this.place(), method });
  }

  place() { return this.asked.formula ? { formula: this.asked.formula } : { landscape: this.asked.landscape }; }

  axes() { return { x: this.asked.x.name, y: this.asked.y.name }; }

  // As it is, with the ends of its axes.
  /** @type {() => any} */
  all() {
    const ends = (axis) => ({ [`${axis}_low`]: this.asked[axis].values[0], [`${axis}_high`]: this.asked[axis].values.at(-1) });
    return { ...this.place(), method: this.asked.method, ...this.axes(), ...ends("x"), ...ends("y") };
  }

  // An axis takes another slider; one that the other axis has is swapped with it.
  other(axis, key) {
    const rest = axis === "x" ? "y" : "x";
    if (key === this.asked[rest].name) { this.swap(); return; }
    const kept = Object.fromEntries(Object.entries(this.all()).filter(([name]) => !name.startsWith(`${axis}_`)));
    this.ask({ ...kept, [axis]: key });
  }

  // Each axis with `factor` times its range around a place, as far as its slider goes.
  zoom(factor, x, y) {
    this.ask({ ...this.all(), ...this.around("x", factor, x), ...this.around("y", factor, y) });
  }

  around(axis, factor, place) {
    const { values, scale, low, high } = this.asked[axis], log = scale === "log" && values[0] > 0;
    const [to, from] = log ? [Math.log, Math.exp] : [Number, Number], half = (factor * (to(values.at(-1)) - to(values[0]))) / 2;
    const least = log ? Math.max(low, values[0] * 1e-3) : low, ends = [from(to(place) - half), from(to(place) + half)];
    return { [`${axis}_low`]: Math.max(ends[0], least), [`${axis}_high`]: Math.min(ends[1], high) };
  }

  swap() {
    const now = this.all();
    this.ask({ ...now, x: now.y, y: now.x, x_low: now.y_low, x_high: now.y_high, y_low: now.x_low, y_high: now.x_high });
  }
}
