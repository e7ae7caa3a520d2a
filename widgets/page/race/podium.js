// Who stands where, the sentence below, and what was compared.
import { el } from "../common/elements.js";
import { short, told, whole } from "../common/numbers.js";
import { sign } from "../flatness/tables.js";

const UNITS = { accuracy: [100, " points"], test_loss: [1, " of test loss"], train_loss: [1, " of training loss"], evaluations: [1, " evaluations"], measure: [1, ""] };

// A number of what is judged, as it is written.
export function judgedAs(judged, value) {
  if (judged === "accuracy") return (100 * value).toFixed(1);
  return judged === "evaluations" ? whole(value) : told(value);
}

const apart = (judged, value) => (judged === "evaluations" ? whole(value) : told(value * UNITS[judged][0]));

export function podium(look, lanes, { steps, unfinished, apart: aside }) {
  if (!steps.length) return el("p", { class: "wv-note", "data-testid": "podium" }, "It is built when every lane has run at every seed.");
  let rank = 1;
  const built = steps.map((step, n) => {
    const ranks = step.length > 1 ? `${rank}–${rank + step.length - 1}` : String(rank);
    rank += step.length;
    return el("li", { style: `--step: ${Math.max(104 - 30 * n, 44)}px` }, el("span", { class: "wv-race-signs" }, step.map((k) => sign(look, { method: lanes[k], hollow: lanes[k].hollow }))),
      el("b", { class: "wv-race-step" }, ranks), el("span", {}, step.map((k) => el("span", { class: "wv-race-name" }, lanes[k].label))));
  });
  const names = (which) => which.map((k) => lanes[k].label).join(", ");
  return el("div", { "data-testid": "podium" }, el("ol", { class: "wv-race-podium" }, built),
    aside.length ? el("p", { class: "wv-note" }, el("b", {}, "Not on the podium: "), `${names(aside)}. A default beside tuned ones proves nothing.`) : null,
    unfinished.length ? el("p", { class: "wv-note" }, el("b", {}, "Did not finish at every seed: "), `${names(unfinished)}.`) : null);
}

// The sentence, as nodes; nothing while there is no podium.
export function verdict({ lanes, stood, asked: { judged, seeds }, measure, guess }) {
  const { first, winner, steps } = stood;
  if (!first) return steps.length ? [el("b", {}, "No race. "), "Fewer than two lanes came to the finish at every seed."] : null;
  const [one, other] = first.lanes.map((k) => lanes[k].label), unit = judged === "measure" ? ` in ${measure.symbol}` : UNITS[judged][1];
  const right = guess && (guess.value === -1 ? winner === null : guess.value === winner), said = guess ? `You said: ${guess.words}. ${right ? "So it is. " : ""}` : "";
  const size = `${one} ${first.mean === 0 ? "and" : "leads"} ${other}${first.mean === 0 ? " are equal" : ` by ${apart(judged, Math.abs(first.mean))} ± ${apart(judged, first.half)}${unit}`}`;
  if (winner !== null) return [said, el("b", {}, `${lanes[winner].label} wins. `), `${size}: zero is outside, over ${seeds} seeds in pairs.`];
  const more = first.needed === null ? "No number of seeds that one could run would show such a difference." : first.needed <= seeds ? "" : `Were the difference real, about ${whole(first.needed)} seeds would show it four times in five.`;
  if (first.told) return [said, el("b", {}, "No winner. "), `${size}, but others are not told from ${one}.`];
  return [said, el("b", {}, "Cannot tell yet. "), `${size}: zero is inside. ${more}`];
}

export function compared({ offers, asked, lanes, measure }) {
  const { at, seeds, batch, products, digits } = asked, searched = lanes.filter(({ how }) => how === "searched"), prices = lanes.map(({ name, price }) => `${name} ${whole(price)}`);
  const held = at === "loss" ? `each is read where its training loss first fell to ${short(offers.target)}; ${whole(offers.longest)} evaluations at the most` : `${whole(offers.evaluations)} gradient evaluations each`;
  const rows = [[at === "loss" ? "learnt alike" : "paid alike", `${held}; a step costs ${[...new Set(prices)].join(", ")}`],
    ["met alike", `the same ${seeds} starts and streams of minibatches, ${whole(batch)} digits each`],
    ["tuned", searched.length ? `step × ${offers.factors.map(short).join(", ")} of its default, ${offers.trials} other seeds, judged on ${whole(offers.held)} digits that the trials do not learn; it cost ${searched.map(({ name, search }) => `${name} ${whole(search)}`).join(", ")} evaluations more, in no budget above` : lanes.some(({ how }) => how === "hand") ? "by hand, at the cost of yours" : "nobody: each as it comes"],
    ["judged", `${whole(offers.test)} test digits at the finish, not at the best moment; ${measure.name} there: ${whole(products)} products on ${whole(digits)} training digits`]];
  return rows.flatMap(([term, words]) => [el("dt", {}, term), el("dd", {}, words)]);
}
