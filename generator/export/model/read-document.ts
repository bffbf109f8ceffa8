import { loadedFacts, type DeviceFacts } from "../../devices/facts.js";
import {
  commandDefaults,
  eventDefaults,
  isBuiltinName,
  noPosition,
  type AnnotatedCompletion,
  type Annotations,
  type Branch,
  type Condition,
  type Definition,
  type Documentation,
  type DocumentationText,
  type EnumValue,
  type Feature,
  type HostMembers,
  type Member,
  type Members,
  type Model,
  type Position,
  type TypeReference,
} from "../../model/index.js";
import { makeModel } from "../../model/make-model.js";
import type {
  AccessorEntry,
  AnnotatedAccessorEntry,
  BranchEntry,
  CommandEntry,
  ConditionEntry,
  DefinitionEntry,
  DocumentationEntry,
  FeatureEntry,
  MemberEntry,
  MembersEntry,
  ModelDocument,
  PositionEntry,
  ServerEntry,
  TextEntry,
  TypeEntry,
  ValueEntry,
} from "./document.js";

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
    name,
    file,
    includes,
    definitions: byModule.get(name) ?? [],
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
    name: argument.name,
    member: argument.member,
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

/** Converts entries of the document to definitions. */
class DefinitionReader {
  readonly #file: string;

  /** @param file - the file of the module that contains the definitions. */
  constructor(file: string) {
    this.#file = file;
  }

  definition(entry: DefinitionEntry): Definition {
    const { name, module, documentation } = entry;
    const common = {
      ...this.#value(entry),
      module,
      documentation: documentation && this.#documentation(documentation, name),
    };
    switch (entry.kind) {
      case "enum":
        return { ...common, kind: "enum", prefix: entry.prefix, values: entry.values.map(this.#value) };
      case "struct":
        return { ...common, kind: "struct", base: entry.base, members: entry.members.map(this.#member) };
      case "union": {
        const { discriminator, branches } = entry;
        const base = this.#members(entry.base);
        return { ...common, kind: "union", base, discriminator, branches: branches.map(this.#branch) };
      }
      case "alternate":
        return { ...common, kind: "alternate", alternatives: entry.alternatives.map(this.#branch) };
      case "event": {
        const data = this.#members(entry.data);
        return { ...common, kind: "event", data, ...readFlags(entry, eventDefaults) };
      }
      case "accessor":
        return { ...common, ...this.#callable(entry), kind: "accessor", event: entry.event };
      case "command": {
        const returns = entry.returns === undefined ? undefined : readType(entry.returns);
        return { ...common, ...this.#callable(entry), kind: "command", returns };
      }
    }
  }

  text({ text, position }: TextEntry): DocumentationText {
    return { lines: text?.split("\n") ?? [], position: this.#position(position) };
  }

  readonly #value = ({ features = [], ...entry }: ValueEntry): EnumValue => ({
    ...this.#feature(entry),
    features: features.map(this.#feature),
  });

  readonly #feature = ({ name, position, condition }: FeatureEntry): Feature => ({
    name,
    position: this.#position(position),
    condition: condition === undefined ? undefined : readCondition(condition),
  });

  readonly #member = (entry: MemberEntry): Member => ({
    ...this.#value(entry),
    optional: entry.optional ?? false,
    type: readType(entry.type),
  });

  readonly #branch = (entry: BranchEntry): Branch => ({
    ...this.#feature(entry),
    type: readType(entry.type),
  });

  #members(entry: MembersEntry): Members {
    return typeof entry === "string"
      ? { kind: "named", type: entry }
      : { kind: "inline", members: entry.map(this.#member) };
  }

  #callable(entry: CommandEntry | AccessorEntry): typeof commandDefaults & { readonly data: Members } {
    return { data: this.#members(entry.arguments), ...readFlags(entry, commandDefaults) };
  }

  #documentation(entry: DocumentationEntry, definition: string): Documentation {
    const { symbol = definition, position, body = [], members = [], features = [], sections = [] } = entry;
    return {
      symbol,
      position: this.#position(position),
      body: body.map((each) => this.text(each)),
      members: members.map((each) => ({ name: each.name, ...this.text(each) })),
      features: features.map((each) => ({ name: each.name, ...this.text(each) })),
      sections: sections.map((each) => ({ tag: each.tag, ...this.text(each) })),
    };
  }

  #position(entry: PositionEntry | undefined): Position {
    return entry === undefined ? noPosition : { file: this.#file, line: entry[0], column: entry[1] };
  }
}

function readFlags<Flags extends object>(entry: Partial<Flags>, defaults: Flags): Flags {
  const keys = Object.keys(defaults) as (keyof Flags)[];
  return Object.fromEntries(keys.map((key) => [key, entry[key] ?? defaults[key]])) as Flags;
}

function readType(entry: TypeEntry): TypeReference {
  if (typeof entry !== "string") return { kind: "array", element: readType(entry[0]) };
  return isBuiltinName(entry) ? { kind: "builtin", name: entry } : { kind: "defined", name: entry };
}

function readCondition(entry: ConditionEntry): Condition {
  if (typeof entry === "string") return { kind: "defined", name: entry };
  if ("all" in entry) return { kind: "all", conditions: entry.all.map(readCondition) };
  if ("any" in entry) return { kind: "any", conditions: entry.any.map(readCondition) };
  return { kind: "not", condition: readCondition(entry.not) };
}
