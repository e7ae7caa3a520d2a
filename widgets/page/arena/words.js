// What is said beside the pictures: the tally, the state of the run in a banner, one sentence for ears.
import { cueColour, glyph } from "../common/draw.js";
import { el, renew, symbol, word } from "../common/elements.js";
import { short, told, whole } from "../common/numbers.js";
import { stepsDone, valueOf } from "../dock/gauge.js";

export const hides = (text) => el("p", { class: "wv-note" }, el("b", {}, "Hides: "), text);
const firstValley = (scene) => scene.minima[0]?.label || "first valley";
export const rolls = (scene) => `${scene.streams ? "On the side of" : "Would roll to"} the ${firstValley(scene)}`;

// How many replicas of each method are in the first valley. On a narrow page its rows also hold the methods' boxes.
export class Tally {
  constructor(bus) {
    this.bus = bus;
    this.node = el("div", { class: "wv-tally", "data-testid": "tally" });
  }

  draw({ scene, walks, methods, clock, run }) {
    this.node.hidden = !scene.minima.length;
    const stamp = [this.bus.palette.methods.length, methods.map((m) => m.key), rolls(scene), run.replicas, this.bus.theme, this.bus.selected].join();
    if (stamp !== this.stamp) this.build(scene, methods, run);
    this.stamp = stamp;
    this.rows.forEach((row) => {
      const count = row.m ? walks.count(row.m.key, clock) : "off";
      if (count === row.count) return;
      row.count = count;
      row.bar.style.width = row.m ? `${(100 * count) / run.replicas}%` : "0";
      renew(row.number, String(count));
      if (row.m) row.node.title = `${row.m.name}: ${count} of ${run.replicas}`;
    });
  }

  build(scene, methods, run) {
    this.rows = this.bus.palette.methods.map((method) => this.row(method, methods.find((m) => m.key === method.key)));
    const title = el("b", {}, `${rolls(scene)}, of ${run.replicas}`);
    this.node.replaceChildren(title, ...this.rows.map((row) => row.node));
  }

  // A method that is off has a row on a narrow page only: there the row is where it is switched on.
  row(method, m) {
    const bar = el("span", { style: `background:${cueColour(this.bus, method)}` }), number = el("span", { class: "wv-number" });
    const show = () => this.bus.show(method.key, box.checked);
    const box = el("input", { type: "checkbox", "aria-label": `Show ${method.name}`, onchange: show });
    box.checked = Boolean(m);
    const pressed = String(this.bus.selected === method.key);
    const pick = el("button", { "aria-pressed": pressed, onclick: () => this.bus.choose(method.key) },
      glyph(this.bus, method), el("span", {}, method.name));
    const off = m ? {} : { "data-off": true }, id = m ? { "data-testid": `tally-${method.key}` } : {};
    const node = el("div", { class: "wv-tally-row", ...off, ...id }, el("span", { class: "wv-tally-pick" }, box, pick),
      el("span", { class: "wv-tally-glyph" }, glyph(this.bus, method, 14)), el("span", { class: "wv-bar-ground" }, bar), number);
    return { m, node, bar, number };
  }
}

// The state of the run, loudly: preparing, or diverged with its cause as a number and its remedy as a button, or at a stand.
export class Banner {
  constructor(bus) {
    this.bus = bus;
    this.node = el("div", { class: "wv-banner", "data-testid": "banner", hidden: true });
  }

  draw(scene, run) {
    const { status } = this.bus, of = (what) => run?.methods.filter((m) => (m[what] ?? null) !== null) ?? [];
    const lost = of("diverged"), still = of("stalled");
    const [failed] = Object.entries(run?.failed ?? {});
    if (status?.state === "preparing") this.preparing(status);
    else if (failed) this.failed(...failed);
    else if (lost.length) this.diverged(lost);
    else if (still.length) this.stalled(still);
    else this.node.hidden = true;
  }

  say(kind, ...children) {
    this.node.hidden = false;
    this.node.dataset.kind = kind;
    this.node.replaceChildren(...children.filter(Boolean));
  }

  preparing({ method, number, count }) {
    const bar = el("progress", { max: count, value: number - 1, "aria-label": "Preparing" });
    this.say("preparing", el("div", {}, el("b", {}, "Preparing… "), `compiling ${method}, ${number} of ${count}`, bar),
      el("button", { onclick: () => this.bus.post({ type: "cancel" }) }, "Cancel"));
  }

  name({ key }) { return this.bus.method(key).name; }

