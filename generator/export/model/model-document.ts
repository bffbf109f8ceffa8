import { dirname, relative, resolve } from "node:path";
import { groupedFacts, type DeviceFacts } from "../../devices/facts.js";
import {
  type Accessor,
  type AnnotatedAccessor,
  type Annotations,
  base64Members,
  type Branch,
  type Command,
  commandDefaults,
  type Condition,
  type Definition,
  type Documentation,
  type DocumentationText,
  type EnumValue,
  eventDefaults,
  givenProperties,
  type Feature,
  type FreeFormDocumentation,
  HostPaths,
  type Member,
  type Members,
  type Model,
  noAnnotations,
  ownMembers,
  type Position,
  type TypeReference,
} from "../../model/index.js";
import {
  type AccessorEntry,
  type AnnotatedAccessorEntry,
  type BranchEntry,
  type CommandEntry,
  type ConditionEntry,
  type DefinitionEntry,
  type DocumentationEntry,
  type FeatureEntry,
  formatVersion,
  type MemberEntry,
  type MembersEntry,
  type ModelDocument,
  type ModuleEntry,
  type PositionEntry,
  type ServerEntry,
  type TextEntry,
  type TypeEntry,
  type ValueEntry,
} from "./document.js";

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

/** The paths are relative to the entry's folder, so that the document does not depend on the location of the schema. */
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

/** Converts definitions, with their annotations, to entries of the document. */
class DefinitionWriter {
  readonly #annotations: Annotations;
  readonly #base64: ReadonlySet<Member>;
  readonly #hostPaths: HostPaths;

  constructor(model: Model, annotations: Annotations) {
    this.#annotations = annotations;
    this.#base64 = base64Members(model, annotations);
    this.#hostPaths = new HostPaths(model, annotations);
  }

  entry(definition: Definition): DefinitionEntry {
    const { documentation, name, module } = definition;
    const common = {
      name,
      module,
      ...commonEntry(definition),
      ...(documentation !== undefined && { documentation: documentationEntry(documentation, name) }),
    };
    switch (definition.kind) {
      case "enum": {
        const { values, prefix } = definition;
        const own = { ...(prefix !== undefined && { prefix }), values: values.map(valueEntry) };
        return { kind: "enum", ...common, ...own };
      }
      case "struct": {
        const { base } = definition;
        const members = this.#list(definition, definition.members);
        return { kind: "struct", ...common, ...(base !== undefined && { base }), members };
      }
      case "union": {
        const { discriminator, branches } = definition;
        const base = this.#members(definition, definition.base);
        return { kind: "union", ...common, base, discriminator, branches: branches.map(branchEntry) };
      }
      case "alternate":
        return { kind: "alternate", ...common, alternatives: definition.alternatives.map(branchEntry) };
      case "event": {
        const data = this.#members(definition, definition.data);
        return { kind: "event", ...common, data, ...flagsEntry(definition, eventDefaults) };
      }
      case "accessor":
        return { kind: "accessor", ...common, event: definition.event, ...this.#callable(definition) };
      case "command":
        return { kind: "command", ...common, ...this.#callable(definition), ...this.#command(definition) };
    }
  }

  #callable(callable: Command | Accessor): CallableMembers {
    return { arguments: this.#members(callable, callable.data), ...flagsEntry(callable, commandDefaults) };
  }

  #command(command: Command): Partial<CommandEntry> {
    const { name, returns } = command;
    const { effects, timeouts, completions } = this.#annotations;
    const [effect, timeout, completion] = [effects.get(name), timeouts.get(name), completions.get(name)];
    return {
      ...(returns !== undefined && { returns: typeEntry(returns) }),
      ...(effect !== undefined && { effect }),
      ...listed("hostArguments", this.#hostPaths.of(command), ({ path, kind }) => ({ path, kind })),
      ...listed("openArguments", this.#openArguments(command), ([argument, host]) => ({
        name: argument,
        host,
      })),
      // JSON has no infinity.
      ...(timeout !== undefined && { timeout: Number.isFinite(timeout) ? timeout : null }),
      ...(completion !== undefined && { completion: completion.description }),
    };
  }

