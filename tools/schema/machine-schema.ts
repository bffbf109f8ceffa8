import type {
  CommandInfo,
  EventInfo,
  ObjectInfo,
  SchemaInfo,
  TypeInfo,
} from "qapi-ts-generator/introspection";

/** The commands, events and types of a server, by name. The names of types are valid within one schema only. */
export class MachineSchema {
  readonly commands: ReadonlyMap<string, CommandInfo>;
  readonly events: ReadonlyMap<string, EventInfo>;
  readonly #types: ReadonlyMap<string, TypeInfo>;

  constructor(entries: readonly SchemaInfo[]) {
    const commands = new Map<string, CommandInfo>();
    const events = new Map<string, EventInfo>();
    const types = new Map<string, TypeInfo>();
    for (const entry of entries) {
      if (entry["meta-type"] === "command") commands.set(entry.name, entry);
      else if (entry["meta-type"] === "event") events.set(entry.name, entry);
      else types.set(entry.name, entry);
    }
    this.commands = commands;
    this.events = events;
    this.#types = types;
  }

  /** @throws TypeError if the schema refers to a type that it does not have. */
  type(name: string): TypeInfo {
    const type = this.#types.get(name);
    if (type === undefined) throw new TypeError(`the schema has no type "${name}"`);
    return type;
  }

  /** Returns the type of a command's arguments. */
  argumentsOf(command: CommandInfo): ObjectInfo {
    return this.objectType(command["arg-type"]);
  }

  /** @throws TypeError if the type is not an object. */
  objectType(name: string): ObjectInfo {
    const type = this.type(name);
    if (type["meta-type"] !== "object") throw new TypeError(`type "${name}" is not an object`);
    return type;
  }
}
