// A formula as Python writes it down, [tag, child, ...], as elements of MathML; a text is a leaf.
import { el } from "./elements.js";

const parsed = el("template");
parsed.innerHTML = "<math></math>";
const SPACE = parsed.content.firstElementChild.namespaceURI;

/** @type {(part: any) => Node} */
function made(part) {
  if (typeof part === "string") return document.createTextNode(part);
  const [tag, ...inner] = part, node = document.createElementNS(SPACE, tag);
  node.append(...inner.map(made));
  return node;
}

// f = that.
export function typeset(part) {
  const math = made(["math", ["mrow", ["mi", "f"], ["mo", "="], part]]);
  /** @type {Element} */ (math).setAttribute("display", "block");
  return math;
}
