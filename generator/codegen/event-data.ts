import type { Event } from "../model/index.js";
import type { FileBuilder } from "./file-builder.js";

/** What a listener to the event receives. */
export function dataType(file: FileBuilder, event: Event): string {
  if (event.data.kind === "named") return file.named(event.data.type);
  return file.context.names.find("event", event.name) === undefined
    ? "undefined"
    : file.part(event, "events", "event");
}
