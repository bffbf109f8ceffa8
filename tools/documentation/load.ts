import { readFileSync } from "node:fs";
import type { Greeting } from "qapi-ts";
import { Documentation, type DefinitionEntry } from "./documentation.js";
import { shippedRelease } from "./shipped.js";

/** Loads the documentation for a version of QEMU, or for the guest agent. */
export function loadDocumentation(version: Greeting["version"], isAgent: boolean): Documentation {
  const name = isAgent ? "agent" : shippedRelease(version);
  const file = new URL(`../../schemas/documentation-${name}.json`, import.meta.url);
  return new Documentation(
    JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, DefinitionEntry>>,
  );
}
