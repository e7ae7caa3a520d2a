// Pixels and points are each other's inverse, and a height between grid points is the bilinear one.
import assert from "node:assert/strict";
import { test } from "node:test";

import { heightAt, pixelOf, pointOf } from "../../widgets/page/arena/map.js";

const scene = { extent: [[-2, 4], [-1, 3]], shape: [5, 7] };
const size = [600, 200];

test("the corners of a landscape are the corners of its picture, y upwards", () => {
  assert.deepEqual(pixelOf(scene, size, -2, 3), [0, 0]);
  assert.deepEqual(pixelOf(scene, size, 4, -1), [600, 200]);
});

test("a point goes to its pixel and back", () => {
  for (const [x, y] of [[-2, -1], [0.3, 1.7], [4, 3], [7, -5]]) {
    const [u, v] = pointOf(scene, size, ...pixelOf(scene, size, x, y));
    assert.ok(Math.abs(u - x) < 1e-12 && Math.abs(v - y) < 1e-12);
  }
});

test("a bilinear field is read exactly, at grid points and between them", () => {
  const height = (x, y) => 1 + 2 * x - 3 * y + 0.5 * x * y, values = [];
  for (let row = 0; row < 5; row++) for (let column = 0; column < 7; column++) values.push(height(-2 + column, -1 + row));
  for (const [x, y] of [[-2, -1], [0, 1], [0.25, 1.5], [3.9, 2.9], [-1.99, 0]]) {
    assert.ok(Math.abs(heightAt(scene, values, x, y) - height(x, y)) < 1e-9);
  }
});

test("outside the landscape the height is that of its edge", () => {
  const values = Array.from({ length: 35 }, (_, k) => k % 7);
  assert.equal(heightAt(scene, values, -50, 0), 0);
  assert.ok(Math.abs(heightAt(scene, values, 50, 0) - 6) < 0.01);
});
