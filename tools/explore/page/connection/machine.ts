import { signal, type ReadonlySignal } from "@preact/signals";
import type { Session } from "qapi-ts";

/** The machine of the page. */
export type Machine =
  /** The page has no machine: it is the API reference. */
  | { readonly state: "none" }
  | { readonly state: "connecting" }
  | OpenMachine
  /** The page connects again by itself, unless its address has no token. */
  | { readonly state: "lost"; readonly reason: string };

export interface OpenMachine {
  readonly state: "open";
  /** Takes any command by name. Each connection has another session. */
  readonly session: Session;
  /** Such as `vm1`, or the target of the command line. */
  readonly name: string;
  /** The target of the command line. */
  readonly target: string;
  /** Such as `11.1.3`; empty for a guest agent. */
  readonly version: string;
  /** The shipped model that fits the machine, such as `qmp-11.1`. */
  readonly model: string;
}

const current = signal<Machine>({ state: "none" });

/** The machine, and whether it is connected. */
export const machine: ReadonlySignal<Machine> = current;

/** Sets the machine that the page shows. */
export function setMachine(next: Machine): void {
  current.value = next;
}
