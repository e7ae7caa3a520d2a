// The line of a cut: through its place, at its angle, from edge to edge; along x it is x itself.
import assert from "node:assert/strict";
import { test } from "node:test";

import { across, besideIt, degrees, inWords, pointAt, upright, wayTo } from "../../widgets/page/arena/direction.js";

/** @type {[Point, Point]} */
const extent = [[-2, 4], [-1, 3]];
const near = (a, b) => a.every((v, k) => Math.abs(v - b[k]) < 1e-12);
const ANGLES = [-89, -45, -30, -5, 0, 5, 30, 60, 89, 90];

test("along x the way is x, and the line is y, to the bit", () => {
  const line = across(extent, [0.3, 1.7], 0);
  assert.deepEqual([line.low, line.high, line.n, line.least, line.most], [-2, 4, 1.7, -1, 3]);
  assert.deepEqual(pointAt(line, 0.3), [0.3, 1.7]);
});

test("upright the way is y, and every point has the same x, to the bit", () => {
  const line = across(extent, [0.3, 1.7], 90);
  assert.deepEqual([line.low, line.high], [-1, 3]);
  assert.deepEqual(pointAt(line, 2.5), [0.3, 2.5]);
});

test("a line goes through its place, at its angle, from edge to edge of the map", () => {
  for (const angle of ANGLES) {
    const line = across(extent, [0.3, 1.7], angle), ends = [line.low, line.high].map((s) => pointAt(line, s)), turn = (angle * Math.PI) / 180;
    assert.ok(near(pointAt(line, wayTo(line, [0.3, 1.7])), [0.3, 1.7]));
    assert.ok(near([ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]], [Math.cos(turn), Math.sin(turn)].map((v) => v * (line.high - line.low))));
    for (const end of ends) {
      const inside = extent.map(([a, b], k) => Math.min(end[k] - a, b - end[k]));
      assert.ok(Math.min(...inside) > -1e-12 && Math.min(...inside.map(Math.abs)) < 1e-12, `${angle}: ${end}`);
    }
  }
});

test("a place off the map, or in its corner, has the nearest line that is on it", () => {
  for (const angle of ANGLES) {
    for (const place of /** @type {Point[]} */ ([[50, -20], [-2, -1], [4, 3], [-2, 3], [4, -1]])) {
      const { low, high, n, least, most } = across(extent, place, angle);
      assert.ok(high > low && n >= least && n <= most);
    }
  }
  assert.equal(across(extent, [0, 50], 0).n, 3);
});

test("a parallel keeps the way", () => {
  const line = across(extent, [0.3, 1.7], 30), other = besideIt(line, line.n + 0.5, 0.2);
  assert.ok(Math.abs(wayTo(line, other) - 0.2) < 1e-12);
  assert.ok(Math.abs(across(extent, other, 30).n - line.n - 0.5) < 1e-12);
});

test("an angle is named upright, and in words", () => {
  assert.deepEqual([0, 5, 90, 95, -90, -85, 180, 270, -180].map(upright), [0, 5, 90, -85, 90, -85, 0, 90, 0]);
  assert.deepEqual([0, 90, 30, -5].map(inWords), ["horizontal", "vertical", "30 degrees, rising to the right", "5 degrees, falling to the right"]);
  assert.deepEqual([30, -5].map(degrees), ["30°", "−5°"]);
});
