import { isObject } from "../json.js";

/** An entry of the answer to `query-qmp-schema`, or a part of one, as it came. */
export type Info = Readonly<Record<string, unknown>>;

/** A member, or whatever else has features, with the type that it has. */
export interface Place {
  readonly info: Info;
  /** The name of its type; undefined where it has none. */
  readonly type: string | undefined;
}

/**
 * The answer to `query-qmp-schema`, by name. It comes from outside: what is not as it should be is as if it were not
 * there, since nothing is known of it that could be relied on.
 */
export class SchemaIndex {
  readonly #byName = new Map<string, Info>();

  constructor(answer: unknown) {
    for (const info of objectsIn(answer)) {
      if (typeof info["name"] === "string") this.#byName.set(info["name"], info);
    }
  }

  /** The command or event of that name. */
  message(kind: "command" | "event", name: string): Info | undefined {
    const found = this.#byName.get(name);
    return found?.["meta-type"] === kind ? found : undefined;
  }

  /** The members of that name which values of a type can have. */
  members(type: string, name: string): Place[] {
    return [...this.#reach(type)]
      .filter((info) => info["meta-type"] === "object")
      .flatMap((info) => objectsIn(info["members"]))
      .filter((member) => member["name"] === name)
      .map((info) => ({ info, type: textIn(info["type"]) }));
  }

  /** The values of that name in the enumerations that values of a type can be of. */
  values(type: string, name: string): Place[] {
    return [...this.#reach(type)]
      .filter((info) => info["meta-type"] === "enum")
      .flatMap(valuesIn)
      .filter((value) => value["name"] === name)
      .map((info) => ({ info, type: undefined }));
  }

  /** A type, its elements, its alternatives and its branches, and theirs. */
  #reach(type: string): Set<Info> {
    const found = new Set<Info>();
    const due = [type];
    for (let name = due.pop(); name !== undefined; name = due.pop()) {
      const info = this.#byName.get(name);
      if (!info || found.has(info)) continue;
      found.add(info);
      due.push(...partsOf(info));
    }
    return found;
  }
}

function partsOf(info: Info): string[] {
  const parts: unknown[] = [info["element-type"]];
  for (const variant of objectsIn(info["variants"])) parts.push(variant["type"]);
  if (info["meta-type"] === "alternate") {
    for (const alternative of objectsIn(info["members"])) parts.push(alternative["type"]);
  }
  return parts.flatMap((part) => textIn(part) ?? []);
}

/** QEMU before 6.2 had only `values`, the names. */
function valuesIn(info: Info): Info[] {
  if (info["members"] !== undefined) return objectsIn(info["members"]);
  return Array.isArray(info["values"]) ? info["values"].map((name: unknown) => ({ name })) : [];
}

function objectsIn(list: unknown): Info[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

export function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
