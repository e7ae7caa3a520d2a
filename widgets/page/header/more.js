// The menu of the methods that wait. A closed menu changes with every arrow and every letter: what is passed on the way is
// held, comes on Enter, and is dropped when the focus leaves. From the open list, and by pointer, the choice comes at once.
import { el } from "../common/elements.js";

/** @param {(key: string) => void} bring
 * @returns {HTMLSelectElement} empty; its options are the caller's */
export function more(bring) {
  let passing = false;
  const drop = () => {
    passing = false;
    menu.value = "";
  };
  const take = () => {
    const { value } = menu;
    drop();
    if (value) bring(value);
  };
  const press = (event) => {
    const held = passing && menu.value;
    if (event.key === "Enter" && held) {
      event.preventDefault();
      take();
    } else if (event.key === "Escape" && held) {
      drop();
    } else {
      passing = !(event.key === "Enter" || event.key === " " || event.altKey);
    }
  };
  const words = { "aria-label": "More methods", title: "More methods: arrows or letters, then Enter" };
  const acts = { onkeydown: press, onpointerdown: () => { passing = false; }, onblur: drop, onchange: () => passing || take() };
  const menu = /** @type {HTMLSelectElement} */ (el("select", { class: "wv-others", "data-testid": "more-methods", ...words, ...acts }));
  return menu;
}
