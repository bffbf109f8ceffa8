import type { MemberInfo, ObjectInfo, TypeInfo } from "qapi-ts-generator/introspection";
import type { Documentation, MemberEntry } from "../../documentation/documentation.js";
import type { MachineSchema } from "../../schema/machine-schema.js";

/** The values that are given so far, by dotted path. */
export type Given = (path: string) => string | undefined;

/** A member that can be given at some place: what the machine has, and its documentation. */
export interface PlacedMember {
  readonly info: MemberInfo;
  readonly path: string;
  /** Undefined if the machine is newer than the documentation, or has other definitions. */
  readonly entry: MemberEntry | undefined;
}

/** Finds the members that can be given at a path of a command's arguments. */
export class Places {
  readonly schema: MachineSchema;
  readonly documentation: Documentation;

  constructor(schema: MachineSchema, documentation: Documentation) {
    this.schema = schema;
    this.documentation = documentation;
  }

  /**
   * Returns the members of the object at a path: those of the branches that the given discriminators select too.
   * @param path - the steps to the object. A number is a position in a list.
   */
  membersAt(command: string, path: readonly string[], given: Given): readonly PlacedMember[] {
    const info = this.schema.commands.get(command);
    if (info === undefined) return [];
    let members = this.#members(this.schema.argumentsOf(info), command, "", given);
    let at = "";
    for (let index = 0; index < path.length; index++) {
      const member = members.find(({ info: { name } }) => name === path[index]);
      if (member === undefined) return [];
      at = member.path;
      let type = this.schema.type(member.info.type);
      if (type["meta-type"] === "array") {
        const position = path[++index];
        if (position === undefined || !/^\d+$/.test(position)) return [];
        at = `${at}.${position}`;
        type = this.schema.type(type["element-type"]);
      }
      const object = this.objectOf(type);
      if (object === undefined) return [];
      const definition = member.entry && this.documentation.objectOf(member.entry.type);
      members = this.#members(object, definition, `${at}.`, given);
    }
    return members;
  }

  /** Returns the member at a path. A position in a list stands for the list itself. */
  memberAt(command: string, path: readonly string[], given: Given): PlacedMember | undefined {
    const steps = /^\d+$/.test(path.at(-1) ?? "") ? path.slice(0, -1) : path;
    const name = steps.at(-1);
    return this.membersAt(command, steps.slice(0, -1), given).find(({ info }) => info.name === name);
  }

  /** Returns the object that a value of a type can be; undefined if there is none. */
  objectOf(type: TypeInfo): ObjectInfo | undefined {
    if (type["meta-type"] === "object") return type;
    if (type["meta-type"] !== "alternate") return undefined;
    return type.members
      .map((name) => this.objectOf(this.schema.type(name)))
      .find((object) => object !== undefined);
  }

  #members(type: ObjectInfo, definition: string | undefined, prefix: string, given: Given): PlacedMember[] {
    const select = (tag: string): string | undefined => given(prefix + tag);
    const entries = new Map(
      definition === undefined
        ? []
        : this.documentation.members(definition, select).map((each) => [each.name, each]),
    );
    return this.#infos(type, select).map((info) => ({
      info,
      path: prefix + info.name,
      entry: entries.get(info.name),
    }));
  }

  #infos(type: ObjectInfo, select: (tag: string) => string | undefined): readonly MemberInfo[] {
    const selected = type.tag === undefined ? undefined : select(type.tag);
    const variant = type.variants.find((each) => each.case === selected);
    const branch = variant === undefined ? [] : this.#infos(this.schema.objectType(variant.type), select);
    // The discriminator first, because it decides which other members there are.
    const own = [...type.members].sort((a, b) => Number(b.name === type.tag) - Number(a.name === type.tag));
    return [...own, ...branch];
  }
}
