// Which value holds at a clock: the run's history, read in one place. `Schedule.values_at` in Python is the same function.

// {slider: value} in force at a clock; a move exactly then counts. run: {base, pins: [{clock, moves: [{slider, after}]}]}
export function valuesAt({ base, pins }, clock) {
  const values = { ...base };
  for (const pin of pins) if (pin.clock <= clock) for (const move of pin.moves) values[move.slider] = move.after;
  return values;
}

// The same, and over it what the hand has moved and no run has answered yet. edits: {clock, values} or null
export function shownAt(run, edits, clock) {
  const values = run ? valuesAt(run, clock) : {};
  return edits && edits.clock <= clock ? Object.assign(values, edits.values) : values;
}

// The history after a wish, {clock, values}, as `Schedule.after` in Python: moved within the run a slider acts from there on, and what
// came later is forgotten; else, or where it is another run (not `same`), it begins anew.
export function after(run, { clock, values }, same, total) {
  if (same && sameValues(values, valuesAt(run, clock))) return { base: run.base, pins: run.pins };
  if (!same || clock <= 0 || clock >= total) return { base: { ...values }, pins: [] };
  const kept = run.pins.filter((pin) => pin.clock < clock), before = valuesAt({ base: run.base, pins: kept }, clock);
  const changed = Object.keys(values).filter((name) => values[name] !== before[name]);
  const moves = changed.map((slider) => ({ slider, before: before[slider], after: values[slider] }));
  return { base: run.base, pins: moves.length ? [...kept, { clock, moves }] : kept };
}

// The stretch of the clock, of several that begin at `from`, that a clock lies in.
export const spanAt = (spans, clock) => spans.findLast((span) => span.from <= clock) ?? spans[0] ?? null;

// The moment at which a hand that acts now has acted: a moment that is shown already.
export const momentOf = (clock) => Math.floor(clock);

export const sameValues = (one, other) => Object.keys(one).length === Object.keys(other).length
  && Object.keys(one).every((name) => one[name] === other[name]);
