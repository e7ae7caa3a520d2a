// What a page keeps of its state, so that a reload after the end of its session opens the same state again. In a notebook Python has it.
import { inLab } from "./keys.js";
import { SESSIONS } from "./sessions.js";

export class Keepsake {
  /** @type {Bus} */ bus;
  /** @type {string} */ place;

  constructor(bus) {
    Object.assign(this, { bus, place: `wide-valleys ${location.pathname} ${SESSIONS.size}` });
    if (inLab()) return;
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") this.keep(false); });
    addEventListener("pagehide", () => { if (bus.line.state !== "open") this.keep(true); });
    this.give();
  }

  // `meant`: whether the next page of this tab shall open it, or only one in place of a page that the browser has thrown away.
  keep(meant) {
    const { bus } = this, state = wishes(bus);
    if (!state || inLab() || bus.ended) return;
    const { clock, level, tab, speed, draft, drafted } = bus;
    try {
      sessionStorage.setItem(this.place, JSON.stringify({ meant, wishes: state, clock: Math.floor(clock), level, tab, speed, draft, drafted }));
    } catch {
      /* no storage, or no room in it */
    }
  }

  take() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.place));
      sessionStorage.removeItem(this.place);
      return kept && (kept.meant || document.wasDiscarded) ? kept : null;
    } catch {
      return null;
    }
  }

  // Say again, act by act, what was kept; Python reads it like any wish.
  give() {
    const { bus } = this, kept = this.take();
    if (!kept?.wishes?.length) return;
    for (const wish of kept.wishes) bus.post({ type: "want", seq: ++bus.sent, preview: false, ...wish });
    bus.inFlight.set(bus.sent, performance.now());
    bus.hand.lose(bus.sent);
    this.awaited = { seq: bus.sent, clock: kept.clock };
    bus.started = true; // it stands where it stood
    bus.resumed = { level: kept.level, tab: kept.tab };
    bus.speed = kept.speed ?? 1;
    Object.assign(bus, { draft: kept.draft ?? null, drafted: kept.drafted ?? null });
  }

  // The kept run has come: the clock goes to where it stood.
  resumed(run) {
    if (!this.awaited || run.seq < this.awaited.seq) return;
    this.bus.seek(this.awaited.clock);
    this.awaited = null;
  }
}

// The state of a page as wishes: the run from its start, then every move at its moment.
function wishes({ run, owed, edits, selected, visible }) {
  if (!run) return null;
  const { gradient_noise: noise, batch_size: batch, seed, direction } = run.extras;
  const written = { own: run.own ?? "", formula: run.formula ?? "" };
  const first = { ...written, landscape: run.landscape, start: run.start, noise, batch, seed, direction, selected, visible: [...visible], clock: 0, values: run.base };
  const moves = run.pins.map(({ clock, moves: moved }) => ({ clock, values: Object.fromEntries(moved.map((m) => [m.slider, m.after])) }));
  const { landscape, ...rest } = owed, late = { ...rest, clock: edits?.clock ?? 0, values: edits?.values ?? {} };
  if (landscape || "formula" in rest) return [{ ...written, ...rest, ...(landscape ? { landscape } : {}), selected, visible: [...visible] }];
  return [first, ...moves, ...(edits || Object.keys(rest).length ? [late] : [])];
}
