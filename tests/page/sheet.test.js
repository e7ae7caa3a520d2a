// Where a value stands on an axis, which cell a cell shows, where a line crosses a row.
import assert from "node:assert/strict";
import { test } from "node:test";
import { crossings, placeOf, standing, ticks } from "../../widgets/page/phase/sheet.js";

const log = { scale: "log", values: [0.01, 0.1, 1, 10] };

test("values stand in the middles of their cells, and nothing stands beyond the edges", () => {
  log.values.forEach((value, k) => assert.ok(Math.abs(placeOf(log, value) - k - 0.5) < 1e-9));
  assert.ok(Math.abs(placeOf(log, Math.sqrt(0.1)) - 2) < 1e-9);
  assert.ok(Math.abs(placeOf({ scale: "linear", values: [0, 1, 3] }, 2) - 2) < 1e-9);
  assert.ok(Number.isNaN(placeOf(log, 1000)));
  assert.ok(Number.isNaN(placeOf(log, 0.0001)));
});

test("ticks are round, within the axis, and few", () => {
  assert.deepEqual(ticks(log), [0.01, 0.1, 1, 10]);
  assert.deepEqual(ticks({ scale: "log", values: [0.1, 10] }), [0.1, 0.3, 1, 3, 10]);
  assert.deepEqual(ticks({ scale: "linear", values: [0, 1] }), [0, 0.5, 1]);
  for (const high of [0.02, 0.7, 3, 45, 6000]) {
    for (const scale of ["log", "linear"]) {
      const found = ticks({ scale, values: [high / 30, high] });
      assert.ok(found.length >= 2 && found.length <= 8, `${scale} to ${high}: ${found}`);
      assert.ok(found.every((value) => value >= high / 30.1 && value <= high * 1.01));
    }
  }
});

test("a cell that has not been run shows the corner of the finest block that has, and one that has shows itself", () => {
  const ran = new Set([0, 4, 20, 24]), shown = standing(5, 5, (cell) => ran.has(cell));
  assert.deepEqual([...shown.slice(0, 5)], [0, 0, 0, 0, 4]);
  assert.equal(shown[18], 0);
  ran.add(12);
  assert.equal(standing(5, 5, (cell) => ran.has(cell))[18], 12);
  assert.deepEqual([...standing(3, 2, () => false)], [-1, -1, -1, -1, -1, -1]);
  assert.deepEqual([...standing(3, 2, () => true)], [0, 1, 2, 3, 4, 5]);
});

test("a line crosses a row once between two of its points, and at most once where one of them lies on it", () => {
  assert.deepEqual(crossings([[1, 0], [1, 10]], 5), [1]);
  assert.deepEqual(crossings([[1, 0], [4, 2]], 1), [2]); // in the logarithm
  assert.deepEqual(crossings([[1, 0], [2, 5], [4, 10]], 5), [2]);
  assert.deepEqual(crossings([[1, 0], [2, 5]], 7), []);
});
