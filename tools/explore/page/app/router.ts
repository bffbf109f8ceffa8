import { signal, type ReadonlySignal } from "@preact/signals";

/** The place in the page: the decoded parts of the address `#/reference/qmp-11.1/api/blockdev-add`. */
export type Route = readonly string[];

const current = signal<Route>(parseHash(location.hash));

/** The current place. It follows links, `navigate` and the buttons of the browser. */
export const route: ReadonlySignal<Route> = current;

addEventListener("hashchange", () => {
  current.value = parseHash(location.hash);
});

/** Returns the address of a place, for `href`. */
export function addressOf(...parts: Route): string {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

/** Goes to a place. @param replace - whether it takes the place of the current entry in the history. Default: false. */
export function navigate(parts: Route, { replace = false }: { readonly replace?: boolean } = {}): void {
  const address = addressOf(...parts);
  if (address === location.hash) return;
  if (replace) location.replace(address);
  else location.hash = address;
}

/** Returns the parts of an address. Text that is not encoded correctly stays as it is. */
export function parseHash(hash: string): Route {
  if (!hash.startsWith("#/")) return [];
  return hash
    .slice(2)
    .split("/")
    .filter((part) => part !== "")
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}
