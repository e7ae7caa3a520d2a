// How the parts of a page stand: by the page's own width and by the height of the window it is read in. Nothing is hidden for lack
// of room: pictures shrink to what header and dock leave, the dock folds to two sliders, and what is left over scrolls.
const FULL_DOCK = 205; // pixels that the dock takes with all its sliders in one row
const SHORT = 700, TINY = 480; // windows of a laptop, and of one that is zoomed to 200 %
const PICTURES = 560; // pixels that the pictures should have before the dock may unfold
const NARROWEST = 120; // of the notes beside a picture
const STORY = 440; // of the simple view's text, where it stands beside the picture
const LEAST = 150, HIGH = 180; // pixels of a map's width, and of its height where the page may scroll: below, it scrolls instead
const WHOLE = 1180; // pixels of a page's width from which everything is in sight at once
const HEADS = ["", "tight", "rows", "rows tight", "rows tight wrap"]; // ways of setting the header, the widest first

// Around the maps: heights that stay while the maps shrink, for each way of setting them.
const STACKED = 92, BESIDE = 200, MARGINED = 96, ALONE = 58;

export class Room {
  /** @type {Bus} */ bus;
  /** @type {HTMLElement | null} */ page;
  /** @type {HTMLElement} */ node;
  /** @type {number} */ shape;

  // node: the header; it knows the page once it stands in one.
  constructor(bus, node) {
    Object.assign(this, { bus, node });
    const again = () => this.fit();
    this.sizes = new ResizeObserver(again);
    this.sizes.observe(node);
    globalThis.addEventListener("resize", again);
    const off = ["scene", "sketch", "level", "tab", "open", "methods", "selected"].map((name) => bus.on(name, again));
    document.fonts?.ready.then(again);
    this.teardown = () => {
      off.forEach((stop) => stop());
      this.sizes.disconnect();
      globalThis.removeEventListener("resize", again);
    };
  }

  // The page's parts, once the header stands in it; a header alone is its own page.
  find() {
    if (this.page?.isConnected) return this.page;
    this.page = this.node.closest(".wv-page") ?? (this.node.isConnected ? this.node : null);
    if (this.page) this.sizes.observe(this.page);
    return this.page;
  }

  part(name) {
    const node = this.page.querySelector(`.wv-${name}`);
    if (node && this[name] !== node) this.sizes.observe((this[name] = node));
    return node;
  }

  fit() {
    const { bus } = this, page = this.find();
    if (!page?.clientWidth) return;
    page.dataset.wvLevel = bus.level;
    page.dataset.wvTab = bus.tab ?? "landscape";
    page.dataset.wvOpen = (bus.level === "simple" && bus.open) || "";
    page.toggleAttribute("data-wv-sheet", Boolean(bus.sheet));
    page.style.width = bus.sheet ? `${bus.sheet.width}px` : "";
    const zoom = this.zoom(), dock = this.part("controls"), arena = this.part("arena"), main = page.querySelector(".wv-main");
    const height = bus.sheet?.height ?? windowOf(page) / zoom, width = page.clientWidth;
    this.fold(height, width);
    this.head();
    /** @type {NodeListOf<HTMLElement>} */
    const over = page.querySelectorAll(".wv-more:not([hidden])"); // more sliders and a measure lie over the pictures
    const open = [...over].reduce((sum, { offsetHeight }) => sum + offsetHeight, 0);
    const room = Math.max(Math.round(height - this.node.offsetHeight - (dock?.offsetHeight ?? 0) + open), 0);
    page.style.setProperty("--wv-room", `${room}px`);
    this.part("pictures");
    if (arena?.clientWidth && bus.scene && main) this.place(arena, room);
  }

  // A lecture is laid out for 960 x 540 and enlarged to its window.
  zoom() {
    const { bus, page } = this, wide = page.parentElement?.clientWidth ?? page.clientWidth, fits = Math.min(wide / 960, windowOf(page) / 540);
    const zoom = bus.sheet ? bus.sheet.zoom : bus.level === "lecture" ? Math.max(fits, 1) * (bus.larger ?? 1) : 1;
    page.style.zoom = zoom === 1 ? "" : `${zoom}`;
    page.style.setProperty("--wv-zoom", zoom);
    return zoom;
  }

  fold(height, width) {
    const { bus, page } = this, rows = width < WHOLE ? 2 : 1, folded = height < 60 * rows + FULL_DOCK * (1 + 0.5 * (rows - 1)) + PICTURES;
    page.dataset.wvDock = folded ? "folded" : "open";
    page.toggleAttribute("data-wv-short", height < SHORT);
    page.toggleAttribute("data-wv-tiny", height < TINY);
    if (bus.folded === folded) return;
    bus.folded = folded;
    bus.emit("folded");
  }

