type AbortCallback = (reason: unknown) => void;

/** Each call of `onAbort` has its own entry, so that the same function can be registered twice. */
interface Entry {
  readonly callback: AbortCallback;
}

/** What waits for each signal. One listener per signal, because platforms warn about many listeners of one signal. */
const waiting = new WeakMap<AbortSignal, { readonly entries: Set<Entry>; readonly listener: () => void }>();

/**
 * Calls back when a signal is aborted. A signal that is already aborted does not call back.
 * @returns a function that ends this. Afterwards, nothing is registered with the signal.
 */
export function onAbort(signal: AbortSignal | undefined, callback: AbortCallback): () => void {
  if (signal === undefined || signal.aborted) return () => undefined;
  const { entries, listener } = waiting.get(signal) ?? listenTo(signal);
  const entry = { callback };
  entries.add(entry);
  return () => {
    if (!entries.delete(entry) || entries.size > 0) return;
    signal.removeEventListener("abort", listener);
    waiting.delete(signal);
  };
}

function listenTo(signal: AbortSignal): { entries: Set<Entry>; listener: () => void } {
  const entries = new Set<Entry>();
  const listener = (): void => {
    waiting.delete(signal);
    // A callback may end others, which are then not called.
    for (const entry of entries) {
      entries.delete(entry);
      entry.callback(signal.reason);
    }
  };
  const watched = { entries, listener };
  waiting.set(signal, watched);
  signal.addEventListener("abort", listener, { once: true });
  return watched;
}
