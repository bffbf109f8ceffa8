import { parseObject } from "../messages/body.js";
import { parseFacts, type MachineFacts } from "../messages/machine-facts.js";
import { defaultLease, type Stores } from "../nats/stores.js";
import { BucketWatch } from "./bucket-watch.js";
import type { ConnectionState } from "./connection-state.js";

/** A change of the machines of a fleet. */
export interface MachineChange {
  readonly kind: "added" | "changed" | "removed";
  readonly machine: MachineFacts;
}

interface Owner {
  /** When its last sign of life arrived, by the monotonic clock. */
  readonly seen: number;
  /** In milliseconds. */
  readonly lease: number;
}

/** The time before the buckets are read again if that failed, in milliseconds. */
const retryDelay = 1_000;

/** How often owners without a sign of life are looked for, in milliseconds. */
const sweepInterval = 1_000;

/** Follows the machines of a fleet. A machine whose owner shows no sign of life for the time of a lease is removed. */
export class MachineTracker {
  readonly #machines = new Map<string, MachineFacts>();
  readonly #owners = new Map<string, Owner>();
  readonly #listeners = new Set<(change: MachineChange) => void>();
  /** The machines that were reported to the listeners. */
  readonly #present = new Map<string, MachineFacts>();
  readonly #watches: readonly BucketWatch[];
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;
  /** The machines of each owner. */
  readonly #byOwner = new Map<string, Set<string>>();
  #missing = 2;
  #ready: () => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;
  readonly #onProblem: (error: Error) => void;
  #retry: NodeJS.Timeout | undefined;

  /**
   * Resolves when the entries of the buckets have been received. Rejected if they cannot be read, for example because no
   * owner has created them yet.
   */
  readonly ready: Promise<void>;

  constructor({ machines, owners }: Stores, state: ConnectionState, onProblem: (error: Error) => void) {
    this.ready = new Promise((resolve, reject) => {
      this.#ready = resolve;
      this.#fail = reject;
    });
    this.#watches = [
      new BucketWatch(owners, {
        put: (key, text) => {
          const lease = parseObject(text)?.["lease"];
          this.#owners.set(key, {
            seen: performance.now(),
            lease: typeof lease === "number" ? lease : defaultLease,
          });
          this.#check(key);
        },
        removed: (key) => this.#removeOwner(key),
        complete: (keys) => {
          for (const key of this.#owners.keys()) if (!keys.has(key)) this.#removeOwner(key);
          this.#complete();
        },
      }),
      new BucketWatch(machines, {
        put: (key, text) => {
          const facts = parseFacts(text);
          if (facts !== undefined) this.#put(key, facts);
        },
        removed: (key) => this.#remove(key),
        complete: (keys) => {
          for (const key of [...this.#machines.keys()]) if (!keys.has(key)) this.#remove(key);
          this.#complete();
        },
      }),
    ];
    this.#onProblem = onProblem;
    void this.#start();
    // A watch may have missed entries while there was no connection.
    this.#stopListening = state.add({
      reconnected: () => {
        void this.#start();
      },
    });
    this.#timer = setInterval(() => this.#sweep(), sweepInterval);
    this.#timer.unref();
  }

  /** The machines whose owners are alive. */
  get current(): readonly MachineFacts[] {
    return [...this.#present.values()];
  }

  /** Returns the facts of a machine by its key. */
  get(key: string): MachineFacts | undefined {
    return this.#present.get(key);
  }

  onChange(listener: (change: MachineChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#retry);
    this.#stopListening();
    for (const each of this.#watches) each.stop();
    this.#ready();
  }

  async #start(): Promise<void> {
    clearTimeout(this.#retry);
    try {
      await Promise.all(this.#watches.map((each) => each.start()));
    } catch (cause) {
      this.#fail(cause);
      this.#onProblem(new Error("the machines of the fleet cannot be read now", { cause }));
      this.#retry = setTimeout(() => void this.#start(), retryDelay);
      this.#retry.unref();
    }
  }

  #complete(): void {
    if (--this.#missing === 0) this.#ready();
  }

  #put(key: string, facts: MachineFacts): void {
    this.#forgetOwner(key);
    this.#machines.set(key, facts);
    const keys = this.#byOwner.get(facts.owner) ?? new Set();
    this.#byOwner.set(facts.owner, keys.add(key));
    this.#update(key);
  }

  #remove(key: string): void {
    this.#forgetOwner(key);
    this.#machines.delete(key);
    this.#update(key);
  }

  #forgetOwner(key: string): void {
    const owner = this.#machines.get(key)?.owner;
    if (owner !== undefined) this.#byOwner.get(owner)?.delete(key);
  }

  #removeOwner(owner: string): void {
    this.#owners.delete(owner);
    this.#check(owner);
  }

  #sweep(): void {
    const now = performance.now();
    for (const [owner, { seen, lease }] of this.#owners) if (now - seen > lease) this.#removeOwner(owner);
  }

  #check(owner: string): void {
    for (const key of this.#byOwner.get(owner) ?? []) this.#update(key);
  }

  /** Reports a machine to the listeners if it differs from what was reported before. */
  #update(key: string): void {
    const known = this.#machines.get(key);
    const facts = known !== undefined && this.#owners.has(known.owner) ? known : undefined;
    const previous = this.#present.get(key);
    if (facts === previous) return;
    if (facts === undefined) this.#present.delete(key);
    else this.#present.set(key, facts);
    const kind = previous === undefined ? "added" : facts === undefined ? "removed" : "changed";
    const machine = facts ?? previous;
    if (machine !== undefined) for (const each of this.#listeners) each({ kind, machine });
  }
}
