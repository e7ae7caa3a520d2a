// Drawing on a canvas: the energy map, contours, markers, trails, text with a halo. Nothing here knows a method by name.
// The page's tokens by name. Reading a style is slow, so each is read once for a theme.
import { el } from "./elements.js";
import { short } from "./numbers.js";

/** @type {(node: HTMLElement) => Colours} */
export function colours(node) {
  const style = getComputedStyle(node);
  let theme = null, kept = {};
  return new Proxy({}, {
    get(_, name) {
      if (theme !== node.dataset.theme) [theme, kept] = [node.dataset.theme, {}];
      return (kept[name] ||= style.getPropertyValue(`--${String(name)}`).trim());
    },
  });
}

export const cueColour = (bus, method) => method.cue[bus.theme === "dark" ? "dark" : "light"];

// A canvas that fills its box at the device's resolution; `draw` runs when it has a size.
/** @type {(parent: HTMLElement, attributes?: object) => HTMLCanvasElement} */
export function canvas(parent, attributes = {}) {
  const node = el("canvas", attributes);
  parent.append(node);
  return node;
}

// While a picture is taken away its canvases are drawn with other pens, as large as they are on the page.
/** @type {((node: HTMLCanvasElement, width: number, height: number) => any) | null} */
let pens = null;

/** @type {(make: (node: HTMLCanvasElement, width: number, height: number) => any, paint: () => void) => void} */
export function capture(make, paint) {
  pens = make;
  try {
    paint();
  } finally {
    pens = null;
  }
}

/** @type {(node: HTMLCanvasElement, width: number, height: number) => Context} */
export function fit(node, width, height) {
  if (pens) return pens(node, width, height);
  const ratio = ratioOf(node, width, height);
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (node.width !== w || node.height !== h) {
    node.width = w;
    node.height = h;
    node.style.width = `${width}px`;
    node.style.height = `${height}px`;
  }
  const context = node.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

// Device pixels to one of the page's; a zoom of the page is read when the size changes, for reading it at every frame is slow.
function ratioOf(node, width, height) {
  const device = globalThis.devicePixelRatio || 1, stamp = `${width} ${height} ${device}`;
  if (node.wvStamp !== stamp) Object.assign(node, { wvStamp: stamp, wvRatio: Math.min(device * (node.currentCSSZoom ?? 1), 3) });
  return node.wvRatio;
}

export function numbers(view) {
  return view ? new Uint16Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)) : new Uint16Array();
}
export function floats(view) {
  return view ? new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)) : new Float32Array();
}
export function octets(view) {
  return view ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : new Uint8Array();
}

// Packed heights back to numbers.
export function heights(view, low, top) {
  const packed = numbers(view);
  const values = new Float32Array(packed.length);
  for (let i = 0; i < packed.length; i++) values[i] = packed[i] === 65535 ? NaN : low + (packed[i] / 65534) * (top - low);
  return values;
}

export function palette(bus) {
  const text = atob(bus.palette.maps[bus.theme === "dark" ? "dark" : "light"]);
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

// The map's colours: deeper is darker, equal energy steps are equal lightness steps below the exponent's bend. Where the formula is no
// number, stripes: no height has two colours.
export function paintHeights(context, values, [rows, columns], scene, table, width, height) {
  const image = new ImageData(columns, rows);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const value = values[(rows - 1 - j) * columns + i];
      const share = Math.min(Math.max((value - scene.low) / (scene.high - scene.low), 0), 1) ** scene.exponent;
      const c = 3 * Math.round((Number.isNaN(value) ? ((i + j) % 5 < 2 ? 0.55 : 1) : share) * 255);
      const p = 4 * (j * columns + i);
      image.data[p] = table[c];
      image.data[p + 1] = table[c + 1];
      image.data[p + 2] = table[c + 2];
      image.data[p + 3] = 255;
    }
  }
  const small = new OffscreenCanvas(columns, rows);
  small.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  // Grid points lie on the picture's edges: half a cell of the enlarged image falls outside on every side.
  const [dx, dy] = [width / (columns - 1), height / (rows - 1)];
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
  context.drawImage(small, -dx / 2, -dy / 2, width + dx, height + dy);
  context.restore();
}

