/** A place in the page: the decoded parts of the address `#/reference/qmp-11.1/api/blockdev-add`. */
export type Route = readonly string[];

/** Returns the address of a place, for `href`. */
export function addressOf(...parts: Route): string {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

/** Returns the parts of an address. Empty parts are ignored. Text that is not encoded correctly stays as it is. */
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
