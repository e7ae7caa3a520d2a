// What the hand has done that Python has not answered yet: which wish holds which of its moves, and the history that Python will have.
import { after } from "./truth.js";

export class Hand {
  /** @type {number} */ moves;
  /** @type {number} */ meant;
  /** @type {number} */ reached;
  /** @type {number} */ painted;
  /** @type {number} */ newest;
  /** @type {Map<number, number>} */ said;
  /** @type {any} */ stands;

  // moves: so many there were; meant: the last that is no preview; reached: the last that Python has answered; painted: the last that
  // is on the page; newest: the number of the last wish that is no preview; said: {number of a wish: the moves that it tells of};
  // stands: { base, pins, and what makes a run another run }, null while only Python knows.
  constructor() { Object.assign(this, { moves: 0, meant: 0, reached: 0, painted: 0, newest: 0, said: new Map(), stands: null }); }

  // A preview is shown while the hand goes on; all else is meant.
  move(preview) {
    this.moves += 1;
    if (!preview) this.meant = this.moves;
  }

  // A wish goes to Python, under a number.
  say(seq, wish, total) {
    this.said.set(seq, this.moves);
    if (wish.preview) return;
    this.newest = seq;
    this.stands = wish.landscape || "own" in wish || "formula" in wish || !this.stands ? null : history(this.stands, wish, total);
  }

  // Only Python knows what comes of an undoing, or of many wishes at once.
  lose(seq) {
    this.move(false);
    this.said.set(seq, this.moves);
    [this.newest, this.stands] = [seq, null];
  }

  // A run has come: which moves it answers, and, where nothing that was meant is on its way, what stands.
  take(run) {
    for (const [seq, moves] of this.said) if (seq <= run.seq && this.said.delete(seq)) this.reached = Math.max(this.reached, moves);
    if (!run.preview && run.seq >= this.newest) this.stands = { ...framed(run), base: run.base, pins: run.pins };
  }
}

// What makes a run another run when it changes, by the names that a wish has for it.
const FRAME = ["landscape", "start", "noise", "direction", "batch", "seed"];
const framed = ({ landscape, start, extras: { gradient_noise: noise, batch_size: batch, direction, seed } }) =>
  ({ landscape, start, noise, direction, batch, seed });

// What stands after a wish; `wish` has the values at its clock, and of the frame what it changes.
export function history(stands, wish, total) {
  const told = { ...stands, ...Object.fromEntries(FRAME.filter((name) => name in wish).map((name) => [name, wish[name]])) };
  const same = FRAME.every((name) => String(told[name]) === String(stands[name]));
  return { ...told, ...after(stands, wish, same, total) };
}
