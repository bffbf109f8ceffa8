import {
  commandDefaults,
  eventDefaults,
  isBuiltinName,
  noPosition,
  type Branch,
  type Condition,
  type Definition,
  type Documentation,
  type DocumentationText,
  type EnumValue,
  type Feature,
  type Member,
  type Members,
  type Position,
  type TypeReference,
} from "../../model/index.js";
import type {
  AccessorEntry,
  BranchEntry,
  CommandEntry,
  ConditionEntry,
  DefinitionEntry,
  DocumentationEntry,
  FeatureEntry,
  MemberEntry,
  MembersEntry,
  PositionEntry,
  TextEntry,
  TypeEntry,
  ValueEntry,
} from "./document.js";

/** Converts entries of the document to definitions. */
export class DefinitionReader {
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

export function readType(entry: TypeEntry): TypeReference {
  if (typeof entry !== "string") return { kind: "array", element: readType(entry[0]) };
  return isBuiltinName(entry) ? { kind: "builtin", name: entry } : { kind: "defined", name: entry };
}

function readCondition(entry: ConditionEntry): Condition {
  if (typeof entry === "string") return { kind: "defined", name: entry };
  if ("all" in entry) return { kind: "all", conditions: entry.all.map(readCondition) };
  if ("any" in entry) return { kind: "any", conditions: entry.any.map(readCondition) };
  return { kind: "not", condition: readCondition(entry.not) };
}
