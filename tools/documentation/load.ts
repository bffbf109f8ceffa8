import type { Greeting } from "qapi-ts";
import { shippedModel, type ShippedModel } from "qapi-ts-generator/models";
import { Documentation } from "./documentation.js";
import { entriesOf } from "./entries-of-model.js";
import { shippedRelease, type ShippedRelease } from "./shipped.js";

const models: Readonly<Record<ShippedRelease, ShippedModel>> = {
  "7.2": "qmp-7.2",
  "10.0": "qmp-10.0",
  newest: "qmp-11.1",
};

/** Loads the documentation for a version of QEMU, or for the guest agent. */
export function loadDocumentation(version: Greeting["version"], isAgent: boolean): Documentation {
  const reading = shippedModel(isAgent ? "qga" : models[shippedRelease(version)]);
  return new Documentation(entriesOf(reading));
}