// Marching squares for all levels (ascending) in one pass: for each level its segments, in grid units, as a flat list. A `stride`
// of 2 looks at every second grid point: a quarter of the work, for a picture that is about to be replaced.
export function contours(values, [rows, columns], levels, stride = 1) {
  const found = levels.map(() => []), down = stride * columns;
  for (let j = 0; j + stride < rows; j += stride) {
    for (let i = 0; i + stride < columns; i += stride) {
      const k = j * columns + i, a = values[k], b = values[k + stride], c = values[k + stride + down], d = values[k + down];
      const low = Math.min(a, b, c, d), high = Math.max(a, b, c, d);
      if (!(high > levels[0])) continue; // also where a corner is not a number
      for (let l = 0; l < levels.length && levels[l] < high; l++) {
        if (levels[l] >= low) cross(found[l], i, j, stride, a, b, c, d, levels[l]);
      }
    }
  }
  return found;
}

// The segments of one level in one cell with the corners a b (below) and d c (above).
function cross(out, i, j, size, a, b, c, d, level) {
  const code = (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0);
  const sx = i + (size * (level - a)) / (b - a), ey = j + (size * (level - b)) / (c - b);
  const nx = i + (size * (level - d)) / (c - d), wy = j + (size * (level - a)) / (d - a), right = i + size, top = j + size;
  if (code === 1 || code === 14) out.push(sx, j, i, wy);
  else if (code === 2 || code === 13) out.push(sx, j, right, ey);
  else if (code === 4 || code === 11) out.push(right, ey, nx, top);
  else if (code === 8 || code === 7) out.push(i, wy, nx, top);
  else if (code === 3 || code === 12) out.push(i, wy, right, ey);
  else if (code === 6 || code === 9) out.push(sx, j, nx, top);
  else if (code === 5 || code === 10) {
    if ((code === 5) === a + b + c + d > 4 * level) out.push(sx, j, right, ey, i, wy, nx, top);
    else out.push(sx, j, i, wy, right, ey, nx, top);
  }
}

// All contours of a map; the numbered ones are stronger and carry their number once, where there is room.
export function drawContours(context, values, shape, scene, width, height, ink, dark, taken = [], stride = 1) {
  const [sx, sy] = [width / (shape[1] - 1), height / (shape[0] - 1)], all = contours(values, shape, scene.levels, stride);
  for (const [l, level] of scene.levels.entries()) {
    const segments = all[l];
    const numbered = scene.numbered.includes(level);
    context.strokeStyle = ink;
    context.globalAlpha = numbered ? (dark ? 0.4 : 0.52) : dark ? 0.2 : 0.3;
    context.lineWidth = numbered ? 1 : 0.8;
    context.beginPath();
    for (let k = 0; k < segments.length; k += 4) {
      context.moveTo(segments[k] * sx, height - segments[k + 1] * sy);
      context.lineTo(segments[k + 2] * sx, height - segments[k + 3] * sy);
    }
    context.stroke();
    context.globalAlpha = 1;
    if (numbered) numberContour(context, segments, sx, sy, width, height, level, taken);
  }
}

function numberContour(context, segments, sx, sy, width, height, level, taken) {
  let best = null;
  for (let k = 0; k < segments.length; k += 4) {
    const [x, y] = [segments[k] * sx, height - segments[k + 1] * sy];
    if (x < 16 || x > width - 16 || y < 12 || y > height - 12 || taken.some(([u, v]) => Math.hypot(u - x, v - y) < 60)) continue;
    const score = y + Math.abs(x - width * 0.6) * 0.5;
    if (!best || score < best[0]) best = [score, x, y];
  }
  if (best) {
    haloText(context, short(level), best[1], best[2] + 4, { align: "center", size: 12 });
    taken.push(best.slice(1));
  }
}

/** @type {(how: Written) => string} */
export const fontOf = ({ size = 12, weight = 400, family = SANS, italic = false }) =>
  `${italic ? "italic " : ""}${weight} ${size}px ${family}`;

/** @type {(context: Context, text: string, x: number, y: number, how?: Written) => void} */
export function haloText(context, text, x, y, { colour, align = "left", ...font } = {}) {
  context.font = fontOf(font);
  context.textAlign = align;
  context.lineJoin = "round";
  context.strokeStyle = context.wvHalo;
  context.lineWidth = 3.5;
  context.globalAlpha = 0.85;
  context.strokeText(text, x, y);
  context.globalAlpha = 1;
  context.fillStyle = colour ?? context.wvInk;
  context.fillText(text, x, y);
}
export const SANS = '"Segoe UI", -apple-system, Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';
export const SERIF = 'Georgia, "Times New Roman", "Liberation Serif", serif';

