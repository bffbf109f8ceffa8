import type { Greeting } from "qapi-ts";

/** The exports of generated bindings by name. */
type Bindings = Readonly<Record<string, unknown>>;

/** The shipped bindings of QEMU, the oldest first. */
const shipped: readonly {
  readonly release: readonly [number, number];
  readonly load: () => Promise<Bindings>;
}[] = [
  { release: [7, 2], load: () => import("qapi-ts/qmp/7.2") },
  { release: [10, 0], load: () => import("qapi-ts/qmp/10.0") },
  { release: [Infinity, 0], load: () => import("qapi-ts/qmp") },
];

/**
 * Loads the bindings of the oldest shipped release that is not older than the server.
 * @param version - default: the newest.
 */
export async function loadBindings(version: Greeting["version"]): Promise<Bindings> {
  const { major, minor } = version ?? { major: Infinity, minor: 0 };
  const bindings = shipped.find(
    ({ release: [first, second] }) => first > major || (first === major && second >= minor),
  );
  return (await bindings?.load()) ?? {};
}
