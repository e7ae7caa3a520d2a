// The top of a page about one question: whose page it is, light or dark, and what must be said loudly.
import { el } from "./elements.js";
import { inLab } from "./keys.js";

export class Top {
  /** @type {Bus} */ bus;

  // tail: what the page is about, in a word or two.
  constructor(bus, tail) {
    this.bus = bus;
    const theme = { class: "wv-icon", "aria-label": "Light or dark", title: "Light or dark (t)", "data-testid": "theme", onclick: () => bus.otherTheme() };
    this.loud = el("div", { class: "wv-loud", role: "alert", "data-testid": "alert", hidden: true });
    this.node = el("div", { class: "wv-top" }, el("p", { class: "wv-brand" }, el("b", {}, "Wide Valleys"), " ", el("span", { class: "wv-tail" }, tail)),
      el("button", theme, el("span", { class: "wv-half", "aria-hidden": "true" })), this.loud);
    const off = [bus.on("error", () => this.refused()), bus.on("line", () => this.line()), bus.on("ended", () => this.ended())];
    this.teardown = () => off.forEach((stop) => stop());
    if (bus.line?.state === "still") this.shout("warn", el("b", {}, "A saved page. "), "Run its cell to bring it to life.");
    if (bus.ended) this.ended();
  }

  shout(kind, ...words) {
    this.loud.hidden = false;
    this.loud.dataset.kind = kind;
    this.loud.replaceChildren(el("div", {}, ...words));
  }

  refused() {
    this.shout("bad", el("b", {}, "Not done. "), this.bus.errors.at(-1));
    this.loud.append(el("button", { onclick: () => { this.loud.hidden = true; } }, "Close"));
  }

  line() {
    const { state } = this.bus.line;
    if (state === "waiting" || state === "busy") this.shout("line", el("b", {}, "No answer. "), "Trying again.");
    else if (this.loud.dataset.kind === "line") this.loud.hidden = true;
  }

  ended() {
    this.shout("warn", el("b", {}, "Session ended. "), `${this.bus.why ?? ""} ${inLab() ? "Run the cell again to go on." : "Reload opens it again."}`);
    if (!inLab()) this.loud.append(el("button", { onclick: () => location.reload() }, "Reload"));
  }
}