  // The first way in which nothing is wider than the header.
  head() {
    const top = this.node.querySelector(".wv-bar-top");
    for (const way of HEADS) {
      this.node.dataset.head = way;
      if (top.scrollWidth <= top.clientWidth) return;
    }
  }

  // The maps one above the other, or beside each other: whichever makes them larger.
  place(arena, room) {
    const [[x0, x1], [y0, y1]] = (this.bus.sketch ?? this.bus).scene.extent, ratio = (x1 - x0) / (y1 - y0), style = getComputedStyle(arena);
    const full = this.bus.level === "full", beside = this.bus.level === "simple" && this.page.clientWidth >= 1000 ? STORY : 0;
    const pads = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
    const wide = (full ? arena.clientWidth : this.page.clientWidth - beside) - pads;
    const lecture = this.bus.level === "lecture", cut = Math.round(Math.min(Math.max(room * (lecture ? 0.22 : 0.14), 56), 100));
    const under = this.bus.opens("cut") ? cut + 24 : 0, ways = full ? {
      stacked: Math.min(wide - NARROWEST - 20, ((room - STACKED - cut) / 2) * ratio),
      beside: Math.min((wide - 20) / 2, (room - BESIDE) * ratio),
      margined: Math.min((wide - NARROWEST - 40) / 2, (room - MARGINED - cut) * ratio),
    } : lecture ? { lecture: Math.min(0.62 * this.page.clientWidth, (room - cut - 34) * ratio) } : this.bus.opens("surface") ? {
      stacked: Math.min(wide, ((room - ALONE - 60 - under) / 2) * ratio),
      beside: Math.min((wide - 20) / 2, (room - ALONE - 60 - under) * ratio),
    } : { alone: Math.min(wide, (room - ALONE - under) * ratio) };
    const stamp = () => [Object.entries(ways), cut, wide, Math.round(heightOf(arena) - this.size / this.shape)].join();
    this.least = this.page.clientWidth < WHOLE ? Math.max(LEAST, Math.min(HIGH * ratio, wide)) : LEAST;
    if (this.stamp === stamp()) return;
    arena.style.setProperty("--wv-cut", `${cut}px`);
    this.choose(arena, room, ratio, Object.entries(ways).map(([way, most]) => [way, Math.floor(Math.min(Math.max(most, this.least), wide))]));
    this.stamp = stamp();
  }

  // How many rows the words take in a way of setting the maps is known only when they stand there: each way that might be better is tried.
  choose(arena, room, ratio, ways) {
    const stand = (way, size) => {
      Object.assign(this, { shape: ratio / (way === "stacked" ? 2 : 1) });
      arena.dataset.way = way;
      this.draw(arena, size);
    };
    let way = "", size = 0;
    for (const [other, most] of ways.sort((a, b) => b[1] - a[1])) {
      if (most <= size + 8) break;
      stand(other, most);
      this.settle(arena, room, this.shape, most);
      if (this.size > size + 8) [way, size] = [other, this.size];
    }
    if (way !== arena.dataset.way) stand(way, size);
  }

  // Words may take more rows than was thought, and other words come with another run: the maps give way.
  settle(arena, room, ratio, most) {
    for (let again = 0; again < 4; again++) {
      const over = heightOf(arena) - room, size = Math.min(Math.max(Math.floor(this.size - over * ratio), Math.floor(this.least)), most);
      if (size === this.size || over <= 0) return;
      this.draw(arena, size);
    }
  }

  draw(arena, size) {
    this.size = size;
    this.page.style.setProperty("--wv-map", `${size}px`);
    this.page.style.setProperty("--wv-column", `${arena.dataset.way === "beside" ? 2 * size + 20 : size}px`);
    this.bus.emit("painted-size");
    this.bus.dirty = true;
  }
}

function heightOf(arena) {
  const [top, bottom] = [arena.getBoundingClientRect().top, arena.querySelector(".wv-pictures").getBoundingClientRect().bottom];
  return (bottom - top) / (arena.currentCSSZoom ?? 1) + parseFloat(getComputedStyle(arena).paddingBottom);
}

// The height of the window that a page is read in: of the outermost box that it scrolls in, or of the browser's.
function windowOf(page) {
  let height = document.documentElement.clientHeight;
  for (let node = page.parentElement; node && node !== document.body; node = node.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(node).overflowY) && node.clientHeight) height = Math.min(node.clientHeight, document.documentElement.clientHeight);
  }
  return height;
}
