import assert from "node:assert/strict";
import { test } from "node:test";
import { meanOf } from "../../widgets/page/arena/inner.js";

test("the mean of a step's first points, in the landscape's own numbers", () => {
  const points = Uint16Array.of(9, 9, 0, 65534, 32767, 32767, 65534, 0), domain = [[-2, 4], [10, 20]];
  assert.equal(meanOf({ points }, 1, 0, domain), null);
  assert.deepEqual(meanOf({ points }, 1, 1, domain), [-2, 20]);
  assert.deepEqual(meanOf({ points }, 1, 2, domain), [-0.5, 17.5]);
  assert.deepEqual(meanOf({ points }, 1, 3, domain), [1, 15]);
});
