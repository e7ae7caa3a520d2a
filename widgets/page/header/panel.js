// What is written stands in a panel: over the right half where there is room for two, else under what it must leave in sight.
const WIDE = 1000; // pixels of a page's width from which there are two halves
const LEAST = 280; // pixels of a panel's height

export class Panel {
  /** @type {Bus} */ bus;
  /** @type {HTMLElement} */ node;
  /** @type {HTMLElement} */ panel;
  /** @type {HTMLElement} */ first;
  /** @type {HTMLElement} */ opener;
  /** @type {boolean} */ open;

  // node: the header, where the panel lives; opener: what gets the focus back.
  constructor(bus, node, opener) {
    Object.assign(this, { bus, node, opener, open: false });
    this.place = this.place.bind(this);
    this.sizes = new ResizeObserver(this.place);
  }

  // panel: its element; first: what in it gets the focus.
  frame(panel, first) {
    Object.assign(this, { panel, first });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.toggle(false);
    });
    this.node.append(panel);
    for (const name of ["resize", "scroll"]) globalThis.addEventListener(name, this.place);
    const off = this.bus.on("level", () => this.stands());
    this.stands();
    return () => {
      off();
      for (const name of ["resize", "scroll"]) globalThis.removeEventListener(name, this.place);
      this.sizes.disconnect();
    };
  }

  toggle(open = !this.open) {
    if (open === this.open) return;
    if (open) this.bus.panel?.toggle(false); // there is room for one
    this.bus.panel = open ? this : null;
    this.open = open;
    if (open) {
      this.panel.showPopover();
      for (const part of [this.dock(), this.node, this.above()]) if (part) this.sizes.observe(part);
      this.place();
      this.first.focus();
    } else {
      this.panel.hidePopover();
      this.sizes.disconnect();
      this.opener.focus();
    }
  }

  dock() { return this.node.closest(".wv-page")?.querySelector(".wv-controls"); }
  above() { return null; } // what stays in sight above it where there is one column

  place() {
    if (!this.open) return;
    const zoom = this.panel.currentCSSZoom ?? 1, page = (this.node.closest(".wv-page") ?? this.node).getBoundingClientRect();
    const wide = page.width / zoom >= WIDE, under = (wide ? null : this.above()) ?? this.node;
    const low = Math.min(this.dock()?.getBoundingClientRect().top ?? innerHeight, innerHeight) / zoom;
    const top = Math.min(Math.max(under.getBoundingClientRect().bottom / zoom, 0), Math.max(low - LEAST, 0));
    const width = wide ? page.width / zoom / 2 : page.width / zoom;
    Object.assign(this.panel.style, { left: `${page.right / zoom - width}px`, width: `${width}px`, top: `${top}px`, height: `${Math.max(low - top, LEAST)}px` });
  }

  stands() {
    if (this.bus.level !== "full") this.toggle(false);
  }
}
