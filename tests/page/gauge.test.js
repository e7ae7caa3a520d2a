// Gauges: formulas, the steps done, what is told of the landscape and of the network.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Gauges, stepsDone, valueOf } from "../../widgets/page/dock/gauge.js";

// h(λmax + γ) below 2 - hλmax·μ; Γ = hγL dead below 0.05.
const SPRING = {
  value: ["*", "h", ["+", "curvature", "scope"]], dead_below: 0, unstable_from: ["-", 2, ["*", ["*", "h", "curvature"], "mu"]],
  fine: "stable", dead: "dead", unstable: "unstable", symbol: "h(λmax + γ)",
};
const ACTS = { value: ["*", "h", "scope"], dead_below: 0.05, unstable_from: null, fine: "acts", dead: "dead", unstable: "never", symbol: "Γ" };

function gauges(values, { network = true, gauge = SPRING, name = "h", curvature = 40, scales } = {}) {
  const schema = [{ name: "h", network: 10, scales, gauges: { one: [gauge] }, readings: {} }, { name: "scope", network: 1 }, { name: "mu", network: 1 }];
  const bus = { values, schema, selected: "one", hasNetwork: network, level: "full", scene: { curvature }, clock: 0 };
  return new Gauges({ ...schema[0], name, gauges: { one: [gauge] } }, bus);
}

test("a formula is computed as it is written down", () => {
  const look = (name) => ({ a: 3, t: 2 })[name];
  assert.equal(valueOf(["/", ["-", 2, ["**", "a", "t"]], ["+", 1, "a"]], look), -7 / 4);
  assert.equal(valueOf(0.5, look), 0.5);
});

test("the steps done follow the pace of the run, also where a step's cost changed", () => {
  const bus = { run: { methods: [{ key: "one", pace: [[0, 0, 20], [1000, 50, 7]] }] } };
  for (const [clock, steps] of [[0, 0], [19, 0], [20, 1], [999, 49], [1000, 50], [1006, 50], [1007, 51]]) {
    assert.equal(stepsDone({ ...bus, clock }, "one"), steps);
  }
  assert.equal(stepsDone({ clock: 100 }, "one"), 0);
});

test("a limit moves with the other parameters", () => {
  const still = gauges({ h: 0.04, scope: 1, mu: 0 }), moving = gauges({ h: 0.04, scope: 1, mu: 0.9 });
  assert.equal(still.judgedHere(SPRING, 0.04).kind, "fine");
  assert.equal(moving.judgedHere(SPRING, 0.04).kind, "unstable");
});

test("of the network only what holds for any curvature is told", () => {
  assert.equal(gauges({ h: 0.01, scope: 1, mu: 0 }).judgedThere(SPRING, 0.01), null);
  const there = gauges({ h: 0.01, scope: 25, mu: 0 }).judgedThere(SPRING, 0.01);
  assert.deepEqual([there.kind, there.number], ["unstable", 2.5]);
  assert.equal(gauges({ h: 0.01, scope: 25, mu: 0 }, { network: false }).judgedThere(SPRING, 0.01), null);
});

test("a method's own scale on the network comes before everybody's", () => {
  const own = gauges({ h: 0.01, scope: 250, mu: 0 }, { scales: { one: 0.5 } }).judgedThere(ACTS, 0.01);
  assert.equal(own.number, 0.005 * 250);
  assert.equal(gauges({ h: 0.01, scope: 250, mu: 0 }, { scales: { two: 0.5 } }).judgedThere(ACTS, 0.01).number, 0.1 * 250);
});

test("a zone is unstable where either world is, and dead where both are", () => {
  const spring = gauges({ h: 0.01, scope: 1, mu: 0 }, { curvature: 1 }).zones([0.01, 0.1, 0.19, 0.2, 0.5, 1]);
  assert.deepEqual(spring, [["unstable", 3, 5]], "h γ = 2 on the network comes before h(λ + γ) = 2 on the landscape");
  const acts = gauges({ h: 0.01, scope: 1, mu: 0 }, { gauge: ACTS }).zones([0.001, 0.004, 0.006, 0.1]);
  assert.deepEqual(acts, [["dead", 0, 1]]);
});

test("without a known minimum nothing is told that needs its curvature", () => {
  assert.deepEqual(gauges({ h: 0.01, scope: 1, mu: 0 }, { curvature: 0 }).mine(), []);
});
