// A picture is taken away: as PNG or SVG with its caption and what it hides, as the numbers behind it, and as the Python that makes them.
import { capture, colours, SANS } from "./draw.js";
import { el } from "./elements.js";
import { whole } from "./numbers.js";
import { Pen } from "./pen.js";

const EDGE = 16; // pixels around a picture that is taken away
const RATIO = 2; // pixels of a PNG to one of the page's
const PATIENCE = 120_000; // milliseconds
const FORMS = [["png", "PNG", "the picture, twice its size"], ["svg", "SVG", "the picture, as lines"], ["csv", "CSV", "its numbers"], ["py", "Python", "what makes them"]];
const TYPES = { png: "image/png", svg: "image/svg+xml", csv: "text/csv", py: "text/x-python" };
let asked = 0; // questions to Python, one after another

/** A button on a picture, with a menu of what it can be taken away as.
 * box: where the picture stands; canvases(): those that it is made of, over or beside one another; paint(): draw all of them anew; over(pen):
 * what the page shows on them besides; told(): its {title, hides, where it is from, clock: null where none is told}; names(): the words of the file's name. table(): its numbers, {columns: [[name,
 * unit]], rows}, or null where Python has them; wish(): what Python is asked for, null where it says nothing of this picture.
 * @param {{ bus: Bus, box: HTMLElement, canvases: () => HTMLCanvasElement[], paint: () => void, over?: (pen: Context) => void,
 *   told: () => { title: string, hides: string, where?: string, clock?: null }, names: () => (string | number)[], table?: () => any, wish?: () => object | null }} picture
 * @returns {HTMLElement} */
export function takeable(picture) {
  const { bus, box } = picture, status = el("p", { class: "wv-note", role: "status" });
  const items = FORMS.map(([form, name, words]) => el("button", { role: "menuitem", "data-form": form, onclick: () => act(form) }, el("b", {}, name), ` ${words}`));
  const menu = el("div", { class: "wv-take-menu", popover: "auto" }, el("div", { role: "menu", "aria-label": "Take away this picture" }, items), status);
  const button = /** @type {HTMLButtonElement} */ (el("button", { class: "wv-take", "aria-haspopup": "menu", "aria-label": "Take away this picture", title: "Take away: PNG, SVG, CSV, Python" },
    el("span", { "aria-hidden": "true" }, "⤓")));
  button.popoverTargetElement = menu;
  const act = async (form) => {
    status.textContent = "Preparing…";
    try {
      save(await made(picture, form), `${slug(picture.names())}.${form}`);
      status.textContent = "";
      menu.hidePopover();
    } catch (error) {
      status.textContent = error.message;
    }
  };
  menu.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
    status.textContent = "";
    items.forEach((item, k) => { item.hidden = k > 1 && bus.ended && !(FORMS[k][0] === "csv" && picture.table); });
    items[2].hidden ||= !picture.table && !picture.wish?.();
    items[3].hidden ||= !picture.wish?.();
    place(menu, button.getBoundingClientRect());
    items[0].focus({ preventScroll: true });
  });
  menu.addEventListener("keydown", (event) => {
    const seen = items.filter((item) => !item.hidden), now = seen.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
    if (event.key !== "Tab" && event.key !== "Escape") event.stopPropagation(); // the page's own keys are not meant
    if (to === undefined) return;
    event.preventDefault();
    seen.at(to % seen.length).focus();
  });
  const node = el("div", { class: "wv-take-holder" }, button, menu);
  for (const name of ["pointerdown", "pointermove", "click", "dblclick"]) node.addEventListener(name, (event) => { if (name !== "click" || event.target !== button) event.stopPropagation(); });
  box.classList.add("wv-takeable");
  box.append(node);
  return node;
}

// Below the button where there is room, else above it; inside the window.
function place(menu, { right, top, bottom }) {
  const zoom = menu.currentCSSZoom ?? 1, { offsetWidth: w, offsetHeight: h } = menu, { clientWidth, clientHeight } = document.documentElement;
  const down = bottom / zoom + h <= clientHeight / zoom ? bottom / zoom : top / zoom - h;
  Object.assign(menu.style, { left: `${Math.min(Math.max(right / zoom - w, 8), clientWidth / zoom - w)}px`, top: `${Math.max(down, 4)}px` });
}

const slug = (names) => names.map((name) => String(name).toLowerCase().replace(/[^a-z0-9.]+/g, "_").replace(/^_+|_+$/g, "")).filter(Boolean).join("_").slice(0, 120);

// The words of a file's name: what was looked at, and where the clock stood.
const placeOf = ({ scene }) => (scene ? (scene.key.startsWith("mine_") ? scene.name : scene.key) : "");
export const namesOf = (bus, picture) => [placeOf(bus), bus.selected ?? "", picture, `at_${Math.floor(bus.clock)}`];

