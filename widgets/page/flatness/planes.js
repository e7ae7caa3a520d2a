// A plane through the weights of some solutions: its heights, the solutions and the path on it, and how far each of them is off it.
import { canvas, drawContours, fit, haloText, heights, marker, paintHeights, palette } from "../common/draw.js";
import { el } from "../common/elements.js";
import { short, whole } from "../common/numbers.js";
import { say } from "../lesson/table.js";

const ASPECT = 1.5; // of the picture
const SIGNS = [["disc", false], ["disc", true], ["diamond", false]]; // the first is filled, the second hollow, as on the ways
const ROUNDING = 1e-5; // of a distance: less is float32
const MEANT = { loss: "training loss", error: "test digits misread, %" };

// What a distance off the plane is written as.
const far = (off, away) => (off <= ROUNDING * away ? "0" : short(off));

export class Planes {
  /** @type {any} */ look; /** @type {any} */ scene; /** @type {any} */ packed; /** @type {HTMLElement} */ box; /** @type {HTMLCanvasElement} */ node; /** @type {any} */ offers;

  // ask(what): a hand has chosen a height, or whose path.
  constructor(look, offers, ask) {
    Object.assign(this, { look, offers, scene: {} });
    this.box = el("div", { class: "wv-flat-plane", "data-testid": "plane" });
    this.node = canvas(this.box, { role: "img", "aria-label": "" });
    this.title = el("span", {});
    this.tail = el("span", { class: "wv-tail" });
    this.hides = el("p", { class: "wv-note", "data-testid": "plane-hides" });
    const name = `height-${Math.random()}`;
    this.heights = offers.heights.map((height) => el("input", { type: "radio", name, value: height, "data-testid": `height-${height}`, onchange: () => ask({ height }) }));
    this.choice = el("div", { class: "wv-flat-at", role: "radiogroup", "aria-label": "Height" }, el("span", {}, "Height"),
      this.heights.map((input) => el("label", {}, input, MEANT[input.value])));
    this.left = el("div", { class: "wv-flat-random" }, el("h2", {}, this.title, this.tail), this.box, this.hides);
    this.table = el("div", { class: "wv-flat-wide", tabindex: 0, role: "region", "aria-label": "Distances from the plane" });
    this.words = el("p", { class: "wv-note", "data-testid": "explained" });
    this.right = el("div", { class: "wv-flat-random" }, el("h2", {}, "Off this plane", el("span", { class: "wv-tail" }, " — of the distance from the first")), this.table, this.words);
  }

  show(scene, packed, asked) {
    Object.assign(this, { scene, packed });
    for (const input of this.heights) input.checked = input.value === asked.height;
    const { marks = [], explained, shape = [0, 0], matched } = scene;
    this.marks = marks.map((mark) => ({ ...mark, words: `${mark.name}, seed ${mark.seed}` }));
    const path = asked.picture === "path", first = this.marks[0]?.words ?? "";
    this.title.textContent = path ? "The plane of a path" : "The plane through three solutions";
    this.tail.textContent = ` — ${path ? `its two main directions${explained === undefined ? "" : `, ${(100 * explained).toFixed(1)} % of its variance`}` : this.marks.filter(({ kind }) => kind !== "start").map(({ name }) => name).join(", ")}${matched ? ", units matched" : ""}`;
    this.distances(first);
    this.explain(path);
    this.hides.replaceChildren(el("b", {}, say("hides")), `${whole(this.offers.weights - 2)} other directions, and any way round. `
      + `${path ? "A sign that is off the plane floats over it: the height under it is not its loss. " : ""}${shape[0] && scene.looked < scene.places ? "It is still coarse." : ""}`);
    const said = this.marks.map(({ words, off, away }) => `${words}: ${far(off, away)} of ${short(away)} off`).join("; ");
    this.node.setAttribute("aria-label", `${MEANT[asked.height]} on a plane, ${whole(scene.looked ?? 0)} places. ${said}`);
  }

