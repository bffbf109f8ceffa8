import type { DeviceFacts } from "../../devices/facts.js";
import { loadedFacts } from "../../devices/store.js";
import {
  noPosition,
  type AnnotatedCompletion,
  type Annotations,
  type Definition,
  type HostMembers,
  type Model,
} from "../../model/index.js";
import { makeModel } from "../../model/make-model.js";
import type {
  AnnotatedAccessorEntry,
  DefinitionEntry,
  MemberEntry,
  MembersEntry,
  ModelDocument,
  ServerEntry,
} from "./document.js";
import { DefinitionReader, readType } from "./read-definition.js";

/** An interface: a model, what it cannot express, and the server that has it. */
export interface AnnotatedModel {
  readonly model: Model;
  readonly annotations: Annotations;
  readonly server: ServerEntry | undefined;
}

/** The content of a document. */
export interface ModelReading extends AnnotatedModel {
  readonly devices: DeviceFacts | undefined;
}

/** Restores the model and the annotations of a document whose form is validated. */
export function readDocument(document: ModelDocument): ModelReading {
  const { server, devices } = document;
  return {
    model: modelOf(document),
    annotations: annotationsOf(document),
    server,
    devices: devices && loadedFacts(devices),
  };
}

function modelOf(document: ModelDocument): Model {
  const readers = new Map(document.modules.map(({ name, file }) => [name, new DefinitionReader(file)]));
  const definitions = document.definitions.map((entry) =>
    (readers.get(entry.module) ?? new DefinitionReader("")).definition(entry),
  );
  const byModule = new Map<string, Definition[]>(document.modules.map(({ name }) => [name, []]));
  for (const definition of definitions) byModule.get(definition.module)?.push(definition);
  const modules = document.modules.map(({ name, file, includes = [], documentation = [] }) => ({
    ...{ name, file, includes, definitions: byModule.get(name) ?? [] },
    freeForm: documentation.map((text) => ({
      kind: "free-form" as const,
      ...new DefinitionReader(file).text(text),
    })),
  }));
  return makeModel(modules, definitions);
}

function annotationsOf({ definitions, accessors = [], readPatterns = [] }: ModelDocument): Annotations {
  const commands = definitions.filter((each) => each.kind === "command");
  const valuesOf = <T>(value: (command: (typeof commands)[number]) => T | undefined): Map<string, T> =>
    new Map(
      commands.flatMap((command) => {
        const found = value(command);
        return found === undefined ? [] : [[command.name, found] as const];
      }),
    );
  return {
    accessors: accessors.map(readAccessor),
    completions: valuesOf(
      ({ completion }): AnnotatedCompletion | undefined =>
        completion && { description: completion, position: noPosition },
    ),
    timeouts: valuesOf(({ timeout }) => (timeout === null ? Infinity : timeout)),
    effects: valuesOf(({ effect }) => effect),
    readPatterns,
    base64: new Map(
      definitions.flatMap((each) => {
        const marked = membersOf(each).filter(({ base64 }) => base64 === true);
        return marked.length === 0 ? [] : [[each.name, new Set(marked.map(({ name }) => name))] as const];
      }),
    ),
    host: new Map(
      definitions.flatMap((each) => {
        const members = hostMembersOf(each);
        return members.size === 0 ? [] : [[each.name, members] as const];
      }),
    ),
  };
}

function readAccessor({
  name,
  event,
  arguments: args,
}: AnnotatedAccessorEntry): Annotations["accessors"][number] {
  const read = args.map((argument) => ({
    ...{ name: argument.name, member: argument.member },
    optional: argument.optional ?? false,
    type: readType(argument.type),
  }));
  return { name, event, arguments: read, position: noPosition };
}

function hostMembersOf(entry: DefinitionEntry): HostMembers {
  const open = entry.kind === "command" ? (entry.openArguments ?? []) : [];
  return new Map(
    [...membersOf(entry), ...open].flatMap(({ name, host }) =>
      host === undefined ? [] : [[name, host] as const],
    ),
  );
}

/** Returns the members that an entry lists itself. */
function membersOf(entry: DefinitionEntry): readonly MemberEntry[] {
  switch (entry.kind) {
    case "struct":
      return entry.members;
    case "union":
      return listOf(entry.base);
    case "command":
    case "accessor":
      return listOf(entry.arguments);
    case "event":
      return listOf(entry.data);
    case "enum":
    case "alternate":
      return [];
  }
}

function listOf(members: MembersEntry): readonly MemberEntry[] {
  return typeof members === "string" ? [] : members;
}