function save(blob, name) {
  const link = el("a", { download: name, href: URL.createObjectURL(blob) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @returns {Promise<Blob>} */
async function made(picture, form) {
  if (form === "png") return png(picture);
  if (form === "svg") return new Blob([svg(picture)], { type: TYPES.svg });
  if (form === "csv" && picture.table) return new Blob([csv(picture.table())], { type: TYPES.csv });
  return fromPython(picture.bus, { form, clock: Math.floor(picture.bus.clock), ...picture.wish() }, TYPES[form]);
}

/** Ask Python for a text: wish, what a `take` message says.
 * @returns {Promise<Blob>} */
export function fromPython(bus, wish, type) {
  const number = ++asked;
  return new Promise((done, fail) => {
    const answered = () => {
      const { number: of, refused, buffers } = bus.taken;
      if (of !== number) return;
      stop();
      if (refused) fail(new Error(refused));
      else new Response(new Blob(buffers).stream().pipeThrough(new DecompressionStream("gzip"))).text().then((text) => done(new Blob([text], { type })), fail);
    };
    const lost = () => { stop(); fail(new Error("Python did not answer.")); };
    const off = [bus.on("taken", answered), bus.on("error", lost), bus.on("ended", lost)], late = setTimeout(lost, PATIENCE);
    const stop = () => { off.forEach((end) => end()); clearTimeout(late); };
    bus.post({ type: "take", number, ...wish });
  });
}

// ---- pictures -------------------------------------------------------------------------------------------------------

/** Draw a picture with pens of another kind. Gives back what was drawn, lowest first. pen(width, height): a new one. */
function drawn({ canvases, paint, over }, pen) {
  const layers = new Map();
  capture((node, width, height) => {
    const layer = { width, height, pen: pen(width, height) };
    layers.set(node, layer);
    return layer.pen;
  }, paint);
  const nodes = canvases().filter((node) => layers.has(node)), boxes = nodes.map((node) => node.getBoundingClientRect());
  if (!nodes.length) throw new Error("There is no picture yet.");
  const [left, top] = ["left", "top"].map((side) => Math.min(...boxes.map((box) => box[side])));
  const found = nodes.map((node, k) => {
    const zoom = node.currentCSSZoom ?? 1;
    return { ...layers.get(node), left: (boxes[k].left - left) / zoom, top: (boxes[k].top - top) / zoom };
  });
  over?.(found.at(-1).pen);
  return found;
}

// The words above and below a picture, broken into lines; measured once, for every kind of pen.
function sheet({ bus, box, told }, layers) {
  const { title, hides, where = bus.scene?.name, clock = bus.run?.frames ? bus.clock : null } = told(), colour = colours(box), scratch = document.createElement("canvas").getContext("2d");
  const width = Math.max(...layers.map((layer) => layer.left + layer.width)), height = Math.max(...layers.map((layer) => layer.top + layer.height));
  const set = (text, font, tint, step) => {
    scratch.font = font;
    return broken(text, (line) => scratch.measureText(line).width <= width).map((line) => ({ line, font, tint, step }));
  };
  const place = [where, clock !== null && `${whole(clock)} gradient evaluations`].filter(Boolean).join(", ");
  const above = [...set(title, `600 15px ${SANS}`, colour.ink, 20), ...set(place, `12px ${SANS}`, colour.mute, 16)];
  const below = set(hides, `12px ${SANS}`, colour.mute, 16), deep = (rows) => rows.reduce((sum, { step }) => sum + step, 0);
  const top = EDGE + deep(above) + (above.length ? 6 : 0);
  return { above, below, top, ground: colour.paper, width: width + 2 * EDGE, height: top + height + deep(below) + (below.length ? 8 : 0) + EDGE, under: top + height + 8 };
}

// A text in lines that each fit; a word that fits nowhere stands alone.
function broken(text, fits) {
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function write(pen, rows, from) {
  let y = from;
  for (const { line, font, tint, step } of rows) {
    Object.assign(pen, { font, fillStyle: tint, textAlign: "left", textBaseline: "alphabetic" });
    pen.fillText(line, EDGE, y + step - 5);
    y += step;
  }
}

/** @returns {Promise<Blob>} */
function png(picture) {
  const big = (width, height) => {
    const node = document.createElement("canvas"), context = node.getContext("2d");
    Object.assign(node, { width: Math.max(1, Math.round(width * RATIO)), height: Math.max(1, Math.round(height * RATIO)) });
    context.setTransform(RATIO, 0, 0, RATIO, 0, 0);
    return context;
  };
  const layers = drawn(picture, big), page = sheet(picture, layers), pen = big(page.width, page.height);
  pen.fillStyle = page.ground;
  pen.fillRect(0, 0, page.width, page.height);
  for (const { pen: { canvas }, left, top, width, height } of layers) pen.drawImage(canvas, EDGE + left, page.top + top, width, height);
  write(pen, page.above, EDGE);
  write(pen, page.below, page.under);
  return new Promise((done, fail) => { pen.canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("The picture is too large."))), TYPES.png); });
}

function svg(picture) {
  const layers = drawn(picture, () => new Pen()), page = sheet(picture, layers), words = new Pen(), ground = new Pen();
  ground.fillStyle = page.ground;
  ground.fillRect(0, 0, page.width, page.height);
  write(words, page.above, EDGE);
  write(words, page.below, page.under);
  const inside = layers.map(({ pen, left, top, width, height }) => `<svg x="${EDGE + left}" y="${page.top + top}" width="${width}" height="${height}">${pen.text}</svg>`);
  const [wide, high] = [page.width, page.height].map(Math.ceil), space = new DOMParser().parseFromString("<svg></svg>", "text/html").body.firstElementChild.namespaceURI;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="${space}" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}">`
    + `${ground.text}${inside.join("")}${words.text}</svg>\n`;
}

// ---- numbers --------------------------------------------------------------------------------------------------------

// One cell: a number in full; a text so that no table runs it.
export function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** {columns: [[name, unit]], rows} as the text of a table, its first line names and units. */
export function csv({ columns, rows }) {
  const head = columns.map(([name, unit]) => (unit ? `${name} (${unit})` : name));
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
