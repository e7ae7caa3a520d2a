// How far the sweep has come; it can be held and stopped, and what stands stays.
import { el } from "../common/elements.js";
import { whole } from "../common/numbers.js";

const WORDS = { computing: "Computing", waiting: "Waiting", paused: "Paused", cancelled: "Cancelled", finished: "Finished", failed: "Failed" };

export class Job {
  /** @type {Bus} */ bus;

  constructor(bus) {
    this.bus = bus;
    this.word = el("b", {});
    this.what = el("span", {});
    this.bar = el("progress", { "aria-label": "Cells that have been run" });
    this.count = el("span", { class: "wv-phase-count", "data-testid": "count" });
    this.hold = el("button", { "data-testid": "hold", onclick: () => bus.post({ type: "pause", paused: ["computing", "waiting"].includes(this.state.state) }) });
    this.stop = el("button", { "data-testid": "stop", onclick: () => bus.post({ type: "stop" }) }, "Cancel");
    const said = el("p", { role: "status", "data-testid": "job" }, this.word, " ", this.what);
    this.node = el("div", { class: "wv-phase-job" }, said, this.bar, this.count, el("div", { class: "wv-phase-hold" }, this.hold, this.stop));
  }

  show(state) {
    const { state: now, done, cells, coarse, why } = (this.state = state), begun = ["computing", "waiting"].includes(now);
    this.word.textContent = WORDS[now];
    const what = { computing: coarse ? "a coarse picture first" : "where neighbours differ most", waiting: "for another session's map" };
    this.what.textContent = what[now] ?? why;
    Object.assign(this.bar, { max: cells, value: done });
    this.count.replaceChildren(el("b", {}, whole(done)), ` of ${whole(cells)} cells`);
    this.hold.textContent = begun ? "Pause" : "Go on";
    this.hold.hidden = !["computing", "waiting", "paused", "cancelled"].includes(now);
    this.stop.hidden = !["computing", "waiting", "paused"].includes(now);
  }
}
