// What a word means, one tap away: any element with `data-word` opens a small card beside it.
import { el, symbol } from "../common/elements.js";

const GAP = 8; // pixels between the word and its card

export class Words {
  /** @type {HTMLElement} */ node;
  /** @type {Map<string, Word>} */ known;

  // node: the header, where the card lives; list: [{key, term, symbol, text, look, runs}].
  constructor(node, list) {
    Object.assign(this, { node, known: new Map() });
    this.learn(list);
    this.card = el("div", { class: "wv-card", popover: "auto", role: "dialog", tabindex: "-1", "data-testid": "word-card" });
    node.append(this.card);
    const tapped = (event) => {
      const asked = event.target.closest?.("[data-word]"), page = node.closest(".wv-page") ?? node;
      if (asked && page.contains(asked)) this.explain(asked);
    };
    document.addEventListener("click", tapped);
    this.teardown = () => document.removeEventListener("click", tapped);
  }

  learn(list) { for (const entry of list) this.known.set(entry.key, entry); }

  explain(asked) {
    const entry = this.known.get(asked.dataset.word);
    if (!entry) return;
    this.card.replaceChildren(...this.told(entry));
    this.card.setAttribute("aria-label", entry.term);
    this.card.showPopover();
    this.place(asked.getBoundingClientRect());
    this.card.focus({ preventScroll: true });
  }

  /** @type {(word: Word) => any[]} */
  told({ term, symbol: sign, text, look, runs }) {
    const close = el("button", { class: "wv-close", "aria-label": "Close", onclick: () => this.card.hidePopover() }, "×");
    const heading = el("h3", {}, term, sign && sign !== term ? [" ", ...symbol(sign)] : []);
    const said = [el("p", {}, text), look && el("p", {}, el("b", {}, "Look for: "), look), runs && el("p", { class: "wv-runs" }, runs)];
    return [el("div", { class: "wv-card-head" }, heading, close), ...said.filter(Boolean)];
  }

  // Below the word where there is room, else above it; always inside the window.
  place(box) {
    const zoom = this.card.currentCSSZoom ?? 1, [left, top, bottom] = [box.left, box.top, box.bottom].map((v) => v / zoom);
    const [wide, high] = [document.documentElement.clientWidth / zoom, document.documentElement.clientHeight / zoom], { offsetWidth: w, offsetHeight: h } = this.card;
    const under = bottom + GAP + h <= high ? bottom + GAP : Math.max(top - GAP - h, GAP);
    Object.assign(this.card.style, { left: `${Math.max(Math.min(left, wide - w - GAP), GAP)}px`, top: `${Math.min(under, Math.max(high - h - GAP, 0))}px` });
  }

  // All words, as the list of keys has them.
  list() {
    const rows = [...this.known.values()].flatMap(({ term, symbol: sign, text, look }) =>
      [el("dt", {}, term, sign && sign !== term ? [" ", ...symbol(sign)] : []), el("dd", {}, text, look ? [el("b", {}, " Look for: "), look] : [])]);
    return el("dl", { class: "wv-all-words" }, rows);
  }
}
