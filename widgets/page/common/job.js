// How far a long piece of work has come; it can be held and stopped, and what stands stays.
import { el, renew } from "./elements.js";
import { whole } from "./numbers.js";

const WORDS = { ready: "Ready", computing: "Computing", waiting: "Waiting", paused: "Paused", cancelled: "Cancelled", finished: "Finished", failed: "Failed" };

export class Job {
  /** @type {Bus} */ bus; /** @type {string} */ unit; /** @type {(state: any) => string | null} */ says;

  // unit: of what it does so many; says(state): what is done now, in words, or nothing for Python's own.
  constructor(bus, unit, says) {
    Object.assign(this, { bus, unit, says });
    this.word = el("b", {});
    this.what = el("span", {});
    this.bar = el("progress", { "aria-label": `How many ${unit} are done` });
    this.count = el("span", { class: "wv-count", "data-testid": "count" });
    this.hold = el("button", { "data-testid": "hold", onclick: () => bus.post({ type: "pause", paused: ["computing", "waiting"].includes(this.state.state) }) });
    this.stop = el("button", { "data-testid": "stop", onclick: () => bus.post({ type: "stop" }) }, "Cancel");
    const said = el("p", { role: "status", "data-testid": "job" }, this.word, " ", this.what);
    this.node = el("div", { class: "wv-job" }, said, this.bar, this.count, el("div", { class: "wv-hold" }, this.hold, this.stop));
  }

  show(state) {
    const { state: now, done, cells, why } = (this.state = state), begun = ["computing", "waiting"].includes(now);
    this.word.textContent = WORDS[now];
    this.what.textContent = this.says(state) ?? why;
    Object.assign(this.bar, { max: cells, value: done });
    renew(this.count, el("b", {}, whole(done)), ` of ${whole(cells)} ${this.unit}`);
    this.hold.textContent = begun ? "Pause" : "Go on";
    this.hold.hidden = !["computing", "waiting", "paused", "cancelled"].includes(now);
    this.stop.hidden = !["computing", "waiting", "paused"].includes(now);
  }
}
