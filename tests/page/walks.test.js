// A replica between two stored frames is on the straight line between them, at the share of the clock.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Walks } from "../../widgets/page/arena/walks.js";

const scene = { extent: [[0, 1], [0, 1]], domain: [[0, 1], [0, 1]] };
const run = { methods: [{ key: "a" }, { key: "b" }], frames: 3, replicas: 2, every: 20 };
const whole = 65534;
// method a: replica 0 walks right along y = 0, replica 1 stands; method b: both stand at the top right.
const frames = new Uint16Array([0, 0, 0, 0, whole / 2, 0, 0, 0, whole, 0, 0, 0, ...Array(12).fill(whole)]);

function walks() {
  const made = new Walks(run, scene, frames, [2, 1, 0, 0, 0, 0]);
  made.fit([100, 50]);
  return made;
}

test("stored frames are where they were stored", () => {
  assert.deepEqual(walks().now(0, 0, 0), [0, 50]);
  const [x, y] = walks().now(0, 0, 40);
  assert.ok(Math.abs(x - 100) < 1e-9 && Math.abs(y - 50) < 1e-9);
});

test("between two frames the way is straight", () => {
  const [x] = walks().now(0, 0, 5);
  assert.ok(Math.abs(x - 12.5) < 1e-9);
});

test("a clock past the end shows the last frame", () => {
  assert.deepEqual(walks().frame(1e6), [2, 0]);
});

test("each replica is visited once, as `now` has it", () => {
  const made = walks(), seen = [];
  made.each(0, 30, (x, y, r) => seen.push([x, y, r]));
  assert.deepEqual(seen.map(([, , r]) => r), [0, 1]);
  for (const [x, y, r] of seen) {
    const [u, v] = made.now(0, r, 30);
    assert.ok(Math.abs(x - u) < 1e-9 && Math.abs(y - v) < 1e-9);
  }
});

test("the tally is that of the frame last passed", () => {
  assert.equal(walks().count("a", 19), 2);
  assert.equal(walks().count("a", 20), 1);
  assert.equal(walks().count("b", 40), 0);
});
