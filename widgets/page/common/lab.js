// What tests and other pages may read: numbers, not pixels.
export function exposeLab(bus) {
  const read = {
    ready: () => Boolean(bus.run && bus.drawn && (!bus.hasNetwork || bus.trainingStands)),
    sent: () => bus.sent,
    shown: () => bus.shown,
    settled: () => !bus.pending && !bus.inFlight.size && !bus.run?.preview,
    frame: () => (bus.run ? Math.floor(bus.clock / bus.run.every) : 0),
    playing: () => bus.playing,
    clock: () => bus.clock,
    painted: () => bus.painted,
    network: () => ({
      step: bus.network?.computed ?? 0,
      loss: bus.network?.newest?.loss ?? null,
      test_accuracy: bus.network?.newest?.accuracy ?? null,
    }),
    errors: () => bus.errors,
    ended: () => bus.ended,
    values: () => ({ ...bus.values }),
    run: () => bus.run,
  };
  globalThis.lab = { bus };
  for (const [name, get] of Object.entries(read)) Object.defineProperty(globalThis.lab, name, { get, enumerable: true });
}
