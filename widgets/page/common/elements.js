// What every widget writes with: elements, its own root in the page, symbols.
import { hear, inLab } from "./keys.js";

// A small element builder: tag, attributes, children.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child != null));
  return node;
}

// Gives a node these children, words and elements that hear nothing. Where only words and styles differ, only they are changed: a
// node that is put in costs a layout of the whole page, 6 ms where new words in an old one cost 0.3, and a drag has many of them.
export function renew(node, ...children) {
  const wanted = children.flat().filter((child) => child != null).map((child) => (child.nodeType ? child : document.createTextNode(child))), now = [...node.childNodes];
  if (now.length === wanted.length && wanted.every((child, i) => alike(now[i], child))) wanted.forEach((child, i) => follow(now[i], child));
  else node.replaceChildren(...wanted);
}

const dress = (node) => [...node.attributes].filter(({ name }) => name !== "style").map(({ name, value }) => `${name}=${value}`).sort().join("\n");
const alike = (now, wanted) => now.nodeName === wanted.nodeName && now.nodeName !== "CANVAS" && (now.nodeType !== Node.ELEMENT_NODE || dress(now) === dress(wanted));

function follow(now, wanted) {
  if (now.nodeType !== Node.ELEMENT_NODE) {
    if (now.data !== wanted.data) now.data = wanted.data;
    return;
  }
  if (now.style.cssText !== wanted.style.cssText) now.style.cssText = wanted.style.cssText;
  renew(now, ...wanted.childNodes);
}

// The part of a session that a widget draws in. What the style sheet reads of a session stands on its own page and parts, not on the
// document: there may be another session beside it. A part goes dead with its session, and with no other.
export function root(host, bus, name) {
  const id = name === "controls" ? "dock" : name;
  const node = el("section", { class: `wv wv-${name}`, "data-testid": id, tabindex: -1 }); // a click anywhere in it gives it the keys
  const dress = () => {
    node.dataset.theme = bus.theme;
    const look = { wvTheme: bus.theme, wvLevel: bus.level, wvTab: bus.tab, wvStill: bus.line.state === "still" };
    const place = node.closest(".wv-page") ?? (node.isConnected ? host : null); // a part that stands alone is its own page
    if (place) Object.assign(place.dataset, look);
    if (!inLab()) document.documentElement.dataset.wvTheme = bus.theme; // the paper around it
  };
  const grey = () => {
    node.toggleAttribute("data-ended", bus.ended);
    node.inert = bus.ended && name !== "header";
  };
  dress();
  grey();
  for (const event of ["theme", "level", "tab"]) bus.on(event, dress);
  bus.on("ended", grey);
  new ResizeObserver(dress).observe(node); // it may stand in its page only now
  hear(node, bus);
  host.append(node);
  return node;
}

// A symbol of a formula as nodes: letters in italics, an index below the line.
export function symbol(text) {
  const parts = text.split(/(λmax|[A-Za-zα-ωΓ-Ω][′₀₁ᵢₒ]*|\s+)/).filter(Boolean);
  return parts.map((part) => {
    if (part === "λmax") return el("span", { class: "wv-symbol" }, "λ", el("sub", {}, "max"));
    if (/^[A-Za-zα-ω]/.test(part)) return el("i", {}, part);
    return part.trim() ? el("span", { class: "wv-symbol" }, part) : " ";
  });
}

// A word that is explained when it is tapped; `key` is its place in the glossary.
export const word = (key, ...children) => el("button", { class: "wv-word", type: "button", "data-word": key }, ...children);
