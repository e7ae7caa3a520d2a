// The sessions on this page, by key. Every widget's module carries a copy of this file, so what they share stands on globalThis.
export const SESSIONS = (globalThis.wideValleys ??= new Map());
export const HANDS = (SESSIONS.hands ??= { last: null, pointed: false, took: false, heard: false });

// The session that was used last, or else the newest that lives; with one given, that is it from now on.
export function used(bus) {
  if (bus) HANDS.last = bus;
  if (HANDS.last && SESSIONS.get(HANDS.last.key) === HANDS.last) return HANDS.last;
  const all = [...SESSIONS.values()];
  return all.findLast((session) => !session.ended) ?? all.at(-1) ?? null;
}
