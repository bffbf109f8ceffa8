import type { Greeting } from "qapi-ts";
import { shippedRelease } from "../../../documentation/shipped.js";

const models = { "7.2": "qmp-7.2", "10.0": "qmp-10.0", newest: "qmp-11.1" } as const;

/** Returns the name of the shipped model that fits a machine: the oldest one that is not older. */
export function modelOf(version: Greeting["version"]): string {
  return models[shippedRelease(version)];
}
