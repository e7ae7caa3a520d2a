// Labels: which points share a name tag, and where a tag may stand.
import assert from "node:assert/strict";
import { test } from "node:test";

import { beside, clusters } from "../../widgets/page/arena/labels.js";

const at = (x, y) => ({ x, y });

test("points nearer than the reach are one group, directly or through others", () => {
  const chain = [at(0, 0), at(9, 0), at(18, 0)], far = at(100, 0);
  const groups = clusters([chain[0], far, chain[2], chain[1]], 10).map((group) => group.length).sort();
  assert.deepEqual(groups, [1, 3]);
});

test("a point exactly at the reach stands alone, and no point is lost", () => {
  assert.equal(clusters([at(0, 0), at(10, 0)], 10).length, 2);
  const many = Array.from({ length: 40 }, (_, k) => at((k * 37) % 100, (k * 61) % 100));
  assert.equal(clusters(many, 12).flat().length, 40);
});

test("the first places beside a point are at its sides, then above and below", () => {
  const [right, left, above, below] = beside(50, 60, 10);
  assert.deepEqual(right, [60, 64, "left"]);
  assert.deepEqual(left, [40, 64, "right"]);
  assert.ok(above[1] < 60 && below[1] > 60);
});
