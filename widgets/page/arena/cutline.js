// The line on the map along which the cut is made: horizontal, through the lead, until a hand takes it, by pointer or keys.
import { el } from "../common/elements.js";
import { dashed } from "./cut.js";
import { across, besideIt, degrees, inWords, pointAt, upright, wayTo } from "./direction.js";
import { pixelOf, placeText } from "./map.js";

const TURN = 5; // degrees of a key
const KEYS = { "[": -TURN, "]": TURN };
const UNTURNED = 0.02; // of the map's width: so near its pivot a pointer shows no direction

export class CutLine {
  /** @type {any} */ arena;
  /** @type {Point | null} */ held; /** @type {number} */ angle;
  /** @type {{ line: Line, way: number } | undefined} */ seen;

  constructor(arena) {
    Object.assign(this, { arena, held: null, angle: 0 });
    const slider = { role: "slider", tabindex: 0, hidden: true }, back = "Esc or a double click: through the lead, horizontal";
    this.node = el("div", { class: "wv-cutline", "data-testid": "cut-line", "aria-orientation": "vertical", "aria-label": "Line of the cut",
      title: `The cut: drag it up or down, turn it with [ and ]. ${back}`, ...slider });
    this.wheel = el("div", { class: "wv-cutline wv-cutturn", "data-testid": "cut-turn", "aria-label": "Direction of the cut",
      title: `Direction of the cut: drag it round, or use the arrow keys. ${back}`, ...slider });
    const { box } = arena.energy;
    box.append(this.node, this.wheel);
    for (const [node, move] of /** @type {[HTMLElement, (at: Point, pivot: Point) => void][]} */ ([
      [this.node, (at, pivot) => this.shift(at, pivot)], [this.wheel, (at, pivot) => this.point(at, pivot)]])) {
      node.addEventListener("pointerdown", (event) => this.grab(node, move, event));
      node.addEventListener("pointerenter", () => arena.pointing.leave()); // on a handle the line is seen where it is
      node.addEventListener("pointermove", (event) => event.stopPropagation());
      node.addEventListener("dblclick", () => this.put(null, 0));
    }
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.wheel.addEventListener("keydown", (event) => this.turnKey(event));
    box.addEventListener("keydown", (event) => this.bracket(event));
  }

  get drawn() { const { bus } = this.arena; return bus.level !== "simple" || bus.opens("cut"); }

  // Through the lead, along x; with nothing drawn anew.
  reset() { Object.assign(this, { held: null, angle: 0 }); }

  put(held, angle = this.angle) {
    Object.assign(this, { held, angle: upright(angle) });
    this.arena.live();
  }

  // The line through the pointer, or where it is held, or through the lead; and the way along it to the point whose heights are told.
  crossing(hover, lead) {
    const line = across(this.arena.scene.extent, hover ?? this.held ?? lead, this.angle);
    return (this.crossed = { line, way: wayTo(line, hover ?? lead) });
  }

  // On a map: the line, and across it, at the point whose heights are told, another.
  draw(context, colour) {
    const { arena: { scene, size }, crossed: { line, way } } = this, at = pointAt(line, way);
    /** @type {(on: Line) => any} */
    const ends = (on) => [on.low, on.high].map((s) => pixelOf(scene, size, ...pointAt(on, s)));
    if (way >= line.low && way <= line.high) dashed(context, ends(across(scene.extent, at, upright(line.angle + 90), 0)), [2, 3], colour);
    dashed(context, ends(line), [1, 5], colour);
  }

  hide() {
    this.node.hidden = this.wheel.hidden = true;
    this.seen = this.stamp = undefined;
  }

  // Both handles, where the line comes in and where it leaves; words: what the line is.
  place(words) {
    const { scene, size } = this.arena, { line } = (this.seen = this.crossed), { angle, n, least, most } = line;
    const ends = [line.low, line.high].map((s) => pixelOf(scene, size, ...pointAt(line, s))), stamp = [ends, n, words].join();
    this.node.hidden = this.wheel.hidden = false;
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    this.arena.energy.box.style.setProperty("--wv-turn", `${-angle}deg`);
    [this.node, this.wheel].forEach((node, k) => { [node.style.left, node.style.top] = ends[k].map((v) => `${v}px`); });
    say(this.node, { valuemin: least, valuemax: most, valuenow: n, valuetext: words });
    say(this.wheel, { valuemin: -90, valuemax: 90, valuenow: angle, valuetext: inWords(angle) });
  }