// Adds a marker's outline to the path, so that a whole crowd can be one path.
export function addMarker(context, kind, x, y, r) {
  if (kind === "square") context.rect(x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r);
  else if (kind === "diamond") polygon(context, x, y, r * 1.25, 4, 0);
  else if (kind === "triangle") polygon(context, x, y, r * 1.2, 3, -Math.PI / 2);
  else if (kind === "pentagon") polygon(context, x, y, r * 1.1, 5, -Math.PI / 2);
  else if (kind === "cross") {
    const d = r * 0.8;
    context.moveTo(x - d, y - d);
    context.lineTo(x + d, y + d);
    context.moveTo(x - d, y + d);
    context.lineTo(x + d, y - d);
  } else {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
  }
}

function polygon(context, x, y, r, corners, turn) {
  context.moveTo(x + r * Math.cos(turn), y + r * Math.sin(turn));
  for (let i = 1; i < corners; i++) {
    const angle = turn + (2 * Math.PI * i) / corners;
    context.lineTo(x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  context.closePath();
}

export const isStroked = (kind) => kind === "cross" || kind === "ring";

export function marker(context, kind, x, y, r, colour, halo = null) {
  context.beginPath();
  addMarker(context, kind, x, y, r);
  const line = isStroked(kind);
  if (halo) {
    context.strokeStyle = halo;
    context.lineWidth = line ? r * 0.55 + 4 : 3;
    context.stroke();
  }
  if (line) {
    context.strokeStyle = colour;
    context.lineWidth = Math.max(1.3, r * 0.55);
    context.stroke();
  } else {
    context.fillStyle = colour;
    context.fill();
  }
}

// A small legend glyph: the method's line with its marker, as an SVG element.
export function glyph(bus, method, width = 40) {
  const holder = el("span", { class: "wv-glyph", "aria-hidden": "true" });
  const node = canvas(holder);
  const paint = () => {
    const context = fit(node, width, 16);
    if (width > 20) {
      context.strokeStyle = cueColour(bus, method);
      context.lineWidth = method.cue.width;
      context.setLineDash(method.cue.dash);
      context.beginPath();
      context.moveTo(1, 8);
      context.lineTo(width - 1, 8);
      context.stroke();
      context.setLineDash([]);
    }
    marker(context, method.cue.marker, width / 2, 8, 5, cueColour(bus, method));
  };
  paint();
  bus.on("theme", paint);
  return holder;
}

export function minimumCross(context, x, y, colour, halo) {
  for (const [style, w] of [
    [halo, 4],
    [colour, 1.6],
  ]) {
    context.strokeStyle = style;
    context.lineWidth = w;
    context.beginPath();
    context.moveTo(x - 6, y);
    context.lineTo(x + 6, y);
    context.moveTo(x, y - 6);
    context.lineTo(x, y + 6);
    context.stroke();
  }
}

// A line through points with its halo; opacity rises along it in five steps. Halos are drawn first, in a pass of their own.
export function trail(context, points, cue, colour, pass, halo) {
  if (points.length < 4) return;
  const steps = 5,
    n = points.length / 2;
  for (let s = 0; s < steps; s++) {
    const from = Math.floor((s * (n - 1)) / steps),
      to = Math.floor(((s + 1) * (n - 1)) / steps);
    if (to <= from) continue;
    context.beginPath();
    context.moveTo(points[2 * from], points[2 * from + 1]);
    for (let i = from + 1; i <= to; i++) context.lineTo(points[2 * i], points[2 * i + 1]);
    context.globalAlpha = pass === "halo" ? 0.55 : 0.6 + (0.4 * (s + 1)) / steps;
    context.strokeStyle = pass === "halo" ? halo : colour;
    context.lineWidth = cue.width + (pass === "halo" ? 2.4 : 0);
    context.setLineDash(pass === "halo" ? [] : cue.dash);
    context.lineJoin = "round";
    context.lineCap = cue.dash.length === 2 && cue.dash[0] < 2 ? "round" : "butt";
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}
