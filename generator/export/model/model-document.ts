import { dirname, relative, resolve } from "node:path";
import type { DeviceFacts } from "../../devices/facts.js";
import { groupedFacts } from "../../devices/store.js";
import { noAnnotations, type AnnotatedAccessor, type Annotations, type Model } from "../../model/index.js";
import { DefinitionWriter } from "./definition-entry.js";
import {
  formatVersion,
  type AnnotatedAccessorEntry,
  type ModelDocument,
  type ModuleEntry,
  type ServerEntry,
} from "./document.js";
import { listed, textEntry, typeEntry } from "./parts.js";

export interface DocumentOptions {
  readonly annotations?: Annotations;
  /** The server that has the interface. Default: not named. */
  readonly server?: ServerEntry | undefined;
  /** The facts about the devices of the server. Default: none. */
  readonly devices?: DeviceFacts | undefined;
}

/** Converts a model and its annotations to JSON. `readModel` restores them. */
export function modelDocument(
  model: Model,
  { annotations = noAnnotations, server, devices }: DocumentOptions = {},
): ModelDocument {
  const writer = new DefinitionWriter(model, annotations);
  const { readPatterns, accessors } = annotations;
  return {
    formatVersion,
    ...(server !== undefined && { server: { name: server.name, version: server.version } }),
    modules: moduleEntries(model),
    definitions: model.definitions.map((each) => writer.entry(each)),
    ...listed("accessors", accessors, accessorEntry),
    ...listed("readPatterns", readPatterns, (pattern) => pattern),
    ...(devices !== undefined && { devices: groupedFacts(devices) }),
  };
}

/** The paths are relative to the entry's folder, so that the document is the same wherever the schema is. */
function moduleEntries({ modules }: Model): readonly ModuleEntry[] {
  const folder = dirname(resolve(modules[0]?.file ?? ""));
  return modules.map(({ name, file, includes, freeForm }) => ({
    name,
    file: relative(folder, resolve(file)).replaceAll("\\", "/"),
    ...(includes.length > 0 && { includes }),
    ...listed("documentation", freeForm, textEntry),
  }));
}

function accessorEntry({ name, event, arguments: args }: AnnotatedAccessor): AnnotatedAccessorEntry {
  return {
    name,
    event,
    arguments: args.map((argument) => ({
      name: argument.name,
      type: typeEntry(argument.type),
      ...(argument.optional && { optional: true }),
      member: argument.member,
    })),
  };
}
