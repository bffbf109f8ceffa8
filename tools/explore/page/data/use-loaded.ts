import { useEffect, useState } from "preact/hooks";
import { reasonOf } from "../../../tool-error.js";

/** A value that is loaded. */
export type Loadable<Value> =
  | { readonly state: "loading" }
  | { readonly state: "loaded"; readonly value: Value }
  | { readonly state: "failed"; readonly reason: string };

/**
 * Loads a value for a component, and again if an input changes. The result of former inputs is ignored.
 * @param inputs - compared by identity.
 */
export function useLoaded<Value>(load: () => Promise<Value>, inputs: readonly unknown[]): Loadable<Value> {
  const [result, setResult] = useState<Loadable<Value>>({ state: "loading" });
  useEffect(() => {
    let isCurrent = true;
    const set = (next: Loadable<Value>): void => {
      if (isCurrent) setResult(next);
    };
    load().then(
      (value) => {
        set({ state: "loaded", value });
      },
      (error: unknown) => {
        set({ state: "failed", reason: reasonOf(error) });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, inputs);
  return result;
}
