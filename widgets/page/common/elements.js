// What every widget writes with: elements, its own root in the page, symbols.

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

export function root(host, bus, name) {
  const node = el("section", { class: `wv wv-${name}`, "data-testid": name === "controls" ? "dock" : name });
  const dress = () => {
    node.dataset.theme = bus.theme;
    document.documentElement.dataset.wvTheme = bus.theme;
  };
  const grey = () => node.toggleAttribute("data-ended", bus.ended);
  dress();
  grey();
  bus.on("theme", dress);
  bus.on("ended", grey);
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
