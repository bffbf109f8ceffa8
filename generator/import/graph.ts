import { UserError } from "../diagnostics/user-error.js";
import { visible } from "../diagnostics/visible.js";
import type {
  CommandInfo,
  EventInfo,
  ObjectInfo,
  SchemaInfo,
  TypeInfo,
} from "../introspection/schema-info.js";
import { isBuiltinName } from "../model/index.js";
import type { Answer, Origin } from "./answer.js";
import { emptyType } from "./empty-type.js";

export type EntryInfo = CommandInfo | EventInfo;

/** One answer whose references all lead somewhere. */
export class Graph {
  readonly origin: Origin;
  readonly entries: readonly EntryInfo[];
  /** The masked name of the type without members that stands for "nothing"; undefined where none is needed. */
  readonly empty: string | undefined;
  readonly #types = new Map<string, TypeInfo>();

  /** @throws UserError with the place where something does not fit together. */
  constructor({ origin, infos }: Answer) {
    this.origin = origin;
    this.entries = infos.filter(isEntry);
    for (const info of infos) if (!isEntry(info)) this.#types.set(info.name, info);
    this.#checkNames(infos);
    for (const info of infos) this.#check(info);
    this.empty = emptyType(infos);
  }

  /** In the answer's order. */
  get typeNames(): Iterable<string> {
    return this.#types.keys();
  }

  type(name: string): TypeInfo {
    const found = this.#types.get(name);
    if (!found) throw new UserError(`${this.origin.name}: there is no type ${visible(name)}`);
    return found;
  }

  object(name: string): ObjectInfo {
    const found = this.type(name);
    if (found["meta-type"] === "object") return found;
    throw new UserError(`${this.origin.name}: type ${visible(name)} is not an object`);
  }

  #checkNames(infos: readonly SchemaInfo[]): void {
    const seen = new Set<string>();
    for (const info of infos) {
      if (seen.has(info.name)) this.#fail(info, "there are two entries of this name");
      seen.add(info.name);
    }
  }

  #check(info: SchemaInfo): void {
    switch (info["meta-type"]) {
      case "builtin":
        if (!isBuiltinName(info.name)) this.#fail(info, "there is no such built-in type");
        return;
      case "enum":
        return;
      case "array":
        if (this.#find(info, "element-type", info["element-type"])["meta-type"] === "array") {
          this.#fail(info, "QAPI has no arrays of arrays");
        }
        return;
      case "object":
        for (const { name, type } of info.members) this.#find(info, `member ${visible(name)}`, type);
        for (const each of info.variants) this.#findObject(info, `case ${visible(each.case)}`, each.type);
        return;
      case "alternate":
        for (const [index, type] of info.members.entries()) this.#find(info, `members[${index}]`, type);
        return;
      case "command":
        this.#find(info, "ret-type", info["ret-type"]);
        this.#findObject(info, "arg-type", info["arg-type"]);
        return;
      case "event":
        this.#findObject(info, "arg-type", info["arg-type"]);
    }
  }

  #findObject(user: SchemaInfo, where: string, name: string): void {
    const type = this.#find(user, where, name);
    if (type["meta-type"] === "object") return;
    this.#fail(user, `${where}: an object belongs here, ${visible(name)} is of kind ${type["meta-type"]}`);
  }

  #find(user: SchemaInfo, where: string, name: string): TypeInfo {
    return this.#types.get(name) ?? this.#fail(user, `${where}: there is no type ${visible(name)}`);
  }

  #fail(info: SchemaInfo, message: string): never {
    throw new UserError(`${this.origin.name}: ${info["meta-type"]} ${visible(info.name)}: ${message}`);
  }
}

function isEntry(info: SchemaInfo): info is EntryInfo {
  return info["meta-type"] === "command" || info["meta-type"] === "event";
}
