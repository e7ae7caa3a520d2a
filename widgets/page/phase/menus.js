// What is swept: landscape, method, the two axes, how fine.
import { el } from "../common/elements.js";

export class Menus {
  /** @type {any} */ asked; /** @type {any} */ offers; /** @type {(what: object) => void} */ ask;

  // offers: what there is; ask(what): another sweep is wanted.
  constructor(offers, ask) {
    Object.assign(this, { offers, ask });
    const option = ([key, name]) => el("option", { value: key }, name);
    const menu = (name, label, options, act) => {
      const select = el("select", { "data-testid": `phase-${name}`, "aria-label": label, onchange: () => act(select.value) }, options.map(option));
      return { select, node: el("label", { class: "wv-pick" }, el("span", {}, label), select) };
    };
    const named = (list) => list.map(({ key, name }) => [key, name]);
    this.landscape = menu("landscape", "Landscape", named(offers.landscapes), (key) => ask({ landscape: key, method: this.asked.method, ...this.axes() }));
    this.method = menu("method", "Method", named(offers.methods), (key) => ask({ landscape: this.asked.landscape, method: key }));
    this.x = menu("x", "Across", [], (key) => this.other("x", key));
    this.y = menu("y", "Up", [], (key) => this.other("y", key));
    this.grid = menu("grid", "Grid", offers.grids.map((n) => [n, `${n} × ${n}`]), (n) => ask({ ...this.all(), grid: Number(n) }));
    this.turn = el("button", { class: "wv-phase-turn", "aria-label": "Swap the axes", title: "Swap the axes (s)", "data-testid": "swap", onclick: () => this.swap() }, "⇄");
    this.sign = el("span", { class: "wv-pick-sign" });
    this.method.node.append(this.sign);
    this.node = el("div", { class: "wv-phase-menus" }, this.landscape.node, this.method.node, this.x.node, this.turn, this.y.node, this.grid.node);
  }

  show(plan, sign) {
    this.asked = plan;
    const { axes } = this.offers.methods.find((m) => m.key === plan.method);
    for (const axis of ["x", "y"]) {
      const menu = this[axis];
      menu.select.replaceChildren(...axes.map(({ name, symbol, word }) => el("option", { value: name }, `${symbol} ${word}`)));
      menu.select.value = plan[axis].name;
    }
    this.landscape.select.value = plan.landscape;
    this.method.select.value = plan.method;
    this.grid.select.value = String(plan.grid);
    this.sign.replaceChildren(...(sign ? [sign] : []));
  }

  axes() { return { x: this.asked.x.name, y: this.asked.y.name }; }

  // As it is, with the ends of its axes.
  /** @type {() => any} */
  all() {
    const ends = (axis) => ({ [`${axis}_low`]: this.asked[axis].values[0], [`${axis}_high`]: this.asked[axis].values.at(-1) });
    return { landscape: this.asked.landscape, method: this.asked.method, ...this.axes(), ...ends("x"), ...ends("y") };
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
