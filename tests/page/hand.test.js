// What the hand has done and Python has not answered: an answer reaches the moves that its wish told of, and no further.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Hand, history } from "../../widgets/page/common/hand.js";

const TOTAL = 100, extras = { gradient_noise: 0, batch_size: 64, seed: 0, direction: "isotropic" };
const run = (seq, changes = {}) => ({ seq, preview: false, landscape: "a", start: [1, 2], base: { h: 1 }, pins: [], extras, ...changes });

function begun() {
  const hand = new Hand();
  hand.take(run(0));
  return hand;
}

test("an answer reaches the moves that were told when its wish was sent", () => {
  const hand = begun();
  hand.move(true); hand.say(1, { preview: true, clock: 0, values: { h: 2 } }, TOTAL);
  hand.move(true); hand.move(true); hand.say(2, { preview: true, clock: 0, values: { h: 4 } }, TOTAL);
  hand.take(run(1, { preview: true }));
  assert.equal(hand.reached, 1);
  hand.take(run(2, { preview: true }));
  assert.equal(hand.reached, 3);
  assert.equal(hand.stands.base.h, 1, "a preview changes nothing that stands");
});

test("a wish that is meant stands before Python has said so, and an answer to an older one does not take it back", () => {
  const hand = begun();
  hand.move(false); hand.say(1, { preview: false, clock: 40, values: { h: 3 } }, TOTAL);
  assert.deepEqual(hand.stands.pins, [{ clock: 40, moves: [{ slider: "h", before: 1, after: 3 }] }]);
  hand.take(run(0));
  assert.equal(hand.stands.pins.length, 1);
  hand.take(run(1, { base: { h: 9 } }));
  assert.deepEqual([hand.stands.base, hand.stands.pins], [{ h: 9 }, []]);
});

test("what only Python can tell is not told here", () => {
  const hand = begun();
  hand.lose(1);
  assert.equal(hand.stands, null);
  hand.say(2, { preview: false, clock: 0, values: { h: 3 } }, TOTAL);
  assert.equal(hand.stands, null);
  hand.take(run(2));
  assert.equal(hand.stands.landscape, "a");
  hand.say(3, { preview: false, landscape: "b", clock: 0 }, TOTAL);
  assert.equal(hand.stands, null);
});

test("another start, seed or noise is another run, from its beginning", () => {
  const { stands } = begun(), moved = history(stands, { clock: 40, values: { h: 3 } }, TOTAL);
  assert.equal(moved.pins.length, 1);
  for (const change of [{ start: [1, 3] }, { seed: 4 }, { noise: 0.2 }]) {
    const other = history(moved, { clock: 60, values: { h: 3 }, ...change }, TOTAL);
    assert.deepEqual([other.base, other.pins], [{ h: 3 }, []]);
  }
  assert.equal(history(moved, { clock: 60, values: { h: 3 }, start: [1, 2] }, TOTAL).pins.length, 1);
});
