import type { MemberInfo, ObjectInfo, TypeInfo } from "qapi-ts-generator/introspection";
import {
  firstSentence,
  type Documentation,
  type MemberEntry,
} from "../../../../documentation/documentation.js";
import type { MachineSchema } from "../../../../schema/machine-schema.js";
import { describeType } from "../../../../shell/completion/type-text.js";
import { liveKindsOf } from "../../../../shell/live/kinds.js";
import {
  unlisted,
  type AddableMember,
  type AlternateControl,
  type Control,
  type Field,
  type ListControl,
  type ObjectControl,
} from "./form.js";
import { initialValue } from "./initial-value.js";
import { membersFor } from "./members.js";
import { openField, openMember, type OpenMember } from "./open-members.js";
import { isObject, memberOf, type JsonObject, type Path } from "./path.js";
import { alternativeFor } from "../../../../arguments/read-value.js";

/** The deepest nesting of required objects that are not given. */
const maxAbsent = 6;

/** A place in the arguments: what the documentation calls its type, and the definition that lists it. */
interface Place {
  readonly path: Path;
  readonly documented: string | undefined;
  /** The number of objects around it that are not given. */
  readonly absent: number;
}

/** Makes the forms of a server's commands. */
export class FormBuilder {
  readonly #schema: MachineSchema;
  readonly #documentation: Documentation;

  constructor(schema: MachineSchema, documentation: Documentation) {
    this.#schema = schema;
    this.#documentation = documentation;
  }

  /**
   * Returns the form of a command with some arguments. Every member of the arguments has a field.
   * @param open - the arguments that the schema does not list.
   */
  build(command: string, args: JsonObject, open: readonly OpenMember[] = []): ObjectControl {
    const info = this.#schema.commands.get(command);
    if (info === undefined) return { kind: "object", fields: unexpectedFields(args, []), addable: [] };
    const type = this.#schema.argumentsOf(info);
    return this.#object(type, command, args, { path: [], documented: undefined, absent: 0 }, open);
  }

