import type { Greeting } from "qapi-ts";
import { shippedRelease, type ShippedRelease } from "../documentation/shipped.js";

/** The exports of generated bindings by name. */
type Bindings = Readonly<Record<string, unknown>>;

const shipped: Readonly<Record<ShippedRelease, () => Promise<Bindings>>> = {
  "7.2": () => import("qapi-ts/qmp/7.2"),
  "10.0": () => import("qapi-ts/qmp/10.0"),
  newest: () => import("qapi-ts/qmp"),
};

/**
 * Loads the bindings of the oldest shipped release that is not older than the server.
 * @param version - default: the newest.
 */
export function loadBindings(version: Greeting["version"]): Promise<Bindings> {
  return shipped[shippedRelease(version)]();
}