  #openArguments(command: Command): readonly (readonly [string, MemberEntry["host"] & object])[] {
    const own = new Set(ownMembers(command).map(({ name }) => name));
    return [...(this.#annotations.host.get(command.name) ?? [])].filter(([name]) => !own.has(name));
  }

  #members(definition: Definition, members: Members): MembersEntry {
    return members.kind === "named" ? members.type : this.#list(definition, members.members);
  }

  #list(definition: Definition, members: readonly Member[]): readonly MemberEntry[] {
    const host = this.#annotations.host.get(definition.name);
    return members.map((member) => {
      const kinds = host?.get(member.name);
      return {
        name: member.name,
        type: typeEntry(member.type),
        ...(member.optional && { optional: true }),
        ...commonEntry(member),
        ...(this.#base64.has(member) && { base64: true }),
        ...(kinds !== undefined && { host: kinds }),
      };
    });
  }
}

type CallableMembers = Pick<AccessorEntry, "arguments" | keyof typeof commandDefaults>;

function valueEntry(value: EnumValue): ValueEntry {
  return { name: value.name, ...commonEntry(value) };
}

function branchEntry(branch: Branch): BranchEntry {
  return { name: branch.name, type: typeEntry(branch.type), ...commonEntry(branch) };
}

function typeEntry(type: TypeReference): TypeEntry {
  return type.kind === "array" ? [typeEntry(type.element)] : type.name;
}

function conditionEntry(condition: Condition): ConditionEntry {
  switch (condition.kind) {
    case "defined":
      return condition.name;
    case "all":
      return { all: condition.conditions.map(conditionEntry) };
    case "any":
      return { any: condition.conditions.map(conditionEntry) };
    case "not":
      return { not: conditionEntry(condition.condition) };
  }
}

/** Returns the members that every part of a definition has besides its name. */
function commonEntry({
  position,
  condition,
  features = [],
}: {
  readonly position: Position;
  readonly condition: Condition | undefined;
  readonly features?: readonly Feature[];
}): Omit<FeatureEntry, "name"> & { readonly features?: readonly FeatureEntry[] } {
  return {
    ...placed(position),
    ...(condition !== undefined && { condition: conditionEntry(condition) }),
    ...listed("features", features, (feature) => ({ name: feature.name, ...commonEntry(feature) })),
  };
}

function documentationEntry(documentation: Documentation, name: string): DocumentationEntry {
  const { symbol, position, body, members, features, sections } = documentation;
  return {
    ...placed(position),
    ...(symbol !== name && { symbol }),
    ...listed("body", body, textEntry),
    ...listed("members", members, (each) => ({ name: each.name, ...textEntry(each) })),
    ...listed("features", features, (each) => ({ name: each.name, ...textEntry(each) })),
    ...listed("sections", sections, (each) => ({ tag: each.tag, ...textEntry(each) })),
  };
}

function textEntry({ lines, position }: DocumentationText | FreeFormDocumentation): TextEntry {
  return { ...placed(position), ...(lines.length > 0 && { text: lines.join("\n") }) };
}

/** Returns the flags of a definition that differ from their defaults. */
function flagsEntry<Flags extends object>(definition: Flags, defaults: Flags): Partial<Flags> {
  return Object.fromEntries(givenProperties(definition, defaults)) as Partial<Flags>;
}

/** Returns a list as a member; no member if the list is empty. */
function listed<Key extends string, T, U>(
  key: Key,
  items: readonly T[],
  convert: (item: T) => U,
): { readonly [Name in Key]?: readonly U[] } {
  const member: unknown = items.length === 0 ? {} : { [key]: items.map(convert) };
  return member as { readonly [Name in Key]?: readonly U[] };
}

function placed({ line, column }: Position): { readonly position?: PositionEntry } {
  return line === 0 ? {} : { position: [line, column] };
}