  distances(first) {
    if (!this.marks.length) { this.table.replaceChildren(el("p", { class: "wv-note" }, "The distances stand here when the plane is known.")); return; }
    const line = (mark, k) => {
      const share = mark.away ? Math.min(mark.off / mark.away, 1) : 0, bar = el("span", { class: "wv-flat-off" }, el("span", { style: `width: ${(100 * share).toFixed(1)}%` }));
      return el("tr", {}, el("th", { scope: "row" }, this.sign(mark, k), " ", mark.words), el("td", {}, bar), el("td", {}, el("b", {}, far(mark.off, mark.away)), ` of ${short(mark.away)}`));
    };
    this.table.replaceChildren(el("table", { class: "wv-flat-table", "data-testid": "off-plane", "aria-label": `Distances from the plane, and from ${first}` }, el("tbody", {}, this.marks.map(line))));
  }

  explain(path) {
    const { explained, by_chance: chance, strayed, frames, every, digits } = this.scene;
    this.words.hidden = explained === undefined && !digits;
    if (this.words.hidden) return;
    const walked = path && explained !== undefined ? [el("b", {}, `${(100 * explained).toFixed(1)} % of the path's variance`), ` lies in this plane, of ${frames} frames, one every ${every} gradient evaluations. Of a random walk as long it would be ${(100 * chance).toFixed(0)} %. The path is ${short(strayed)} off at most. `] : [];
    this.words.replaceChildren(...walked, `Heights are of ${whole(digits)} digits.`);
  }

  // A mark's sign, as in the picture.
  sign(mark, k) {
    const holder = el("span", { class: "wv-glyph", "aria-hidden": "true" });
    this.stamp(fit(canvas(holder), 18, 16), mark, k, 9, 8, 5);
    return holder;
  }

  stamp(context, mark, k, x, y, size) {
    const { colour } = this.look, [kind, hollow] = mark.kind === "start" ? ["ring", false] : SIGNS[k];
    marker(context, kind, x, y, size, colour.ink, colour.paper);
    if (hollow) marker(context, kind, x, y, 0.6 * size, colour.paper);
    if (mark.kind === "start") marker(context, "disc", x, y, 0.3 * size, colour.ink);
  }

  draw() {
    const width = this.box.clientWidth;
    if (!width) return;
    const height = Math.round(width / ASPECT), { look, scene } = this, { colour, bus } = look, context = fit(this.node, width, height);
    Object.assign(context, { wvHalo: colour.halo, wvInk: colour.ink });
    if (!scene.extent) return;
    const [[a0, a1], [b0, b1]] = scene.extent, at = ([a, b]) => /** @type {Point} */ ([((a - a0) / (a1 - a0)) * width, (1 - (b - b0) / (b1 - b0)) * height]);
    const places = this.marks.map((mark) => at(mark.at)), [rows] = scene.shape;
    if (rows) {
      const values = heights(this.packed, scene.low, scene.top);
      paintHeights(context, values, scene.shape, scene, palette(bus), width, height);
      if (rows > 4) drawContours(context, values, scene.shape, scene, width, height, colour.ink, bus.theme === "dark", [...places]);
    }
    for (const [style, thick] of scene.path.length ? [[colour.halo, 5], [colour.ink, 2]] : []) {
      Object.assign(context, { strokeStyle: style, lineWidth: thick, lineJoin: "round" });
      context.beginPath();
      for (const place of scene.path) context.lineTo(...at(place));
      context.stroke();
    }
    this.marks.forEach((mark, k) => this.stamp(context, mark, k, places[k][0], places[k][1], 7));
    this.name(context, places, width, height);
  }

  // Names beside the signs, above or below where another one would be written over.
  name(context, places, width, height) {
    const taken = [];
    this.marks.forEach((mark, k) => {
      const [x, y] = places[k], right = x < width / 2, tries = [y + 4, y - 14, y + 22, y - 32, y + 40];
      const free = (v) => v > 12 && v < height - 4 && taken.every(([side, u, w]) => side !== right || Math.abs(u - x) > 150 || Math.abs(w - v) >= 16);
      const v = tries.find(free) ?? y + 4;
      taken.push([right, x, v]);
      haloText(context, mark.off <= ROUNDING * mark.away ? mark.words : `${mark.words}, ${far(mark.off, mark.away)} off`, right ? x + 13 : x - 13, v, { weight: 700, align: right ? "left" : "right" });
    });
  }
}
