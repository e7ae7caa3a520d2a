// How a guess is asked for: words to choose from, or a place on the axis of a slider.
import { el, symbol } from "../common/elements.js";
import { short } from "../common/numbers.js";
import { say } from "./table.js";

// {words: value} to choose from.
export class Choosing {
  // told(guess): is called with {words, value} whenever another one is picked.
  constructor({ choices }, told) {
    const name = `guess-${Math.random()}`;
    const pick = ([words, value]) => el("label", {}, el("input", { type: "radio", name, value, onchange: () => told({ words, value }) }), words);
    this.node = el("div", { class: "wv-guesses", role: "radiogroup", "aria-label": say("guess") }, choices.map(pick));
  }

  close() { for (const input of this.node.querySelectorAll("input")) input.disabled = true; }
}

// A place on a logarithmic axis, under the chart that has the same axis.
const PLACES = 200;

export class Placing {
  constructor({ low, high, symbol: sign }, told) {
    const value = () => Number((low * (high / low) ** (Number(this.input.value) / PLACES)).toPrecision(3));
    const moved = () => {
      const words = `${sign} = ${short(value())}`;
      this.said.replaceChildren(...symbol(words));
      this.input.setAttribute("aria-valuetext", words);
      told({ words, value: value() });
    };
    this.input = el("input", { type: "range", min: 0, max: PLACES, step: 1, value: PLACES / 2, "data-testid": "place", "aria-label": `${say("guess")}, ${sign}`,
      oninput: moved, onchange: moved });
    this.said = el("output", {}, "?");
    this.node = el("div", { class: "wv-guess-place" }, this.input, this.said);
    this.put = (share) => { this.input.value = String(Math.round(share * PLACES)); moved(); };
  }

  close() { this.input.disabled = true; }
}