  others(words, methods) { return methods.length > 1 ? ` ${words} ${methods.slice(1).map((m) => this.name(m)).join(", ")}.` : ""; }

  failed(key, why) {
    this.say("bad", el("div", {}, el("b", {}, `${this.bus.method(key)?.name ?? "Your step"} could not be run: ${why}.`), " The others run on."));
  }

  stalled(still) {
    this.say("note", el("div", {}, el("b", {}, `${this.name(still[0])} stands still from step ${whole(still[0].stalled)} on.`),
      ` Its steps are below the last bit of these numbers; in exact arithmetic it would go on.${this.others("So do", still)}`));
  }

  diverged(lost) {
    const [cause] = lost[0].diverged.causes, others = this.others("So did", lost);
    const why = cause ? [" ", ...symbol(cause.symbol), ` = ${short(cause.value)}; stable is below ${short(cause.limit)}.`] : [];
    this.say("bad", el("div", {}, el("b", {}, `${this.name(lost[0])} diverged at step ${whole(lost[0].diverged.step)}.`), ...why,
      ` The last finite points are kept.${others}`), cause ? this.remedy(cause) : null);
  }

  remedy({ slider, remedy }) {
    const { bus } = this, known = bus.schema.find((entry) => entry.name === slider), safe = Math.max(remedy, known.low);
    return el("button", { "data-testid": "remedy", onclick: () => bus.restart({ [slider]: safe }) }, `Set ${known.symbol} to ${short(safe)}`);
  }
}

// The same for ears: what the map of the surface shows now.
export function surfaceInWords(bus, surface) {
  const name = bus.method(surface.method).name;
  if (!surface.kind) return bus.scene.streams ? `Map of the force, which ${name} follows` : `Map of the energy, which ${name} descends`;
  const given = surface.arguments.map((a) => `${a.symbol} = ${told(a.value)}`).join(", "), { length } = surface.minima;
  const minima = `${length} minim${length === 1 ? "um" : "a"}, reach ${told(surface.reach.size)}`;
  return `Map of ${surface.name} of ${name} at ${given}: ${minima}`;
}

// The number of a method's reading at this clock.
export function readingNow({ value }, bus, method) {
  return valueOf(value, (name) => (name === "t" ? stepsDone(bus, method) : bus.values[name]));
}

// What exact descent of the surface does, what the run does beside it, and why: counted, and at this clock.
export function sayExact(words, surface, ghost, { clock, run, bus }) {
  const value = (reading) => told(readingNow(reading, bus, surface.method));
  const why = (surface.why ?? []).map((reading) => reading.words.replace("{}", value(reading))).join(", ");
  let text = "";
  if (ghost && run.away.length && clock <= ghost.known) {
    const away = run.away[Math.min(Math.floor(clock / run.every), run.frames - 1)];
    const exact = ghost.out !== null && clock >= ghost.out ? `left the start’s valley at ${whole(ghost.out)}` : "is in the start’s valley";
    text = `Exact descent ${exact}; ${away} of the run’s ${run.replicas} have left it. `;
  }
  if (why) text += `${why[0].toUpperCase()}${why.slice(1)}. `;
  renew(words, text);
}

// The title over the softened surface, and what that picture hides.
export function titleSurface(title, note, bus, surface) {
  const chosen = bus.method(surface.method);
  const say = (text, more = []) => renew(note.lastChild, ...hides(text).childNodes, ...more), stamp = [chosen.key, bus.theme].join();
  if (title.dataset.of !== stamp) title.replaceChildren(glyph(bus, chosen, 16), el("span"), el("span"));
  title.dataset.of = stamp;
  const [, words, hint] = title.childNodes;
  renew(hint, word(`dynamics/${chosen.key}`, "look for"));
  if (!surface.kind) {
    renew(words, `${chosen.name} ${bus.scene.streams ? "follows the force" : "descends the energy"} itself `);
    say(`the shaking and the minibatches; this is only the ${bus.scene.streams ? "force" : "slope"}.`);
    return;
  }
  const given = surface.arguments.flatMap((a, i) => [i ? ", " : "", el("i", {}, a.symbol), ` = ${told(a.value)}`]);
  renew(words, `${chosen.name} aims at `, word(`surfaces/${surface.kind}`, surface.name), " ",
    el("i", {}, surface.symbol), el("span", { class: "wv-tail" }, " at ", ...given, " "));
  say(surface.hides, surface.note ? [" ", el("b", {}, surface.note)] : []);
}
