/** The capability of a server that knows signals: it has accessors, and its events may carry tags. */
export const signalsCapability = "signals";

/** Whether the server is asked for no default connections: only one that knows signals understands it. */
export function dropsDefaults(wanted: boolean, enable: readonly string[]): boolean {
  return !wanted && enable.includes(signalsCapability);
}
