import { signal, type ReadonlySignal } from "@preact/signals";
import { addressOf, parseHash, type Route } from "./address.js";

export { addressOf } from "./address.js";

const current = signal<Route>(parseHash(location.hash));

/** The current place. It follows links, `navigate` and the buttons of the browser. */
export const route: ReadonlySignal<Route> = current;

addEventListener("hashchange", () => {
  current.value = parseHash(location.hash);
});

/** Goes to a place. @param replace - whether it replaces the current entry in the history. Default: false. */
export function navigate(parts: Route, { replace = false }: { readonly replace?: boolean } = {}): void {
  const address = addressOf(...parts);
  if (address === location.hash) return;
  if (replace) location.replace(address);
  else location.hash = address;
}
