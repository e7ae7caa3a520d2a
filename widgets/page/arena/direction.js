// The line that the maps are cut along: through a place, at an angle in degrees; the same as Python's `widgets.cut_line`.
const RIM = 0.01; // of the range of n: a slanted line keeps so far from the corners, where little of it would be on the map

// A line, as far as the extent goes. A point of it is s (c, d) + n (-d, c): s is the way along it, from low to high, n says which
// of its parallels, of those from least to most, it is. Along x, s is x and n is y.
/** @type {(extent: [Point, Point], place: Point, angle: number, rim?: number) => Line} */
export function across(extent, [x, y], angle, rim = RIM) {
  const steep = Math.abs(angle) === 90, turn = (angle * Math.PI) / 180;
  const c = steep ? 0 : Math.cos(turn), d = steep ? Math.sign(angle) : Math.sin(turn), [[x0, x1], [y0, y1]] = extent;
  const beside = [[x0, y0], [x0, y1], [x1, y0], [x1, y1]].map(([u, v]) => v * c - u * d);
  const least = Math.min(...beside), most = Math.max(...beside), inner = c * d ? rim * (most - least) : 0;
  const n = Math.min(Math.max(y * c - x * d, least + inner), most - inner);
  let low = -Infinity, high = Infinity;
  for (const [[from, to], slope, offset] of /** @type {[Point, number, number][]} */ ([[extent[0], c, -n * d], [extent[1], d, n * c]])) {
    if (!slope) continue;
    const [first, last] = [(from - offset) / slope, (to - offset) / slope].sort((a, b) => a - b);
    [low, high] = [Math.max(low, first), Math.min(high, last)];
  }
  return { angle, c, d, n, low, high, least, most };
}

/** @type {(line: Line, s: number) => Point} */
export const pointAt = ({ c, d, n }, s) => [s * c - n * d, s * d + n * c];
/** @type {(line: Line, place: Point) => number} */
export const wayTo = ({ c, d }, [x, y]) => x * c + y * d;
/** @type {(line: Line, n: number, s: number) => Point} */
export const besideIt = (line, n, s) => pointAt({ ...line, n }, s);

// The same line, named by an angle above -90 and up to 90: from there on it points the other way.
export const upright = (angle) => 90 - ((((90 - angle) % 180) + 180) % 180);

// An angle for eyes, and for ears.
export const degrees = (angle) => `${angle < 0 ? "−" : ""}${Math.abs(angle)}°`;
export function inWords(angle) {
  if (!angle) return "horizontal";
  if (angle === 90) return "vertical";
  return `${Math.abs(angle)} degrees, ${angle > 0 ? "rising" : "falling"} to the right`;
}
