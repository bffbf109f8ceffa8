import type { Greeting } from "qapi-ts";
import { readShipped } from "../schema/read-shipped.js";
import { Documentation, type DefinitionEntry } from "./documentation.js";
import { shippedRelease } from "./shipped.js";

/** Loads the documentation for a version of QEMU, or for the guest agent. */
export function loadDocumentation(version: Greeting["version"], isAgent: boolean): Documentation {
  const name = isAgent ? "agent" : shippedRelease(version);
  const entries = readShipped(`documentation-${name}.json`);
  return new Documentation(entries as Readonly<Record<string, DefinitionEntry>>);
}