  /** @param definition - the documented definition whose members these are. */
  #object(
    type: ObjectInfo,
    definition: string | undefined,
    value: JsonObject | undefined,
    place: Place,
    open: readonly OpenMember[] = [],
  ): ObjectControl {
    const given = value ?? {};
    const absent = value === undefined ? place.absent + 1 : 0;
    const { members, tags } = membersFor(this.#schema, type, given);
    const entries = this.#entries(definition, given);
    const isShown = ({ name, optional }: MemberInfo): boolean => Object.hasOwn(given, name) || !optional;
    const order = ({ name, optional }: MemberInfo): number => (tags.has(name) ? 0 : optional ? 2 : 1);
    const fields = members
      .filter((member) => isShown(member) && absent <= maxAbsent)
      .sort((a, b) => order(a) - order(b))
      .map((member) => {
        const path = [...place.path, member.name];
        const field = this.#member(member, entries.get(member.name), given, { ...place, path, absent });
        return tags.has(member.name) ? { ...field, selectsBranchOf: type.name } : field;
      });
    const others = withoutNames(given, members);
    const isOpen = new Map(open.map((member) => [member.name, member]));
    return {
      kind: "object",
      fields: [...fields, ...unexpectedFields(others, place.path, isOpen)],
      addable: [
        ...members
          .filter((member) => !isShown(member))
          .map((member) => this.#addable(member, entries.get(member.name))),
        ...open
          .filter(
            ({ name }) => !Object.hasOwn(given, name) && !members.some((member) => member.name === name),
          )
          .map(openMember),
      ],
    };
  }

  #member(info: MemberInfo, entry: MemberEntry | undefined, object: JsonObject, place: Place): Field {
    const value = memberOf(object, info.name);
    return {
      path: place.path,
      label: info.name,
      value,
      selectsBranchOf: undefined,
      type: entry?.type ?? describeType(this.#schema, this.#schema.type(info.type)),
      summary: firstSentence(entry?.text),
      features: info.features,
      isRequired: !info.optional,
      isPresent: Object.hasOwn(object, info.name),
      isBase64: entry?.isBase64 === true,
      live: entry === undefined ? [] : liveKindsOf(entry.owner, info.name, entry.type),
      control: this.#control(info.type, value, { ...place, documented: entry?.type }),
    };
  }

  #addable(info: MemberInfo, entry: MemberEntry | undefined): AddableMember {
    return {
      value: info.name,
      summary: firstSentence(entry?.text),
      type: entry?.type ?? describeType(this.#schema, this.#schema.type(info.type)),
      features: info.features,
      initial: initialValue(this.#schema, info.type),
    };
  }

  #control(typeName: string, value: unknown, place: Place): Control {
    const type = this.#schema.type(typeName);
    switch (type["meta-type"]) {
      case "builtin":
        return scalar(type["json-type"], value);
      case "enum": {
        if (value !== undefined && typeof value !== "string") return { kind: "unexpected" };
        const choices = type.members.map(({ name }) => ({
          value: name,
          summary: firstSentence(this.#documentation.valueText(place.documented ?? "", name)),
        }));
        return { kind: "enum", choices };
      }
      case "array":
        return value === undefined || Array.isArray(value)
          ? this.#list(type["element-type"], value ?? [], place)
          : { kind: "unexpected" };
      case "object":
        return value === undefined || isObject(value)
          ? this.#object(type, this.#definition(place), value, place)
          : { kind: "unexpected" };
      case "alternate":
        return this.#alternate(type, value, place);
    }
  }

  #list(element: string, list: readonly unknown[], place: Place): ListControl {
    const documented = place.documented?.replace(/^\[(.*)\]$/, "$1");
    const type = this.#schema.type(element);
    const items = list.map((value, index): Field => ({
      ...unlisted,
      path: [...place.path, index],
      label: String(index),
      type: documented ?? describeType(this.#schema, type),
      summary: undefined,
      value,
      live: liveKindsOf("", "", documented ?? ""),
      control: this.#control(element, value, { ...place, documented, path: [...place.path, index] }),
    }));
    return { kind: "list", items, initial: initialValue(this.#schema, element) };
  }

  #alternate(type: TypeInfo & { "meta-type": "alternate" }, value: unknown, place: Place): Control {
    const selected = value === undefined ? undefined : alternativeFor(this.#schema, type, value);
    if (value !== undefined && selected === undefined) return { kind: "unexpected" };
    const alternatives = type.members.map((name) => ({
      name,
      label: describeType(this.#schema, this.#schema.type(name)),
      initial: initialValue(this.#schema, name),
    }));
    const control = selected === undefined ? undefined : this.#control(selected, value, place);
    return { kind: "alternate", alternatives, selected, control } satisfies AlternateControl;
  }

  #definition({ documented }: Place): string | undefined {
    return documented === undefined ? undefined : this.#documentation.objectOf(documented);
  }

  #entries(definition: string | undefined, value: JsonObject): ReadonlyMap<string, MemberEntry> {
    if (definition === undefined) return new Map();
    const entries = this.#documentation.members(definition, (tag) => {
      const selected = memberOf(value, tag);
      return typeof selected === "string" ? selected : undefined;
    });
    return new Map(entries.map((entry) => [entry.name, entry]));
  }
}

/** A number may be typed in part: the text is then a string, which the check refuses. */
function scalar(jsonType: string, value: unknown): Control {
  const isAbsent = value === undefined;
  const isNumber = typeof value === "number" || typeof value === "bigint" || typeof value === "string";
  switch (jsonType) {
    case "string":
      return { kind: isAbsent || typeof value === "string" ? "string" : "unexpected" };
    case "int":
      return { kind: isAbsent || isNumber ? "integer" : "unexpected" };
    case "number":
      return { kind: isAbsent || isNumber ? "number" : "unexpected" };
    case "boolean":
      return { kind: isAbsent || typeof value === "boolean" ? "boolean" : "unexpected" };
    case "null":
      return { kind: isAbsent || value === null ? "null" : "unexpected" };
    default:
      return { kind: "any" };
  }
}

function withoutNames(value: JsonObject, members: readonly MemberInfo[]): JsonObject {
  const names = new Set(members.map(({ name }) => name));
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(name)));
}

/** Returns fields for members that the schema does not list. */
function unexpectedFields(
  value: JsonObject,
  path: Path,
  open: ReadonlyMap<string, OpenMember> = new Map(),
): Field[] {
  return Object.entries(value).map(([name, member]) => openField(name, member, path, open.get(name)));
}
