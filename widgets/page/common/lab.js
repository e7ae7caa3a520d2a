// What tests and other pages may read: numbers, not pixels. `lab` speaks of the session that was used last.
import { SESSIONS, used } from "./sessions.js";

export function exposeLab() {
  if (globalThis.lab) return;
  const read = {
    bus: () => used(),
    ready: () => Boolean(used().run && used().drawn && (!used().hasNetwork || used().trainingStands)),
    sent: () => used().sent,
    shown: () => used().shown,
    moved: () => used().hand.moves,
    followed: () => used().hand.painted,
    walks: () => used().walks ?? null,
    settled: () => !used().pending && !used().inFlight.size && !used().run?.preview,
    frame: () => (used().run ? Math.floor(used().clock / used().run.every) : 0),
    playing: () => used().playing,
    clock: () => used().clock,
    painted: () => used().painted,
    network: () => ({
      step: used().network?.computed ?? 0,
      loss: used().network?.newest?.loss ?? null,
      test_accuracy: used().network?.newest?.accuracy ?? null,
    }),
    errors: () => used().errors,
    ended: () => used().ended,
    line: () => used().line?.state ?? null,
    values: () => ({ ...used().values }),
    run: () => used().run,
    sessions: () => [...SESSIONS.values()],
  };
  globalThis.lab = {};
  for (const [name, get] of Object.entries(read)) Object.defineProperty(globalThis.lab, name, { get, enumerable: true });
}
