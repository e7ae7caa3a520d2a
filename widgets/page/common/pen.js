// A drawing context that writes SVG: what the pictures ask of a canvas, as vectors. Pixels that are drawn in it, a map's colours, stay
// pixels, under the lines. Nothing here knows a picture.

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
// eslint-disable-next-line no-control-regex
const written = (text) => String(text).replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "").replace(/[&<>"]/g, (c) => ENTITIES[c]);
const round = (v) => Number(v.toFixed(2));
const ANCHORS = { left: "start", start: "start", center: "middle", right: "end", end: "end" };
const BASELINES = { middle: "central", top: "hanging", bottom: "ideographic" };
const LOOK = ["strokeStyle", "fillStyle", "lineWidth", "globalAlpha", "lineJoin", "lineCap", "font", "textAlign", "textBaseline", "imageSmoothingEnabled"];
let count = 0; // of the names within one page: two pictures may stand in one document

// The same pixels as the address of an image.
function addressOf(image) {
  const copy = document.createElement("canvas");
  Object.assign(copy, { width: image.width, height: image.height });
  copy.getContext("2d").drawImage(image, 0, 0);
  return copy.toDataURL("image/png");
}

export class Pen {
  /** @type {string} */ strokeStyle; /** @type {any} */ fillStyle; /** @type {number} */ lineWidth; /** @type {number} */ globalAlpha;
  /** @type {string} */ lineJoin; /** @type {string} */ lineCap; /** @type {string} */ font; /** @type {string} */ textAlign;
  /** @type {string} */ textBaseline; /** @type {boolean} */ imageSmoothingEnabled;
  /** @type {string[]} */ parts; /** @type {string[]} */ defined; /** @type {string[]} */ path; /** @type {any[]} */ stack;
  /** @type {number[]} */ dash; /** @type {DOMMatrix} */ turn; /** @type {string} */ clipped;

  constructor() {
    Object.assign(this, { strokeStyle: "#000000", fillStyle: "#000000", lineWidth: 1, globalAlpha: 1, lineJoin: "miter", lineCap: "butt" });
    Object.assign(this, { font: "10px sans-serif", textAlign: "start", textBaseline: "alphabetic", imageSmoothingEnabled: true });
    Object.assign(this, { parts: [], defined: [], path: [], stack: [], dash: [], turn: new DOMMatrix(), clipped: "" });
    this.measure = document.createElement("canvas").getContext("2d");
  }

  /** The drawing as the inside of an SVG element. */
  get text() { return `${this.defined.length ? `<defs>${this.defined.join("")}</defs>` : ""}${this.parts.join("")}`; }

  // ---- state ------------------------------------------------------------------------------------------------------
  save() {
    const look = Object.fromEntries(LOOK.map((name) => [name, this[name]]));
    this.stack.push({ ...look, dash: this.dash, turn: this.turn, clipped: this.clipped });
  }
  restore() { Object.assign(this, this.stack.pop()); }
  setLineDash(dash) { this.dash = [...dash]; }
  translate(x, y) { this.turn = this.turn.translate(x, y); }
  rotate(angle) { this.turn = this.turn.rotate((angle * 180) / Math.PI); }
  scale(x, y) { this.turn = this.turn.scale(x, y); }
  measureText(text) {
    this.measure.font = this.font;
    return this.measure.measureText(text);
  }

  // ---- the path ---------------------------------------------------------------------------------------------------
  at(x, y) {
    const { a, b, c, d, e, f } = this.turn;
    return `${round(a * x + c * y + e)} ${round(b * x + d * y + f)}`;
  }
  to(letter, x, y) { if (Number.isFinite(x) && Number.isFinite(y)) this.path.push(`${letter}${this.at(x, y)}`); }
  beginPath() { this.path = []; }
  moveTo(x, y) { this.to("M", x, y); }
  lineTo(x, y) { this.to(this.path.length ? "L" : "M", x, y); }
  closePath() { if (this.path.length) this.path.push("Z"); }
  rect(x, y, w, h) {
    this.to("M", x, y);
    for (const [u, v] of [[x + w, y], [x + w, y + h], [x, y + h]]) this.to("L", u, v);
    this.closePath();
  }
  arc(x, y, r, from, to) {
    const parts = Math.abs(to - from) > 3 ? 2 : 1, end = (angle) => [x + r * Math.cos(angle), y + r * Math.sin(angle)];
    this.lineTo(...end(from));
    for (let i = 1; i <= parts; i++) this.path.push(`A${round(r)} ${round(r)} 0 0 ${to > from ? 1 : 0} ${this.at(...end(from + ((to - from) * i) / parts))}`);
  }

  // ---- ink --------------------------------------------------------------------------------------------------------
  put(name, attributes, inside = "") {
    const said = Object.entries(this.clipped ? { ...attributes, "clip-path": this.clipped } : attributes);
    const words = said.filter(([, value]) => value !== null).map(([key, value]) => ` ${key}="${written(value)}"`).join("");
    this.parts.push(inside ? `<${name}${words}>${inside}</${name}>` : `<${name}${words}/>`);
  }
  get alpha() { return this.globalAlpha === 1 ? null : round(this.globalAlpha); }
  get stroked() {
    return {
      fill: "none", stroke: this.strokeStyle, "stroke-width": round(this.lineWidth), "stroke-dasharray": this.dash.length ? this.dash.join(" ") : null,
      "stroke-linejoin": this.lineJoin, "stroke-linecap": this.lineCap, "stroke-miterlimit": 10, opacity: this.alpha,
    };
  }
  get filled() { return { fill: this.fillStyle.address ?? this.fillStyle, opacity: this.alpha }; }
  stroke() { if (this.path.length) this.put("path", { d: this.path.join(""), ...this.stroked }); }
  fill() { if (this.path.length) this.put("path", { d: this.path.join(""), ...this.filled }); }
  boxed(x, y, w, h, look) {
    const kept = this.path;
    this.path = [];
    this.rect(x, y, w, h);
    this.put("path", { d: this.path.join(""), ...look });
    this.path = kept;
  }
  fillRect(x, y, w, h) { this.boxed(x, y, w, h, this.filled); }
  strokeRect(x, y, w, h) { this.boxed(x, y, w, h, this.stroked); }
  clearRect() {}

  // What is drawn until the next `restore` shows inside the path alone, and inside what it was shown in before.
  clip() {
    const name = `wv-clip-${++count}`, within = this.clipped ? ` clip-path="${this.clipped}"` : "";
    this.defined.push(`<clipPath id="${name}"${within}><path d="${this.path.join("")}"/></clipPath>`);
    this.clipped = `url(#${name})`;
  }

  word(text, x, y, look) {
    const { a, b, c, d } = this.turn, turned = b || c || a !== 1 || d !== 1, [u, v] = this.at(x, y).split(" ");
    const place = turned ? { x: 0, y: 0, transform: `matrix(${[a, b, c, d].map((n) => Number(n.toFixed(4))).join(" ")} ${u} ${v})` } : { x: u, y: v };
    this.put("text", { ...place, style: `font: ${this.font}; white-space: pre`, "text-anchor": ANCHORS[this.textAlign],
      "dominant-baseline": BASELINES[this.textBaseline] ?? null, ...look }, written(text));
  }
  fillText(text, x, y) { this.word(text, x, y, this.filled); }
  strokeText(text, x, y) { this.word(text, x, y, this.stroked); }

  // ---- pixels -----------------------------------------------------------------------------------------------------
  drawImage(image, x, y, width = image.width, height = image.height) {
    const [u, v] = this.at(x, y).split(" ");
    this.put("image", { x: u, y: v, width: round(width), height: round(height), preserveAspectRatio: "none",
      style: this.imageSmoothingEnabled ? null : "image-rendering: pixelated", href: addressOf(image) });
  }

  createPattern(image) {
    const name = `wv-pattern-${++count}`, { defined } = this;
    const write = (scale) => `<pattern id="${name}" patternUnits="userSpaceOnUse" width="${image.width * scale}" height="${image.height * scale}">`
      + `<image width="${image.width * scale}" height="${image.height * scale}" href="${addressOf(image)}"/></pattern>`;
    const place = defined.push(write(1)) - 1;
    return { address: `url(#${name})`, setTransform(matrix) { defined[place] = write(matrix.a); } };
  }
}
