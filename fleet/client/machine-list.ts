import type { MachineFacts } from "../messages/machine-facts.js";
import type { MachineFilter } from "../subjects/subjects.js";
import type { MachineChange, MachineTracker } from "./machine-tracker.js";

/** Selects machines by their facts, or by parts of their address. */
export type Where = MachineFilter | ((machine: MachineFacts) => boolean);

/** The machines of a fleet that match a condition: a list that changes with the fleet. */
export interface MachineList extends Iterable<MachineFacts>, Disposable {
  /** The machines now. */
  readonly current: readonly MachineFacts[];
  /**
   * Calls a listener with each change: a machine that no longer matches is removed.
   * @returns a function that removes the listener.
   */
  onChange(listener: (change: MachineChange) => void): () => void;
  /** Ends the list: its listeners are not called again. */
  close(): void;
}

/** Returns whether a machine matches a condition. */
export function matches(where: Where | undefined, machine: MachineFacts): boolean {
  if (where === undefined) return true;
  if (typeof where === "function") return where(machine);
  const { site, host, machine: name } = where;
  return (
    (site === undefined || site === machine.site) &&
    (host === undefined || host === machine.host) &&
    (name === undefined || name === machine.machine)
  );
}

/** Creates a list of the machines of a tracker. */
export function listMachines(tracker: MachineTracker, where: Where | undefined): MachineList {
  const listeners = new Set<(change: MachineChange) => void>();
  const matching = new Set(tracker.current.filter((each) => matches(where, each)).map(keyOf));
  const stop = tracker.onChange(({ kind, machine }) => {
    const key = keyOf(machine);
    const before = matching.has(key);
    const after = kind !== "removed" && matches(where, machine);
    if (after) matching.add(key);
    else matching.delete(key);
    if (!before && !after) return;
    const change = before && after ? "changed" : after ? "added" : "removed";
    for (const each of listeners) each({ kind: change, machine });
  });
  const current = (): readonly MachineFacts[] => tracker.current.filter((each) => matches(where, each));
  const close = (): void => {
    stop();
    listeners.clear();
  };
  return {
    get current() {
      return current();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close,
    [Symbol.iterator]: () => current()[Symbol.iterator](),
    [Symbol.dispose]: close,
  };
}

function keyOf({ site, host, machine }: MachineFacts): string {
  return JSON.stringify([site, host, machine]);
}