  // What the note says of it, in two parts; the first is the title of the picture that is taken away.
  /** @type {(name: string) => [string, string]} */
  words(name) {
    const { arena: { scene, bus: { hover } }, crossed: { line, way }, held } = this, [x, y] = pointAt(line, way).map((v) => placeText(scene, v));
    const none = "No energy; Φ = −log of the law at rest at T = 1, ", put = " where you put it; Esc follows the lead. ", cut = scene.streams ? none : "Cut ";
    if (!line.angle) return [`${cut}at y = ${y}`, hover ? ` x = ${x}. ` : held ? put : ` through the lead of ${name}. `];
    return [`${cut}along ${degrees(line.angle)} through (${x}, ${y})`, hover ? ` s = ${placeText(scene, way)}. ` : held ? put : `, the lead of ${name}. `];
  }

  // What a hand turns the line about.
  pivot() { return this.held ?? pointAt(this.seen.line, this.seen.way); }

  // Through a place, beside where it was.
  shift(at, pivot) {
    const { extent } = this.arena.scene, on = across(extent, at, this.angle);
    this.put(besideIt(on, on.n, wayTo(on, pivot)));
  }

  // Towards a place.
  point([x, y], pivot) {
    const [u, v] = [x - pivot[0], y - pivot[1]], [[x0, x1]] = this.arena.scene.extent;
    if (Math.hypot(u, v) > UNTURNED * (x1 - x0)) this.put(this.held, Math.round((Math.atan2(v, u) * 180) / Math.PI));
  }

  grab(node, move, event) {
    const { arena } = this, { box } = arena.energy;
    if (event.button) return;
    event.stopPropagation(); // the map would take it for a new start
    node.setPointerCapture(event.pointerId);
    const pivot = this.pivot(), hand = event.shiftKey ? (at) => this.point(at, pivot) : (at) => move(at, pivot);
    const drag = (e) => hand(arena.pointing.local(box, e));
    const drop = () => {
      node.removeEventListener("pointermove", drag);
      for (const name of ["pointerup", "pointercancel"]) node.removeEventListener(name, drop);
    };
    node.addEventListener("pointermove", drag);
    for (const name of ["pointerup", "pointercancel"]) node.addEventListener(name, drop);
  }

  key(event) {
    const aside = Math.sign(this.angle), { extent } = this.arena.scene, back = ["Escape", "Delete"].includes(event.key);
    const way = { ArrowUp: 1, ArrowDown: -1, ArrowLeft: aside, ArrowRight: -aside }[event.key];
    if (!way && !back) return;
    event.preventDefault(); event.stopPropagation();
    if (back) { this.put(null, 0); return; }
    const pivot = this.pivot(), on = across(extent, pivot, this.angle), { n, least, most } = on;
    const to = n + way * ((most - least) / 100) * (event.shiftKey ? 5 : 1);
    this.put(besideIt(on, Math.min(Math.max(to, least), most), wayTo(on, pivot)));
  }

  turnKey(event) {
    const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key], back = ["Escape", "Delete"].includes(event.key);
    if (!way && !back) return;
    event.preventDefault(); event.stopPropagation();
    if (back) this.put(null, 0);
    else this.put(this.held, this.angle + way * (event.shiftKey ? 1 : TURN));
  }

  // Wherever on the map the focus is; a slider tells its own value.
  bracket(event) {
    const by = KEYS[event.key];
    if (!by || !this.drawn || !this.seen) return;
    event.preventDefault(); event.stopPropagation();
    this.put(this.held, this.angle + by);
    if (event.target !== this.wheel) this.arena.spoken.textContent = `The cut: ${inWords(this.angle)}.`;
  }
}

function say(node, values) {
  for (const [name, value] of Object.entries(values)) node.setAttribute(`aria-${name}`, value);
}
