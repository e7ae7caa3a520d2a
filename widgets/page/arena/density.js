// A crowd as a density: counts on a grid, from Python, painted under the trails; and the lines of the exact law over them.
import { contours } from "../common/draw.js";

const WASH = 0.85; // how much of the method's colour the fullest cell has
const unpacked = async (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();

export class Density {
  /** @type {any} */ told;
  /** @type {Uint32Array | null} */ counts;
  /** @type {Bus} */ bus; /** @type {number} */ asked; /** @type {Path2D} */ path; /** @type {number[]} */ pathOf; /** @type {Float32Array} */ pathField;

  constructor(model, bus) {
    Object.assign(this, { bus, told: null, counts: null, asked: 0 });
    this.sheet = document.createElement("canvas");
    const take = () => this.take(model.get("crowd"), model.get("crowd_counts"));
    model.on("change:crowd change:crowd_counts", take);
    take();
  }

  // What Python has told; it is there once it is unpacked, unless something newer has come by then.
  async take(told, packed) {
    const number = ++this.asked;
    const counts = packed?.byteLength ? new Uint32Array(await unpacked(packed)) : null;
    if (number !== this.asked) return;
    Object.assign(this, { told, counts });
    this.bus.crowd = told?.walkers ? { ...told, counts } : null;
    this.bus.emit("crowd");
    this.bus.dirty = true;
  }

  // Whether it is of the run on the page.
  of(run, selected) {
    return Boolean(this.counts && this.bus.crowded && this.told.seq === run.seq && this.told.method === selected && !this.bus.previewed);
  }

  // The two frames around a clock and how far on it is: between them a share of each is seen, as markers move between theirs.
  at(clock) {
    const { every, frames } = this.told, place = Math.min(clock / every, frames - 1), first = Math.floor(place);
    return { first, second: Math.min(first + 1, frames - 1), share: place - first };
  }

  drawAll(context, { size, clock, scene, look }, tint, field) {
    this.draw(context, size, clock, tint);
    this.drawLaw(context, size, field, scene.shape, look);
  }

  draw(context, [w, h], clock, tint) {
    const { shape: [rows, columns] } = this.told, { counts, sheet } = this, { first, second, share } = this.at(clock), size = rows * columns;
    if (sheet.width !== columns || sheet.height !== rows) Object.assign(sheet, { width: columns, height: rows });
    const pen = sheet.getContext("2d"), image = pen.createImageData(columns, rows), [r, g, b] = rgb(tint);
    let top = 1;
    for (let i = 0; i < size; i++) top = Math.max(top, counts[first * size + i], counts[second * size + i]);
    for (let row = 0, i = 0; row < rows; row++) {
      for (let column = 0, p = 4 * (rows - 1 - row) * columns; column < columns; column++, i++, p += 4) {
        const count = (1 - share) * counts[first * size + i] + share * counts[second * size + i];
        image.data[p] = r; image.data[p + 1] = g; image.data[p + 2] = b;
        image.data[p + 3] = 255 * WASH * Math.sqrt(count / top);
      }
    }
    pen.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(sheet, 0, 0, w, h);
  }

  // The smallest regions that hold 50, 90 and 99 % of the exact law.
  drawLaw(context, [w, h], field, [rows, columns], look) {
    if (!this.told.lines) return;
    if (this.pathOf?.join() !== [this.asked, w, h].join() || this.pathField !== field) {
      const path = new Path2D(), [sx, sy] = [w / (columns - 1), h / (rows - 1)];
      for (const segments of contours(field, [rows, columns], this.told.lines)) {
        for (let i = 0; i < segments.length; i += 4) {
          path.moveTo(segments[i] * sx, h - segments[i + 1] * sy);
          path.lineTo(segments[i + 2] * sx, h - segments[i + 3] * sy);
        }
      }
      Object.assign(this, { path, pathOf: [this.asked, w, h], pathField: field });
    }
    for (const [colour, width] of [[look.colour.halo, 3.4], [look.colour.ink, 1.6]]) {
      Object.assign(context, { strokeStyle: colour, lineWidth: width, globalAlpha: width > 2 ? 0.5 : 0.9 });
      context.stroke(this.path);
    }
    context.globalAlpha = 1;
  }
}

function rgb(colour) {
  const hex = colour.trim().replace("#", "");
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
}
