// Hands on the maps: the start is dragged, clicked or moved with the arrow keys; a hovering pointer is seen in every picture.
import { el } from "../common/elements.js";
import { pixelOf, pointOf } from "./map.js";

const GRIP = 3; // pixels a pointer moves before it drags

export class Pointing {
  // arena: {bus, energy, surface, size, scene, walks, methods()}
  constructor(arena) {
    this.arena = arena;
    const words = { "aria-label": "Start point. Drag it, or use the arrow keys.", title: "Start: drag me" };
    this.ring = el("button", { class: "wv-start", "data-testid": "start", ...words });
    arena.energy.box.append(this.ring);
    arena.energy.box.title = "Click: start a new run here";
    arena.energy.box.addEventListener("pointerdown", (event) => this.grab(event));
    for (const { box } of [arena.energy, arena.surface]) {
      box.addEventListener("pointermove", (event) => { if (!event.buttons) this.hover(box, event); });
      box.addEventListener("pointerleave", () => this.leave());
    }
    this.ring.addEventListener("keydown", (event) => this.arrow(event));
  }

  // The ring, and where it stands, in pixels; null where there is no run yet.
  place() {
    const { size, scene, run } = this.arena, start = this.dragged ?? run?.start;
    this.ring.hidden = !start || !size || (run && run.landscape !== scene.key); // of the last landscape
    if (this.ring.hidden) return null;
    const [x, y] = pixelOf(scene, size, ...start), inside = (v, most) => Math.min(Math.max(v, 0), most);
    const place = [inside(x, size[0]), inside(y, size[1])], stamp = place.join();
    if (stamp !== this.stamp) [this.ring.style.left, this.ring.style.top] = place.map((v) => `${v}px`);
    this.stamp = stamp;
    return place;
  }

  local(box, event) {
    const { left, top } = box.getBoundingClientRect(), [w, h] = this.arena.size;
    const zoom = box.currentCSSZoom ?? 1;
    const px = Math.min(Math.max((event.clientX - left) / zoom, 0), w), py = Math.min(Math.max((event.clientY - top) / zoom, 0), h);
    return pointOf(this.arena.scene, this.arena.size, px, py);
  }

  grab(event) {
    const { bus, energy: { box }, size } = this.arena;
    if (!size || bus.ended || event.button) return;
    if (bus.brush) {
      this.arena.brush.set(this.local(box, event));
      return;
    }
    if (bus.sketch) return; // no run can start on it
    const onRing = event.target === this.ring, from = [event.clientX, event.clientY];
    if (!onRing && event.pointerType === "touch") this.hover(box, event);
    box.setPointerCapture(event.pointerId);
    let moved = false;
    const drag = (e) => {
      moved ||= Math.hypot(e.clientX - from[0], e.clientY - from[1]) > GRIP;
      if (onRing || moved) this.move(e, true);
    };
    const drop = (e) => {
      box.removeEventListener("pointermove", drag);
      for (const name of ["pointerup", "pointercancel"]) box.removeEventListener(name, drop);
      if (e.type === "pointerup" && (moved || !onRing)) this.move(e, false);
      if (onRing) this.ring.focus();
      this.dragged = null;
    };
    box.addEventListener("pointermove", drag);
    for (const name of ["pointerup", "pointercancel"]) box.addEventListener(name, drop);
  }

  move(event, preview) {
    this.dragged = this.local(this.arena.energy.box, event);
    this.place();
    this.arena.bus.want({ start: this.dragged }, preview);
  }

  arrow(event) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const { run, scene, bus } = this.arena;
    if (!by || !run) return;
    event.preventDefault(); event.stopPropagation();
    const [[x0, x1]] = scene.extent, step = ((x1 - x0) / 100) * (event.shiftKey ? 5 : 1), [x, y] = this.dragged ?? run.start;
    this.dragged = [x + by[0] * step, y + by[1] * step];
    this.place();
    bus.want({ start: this.dragged });
    clearTimeout(this.release);
    this.release = setTimeout(() => { this.dragged = null; }, 1500);
  }

  hover(box, event) {
    const { bus, size } = this.arena;
    if (!size) return;
    bus.hover = this.local(box, event);
    this.choose();
    bus.emit("hover");
  }

  leave() {
    this.arena.bus.hover = null;
    this.arena.bus.emit("hover");
  }

  // The replica under the pointer becomes its method's lead.
  choose() {
    const { bus, walks, scene, size } = this.arena;
    if (!walks || bus.playing || bus.sketch) return;
    const [px, py] = pixelOf(scene, size, ...bus.hover);
    for (const m of this.arena.methods()) {
      walks.each(m.k, bus.clock, (x, y, r) => { if (Math.hypot(x - px, y - py) < 4) bus.lead[m.key] = r; });
    }
  }
}
