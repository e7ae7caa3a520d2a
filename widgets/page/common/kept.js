// What a page about one question keeps in its tab, so that it goes on with it when it is loaded anew. In a notebook Python has it.
import { inLab } from "./keys.js";

export class Kept {
  /** @type {string} */ place;

  constructor(name) { this.place = `wide-valleys ${name} ${location.pathname}`; }

  // What was kept, or null. Whoever reads it looks whether it is what it should be: it may be another version's.
  read() {
    try {
      return inLab() ? null : JSON.parse(sessionStorage.getItem(this.place));
    } catch {
      return null;
    }
  }

  keep(value) {
    try {
      if (!inLab()) sessionStorage.setItem(this.place, JSON.stringify(value));
    } catch {
      /* no storage, or no room in it */
    }
  }
}
