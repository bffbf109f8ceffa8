import type { Greeting } from "qapi-ts";
import { shippedRelease } from "../../../documentation/shipped.js";

const models = { "7.2": "qmp-7.2", "10.0": "qmp-10.0", newest: "qmp-11.1" } as const;

/**
 * Returns the name of the shipped model that fits a server: the oldest one that is not older.
 * @param commands - the names of the server's commands. Those of the storage daemon lack that of a machine's state.
 */
export function modelOf(version: Greeting["version"], commands: ReadonlySet<string>): string {
  const isStorageDaemon = commands.has("blockdev-add") && !commands.has("query-status");
  return isStorageDaemon ? "qsd" : models[shippedRelease(version)];
}
