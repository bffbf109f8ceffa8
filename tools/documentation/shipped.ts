import type { Greeting } from "qapi-ts";

/** The releases whose bindings, effects and documentation are shipped, the oldest first. */
export type ShippedRelease = "7.2" | "10.0" | "newest";

const releases: readonly { readonly name: ShippedRelease; readonly version: readonly [number, number] }[] = [
  { name: "7.2", version: [7, 2] },
  { name: "10.0", version: [10, 0] },
];

/**
 * Returns the oldest shipped release that is not older than a server.
 * @param version - default: the newest release.
 */
export function shippedRelease(version: Greeting["version"]): ShippedRelease {
  if (version === undefined) return "newest";
  const { major, minor } = version;
  const release = releases.find(
    ({ version: [first, second] }) => first > major || (first === major && second >= minor),
  );
  return release?.name ?? "newest";
}
