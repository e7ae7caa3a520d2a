// How a session looks on its page: how much is open, which half where there is room for one, light or dark. And who is told.
import { initialTheme, keepTheme } from "./theme.js";

export class Look extends EventTarget {
  /** @type {string} */ level;
  /** @type {string} */ tab;
  /** @type {boolean} */ opened;
  /** @type {string} */ theme;
  /** @type {{ level: string, tab: string }} */ resumed;
  /** @type {boolean} */ dirty;
  /** @type {{ methods: Method[], maps: any }} */ palette;
  /** @type {Map<string, Method>} */ known;

  constructor() {
    super();
    Object.assign(this, { level: "full", tab: "landscape", opened: false, theme: initialTheme(), known: new Map() });
  }

  on(name, act) {
    this.addEventListener(name, act);
    return () => this.removeEventListener(name, act);
  }
  emit(name) {
    this.dispatchEvent(new Event(name));
  }

  // The first header says how much is open at first.
  openAt(level) {
    if (this.opened) return;
    this.opened = true;
    this.setLevel(this.resumed?.level ?? level);
    this.setTab(this.resumed?.tab ?? "landscape");
  }

  setLevel(name) {
    this.level = name;
    this.emit("level");
    this.resized();
  }

  setTab(name) {
    this.tab = name;
    this.emit("tab");
    this.resized();
  }

  resized() {
    this.emit("painted-size");
    this.dirty = true;
  }

  setTheme(theme) {
    this.theme = theme;
    keepTheme(theme);
    this.emit("theme");
    this.dirty = true;
  }

  otherTheme() {
    this.setTheme(this.theme === "dark" ? "light" : "dark");
  }

  // The methods on the page. One that goes, another text having taken its place, is still drawn where its run is.
  learn(palette) {
    const keys = (one) => one?.methods.map((method) => method.key).join(), news = keys(palette) !== keys(this.palette);
    this.palette = palette;
    for (const method of palette.methods) this.known.set(method.key, method);
    return news;
  }
  method(key) {
    return this.known.get(key);
  }
}
