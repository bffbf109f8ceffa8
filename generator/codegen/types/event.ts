import type { Event } from "../../model/index.js";
import { describeDefinition } from "../describe.js";
import type { FileBuilder } from "../file-builder.js";
import type { Declaration } from "../file.js";
import { properties } from "./members.js";

/** Returns the type of an event's data, and imports it into the file. */
export function dataType(file: FileBuilder, event: Event): string {
  if (event.data.kind === "named") return file.named(event.data.type);
  return file.context.names.find("event", event.name) === undefined
    ? "undefined"
    : file.declared(event, "event");
}

/** Declares the type of an event's data, unless the schema names it. */
export function dataDeclaration(file: FileBuilder, event: Event): readonly Declaration[] {
  const name = file.context.names.find("event", event.name);
  if (name === undefined || event.data.kind === "named") return [];
  return [
    {
      kind: "interface",
      name,
      comment: describeDefinition(file.context, event),
      extends: [],
      properties: properties(file, event, event.data.members),
      open: false,
    },
  ];
}
