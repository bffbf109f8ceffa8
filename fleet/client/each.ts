import { CommandError, QapiError } from "qapi-ts";
import type { MachineAddress } from "../subjects/machine-address.js";

/**
 * The outcome of a call. `done`: the machine returned a value; `refused`: the machine, the policy or the permissions
 * refused; `not-sent`: the machine was not reached, and it is safe to repeat the call; `unknown`: the machine may have
 * executed the command.
 */
export type Outcome = "done" | "refused" | "not-sent" | "unknown";

/** The result for one machine. */
export type EachResult<M, T> =
  | { readonly machine: M; readonly outcome: "done"; readonly value: T }
  | { readonly machine: M; readonly outcome: Exclude<Outcome, "done">; readonly error: QapiError };

/** The progress of {@link each}. */
export interface EachProgress {
  readonly total: number;
  readonly settled: number;
  /** The number of results of each outcome. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
}

/** The options of {@link each}. */
export interface EachOptions {
  /** The most machines at the same time. Default: 64. */
  readonly concurrency?: number;
  /** Starts no further machines when it fires; the promise is then rejected with its reason. */
  readonly signal?: AbortSignal;
  /** Called after each machine. */
  readonly onProgress?: (progress: EachProgress) => void;
}

/** Returns what the rejection of a call means. */
function outcomeOf(error: QapiError): Exclude<Outcome, "done"> {
  if (error instanceof CommandError) return "refused";
  return error.serverMayHaveActed ? "unknown" : "not-sent";
}

const defaultConcurrency = 64;

/**
 * Calls a function for each machine.
 * @returns the results in the order of the machines.
 * @throws what the function throws apart from a QapiError (as a rejection); no further machines are started then.
 */
export async function each<M extends MachineAddress, T>(
  machines: Iterable<M>,
  call: (machine: M) => Promise<T>,
  { concurrency = defaultConcurrency, onProgress, signal }: EachOptions = {},
): Promise<EachResult<M, T>[]> {
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new RangeError("concurrency must be an integer above 0");
  const all = [...machines];
  const results: EachResult<M, T>[] = [];
  const outcomes = { done: 0, refused: 0, "not-sent": 0, unknown: 0 };
  let next = 0;
  let settled = 0;
  let failed = false;
  const run = async (): Promise<void> => {
    while (next < all.length && !failed) {
      signal?.throwIfAborted();
      const index = next++;
      const machine = all[index];
      if (machine === undefined) continue;
      const result = await resultOf(machine, call);
      results[index] = result;
      outcomes[result.outcome]++;
      settled++;
      onProgress?.({ total: all.length, settled, outcomes: { ...outcomes } });
    }
  };
  const stop = (error: unknown): never => {
    failed = true;
    throw error;
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, all.length) }, () => run().catch(stop)));
  return results;
}

async function resultOf<M, T>(machine: M, call: (machine: M) => Promise<T>): Promise<EachResult<M, T>> {
  try {
    return { machine, outcome: "done", value: await call(machine) };
  } catch (error) {
    if (!(error instanceof QapiError)) throw error;
    return { machine, outcome: outcomeOf(error), error };
  }
}
