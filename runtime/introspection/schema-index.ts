import { isObject } from "../json.js";
import type { MemberPath, SupportQuestion } from "./question.js";

/** A `SchemaInfo` of the answer to `query-qmp-schema`, or a part of one. */
type Info = Readonly<Record<string, unknown>>;

/** A command, event, member or enumeration value, with the name of its type. */
interface Entity {
  readonly info: Info;
  /** A name; anything else if it has no type. */
  readonly type?: unknown;
}

/**
 * The answer to `query-qmp-schema`, indexed by name. The answer is not trusted: entries of an unexpected shape are
 * ignored.
 */
export class SchemaIndex {
  readonly #byName = new Map<unknown, Info>();

  constructor(answer: unknown) {
    for (const info of objectsIn(answer)) {
      if (info["name"] !== undefined) this.#byName.set(info["name"], info);
    }
  }

  /** Whether the server has what the question is about. */
  supports(question: SupportQuestion): boolean {
    const { feature } = question;
    return this.#find(question).some(
      ({ info }) => feature === undefined || hasFeature(info["features"], feature),
    );
  }

  /** The entities that match a question: several branches can have a member of the same name. */
  #find(question: SupportQuestion): Entity[] {
    const start = this.#findMessage(question);
    const path = pathOf(question);
    if (path === undefined) return start;
    const members = path.reduce(
      (found, name) => found.flatMap(({ type }) => this.#members(type, name)),
      start,
    );
    const value = "value" in question ? question.value : undefined;
    return value === undefined ? members : members.flatMap(({ type }) => this.#values(type, value));
  }

  #findMessage(question: SupportQuestion): Entity[] {
    const isCommand = "command" in question;
    const info = this.#byName.get(isCommand ? question.command : question.event);
    if (info?.["meta-type"] !== (isCommand ? "command" : "event")) return [];
    const key = "returns" in question ? "ret-type" : "arg-type";
    return [{ info, type: info[key] }];
  }

  #members(type: unknown, name: string): Entity[] {
    return this.#reachable(type)
      .filter((info) => info["meta-type"] === "object")
      .flatMap((info) => objectsIn(info["members"]))
      .filter((member) => member["name"] === name)
      .map((info) => ({ info, type: info["type"] }));
  }

  #values(type: unknown, name: string): Entity[] {
    return this.#reachable(type)
      .filter((info) => info["meta-type"] === "enum")
      .flatMap(enumValues)
      .filter((value) => value["name"] === name)
      .map((info) => ({ info }));
  }

  /** A type and, recursively, the types of its elements, alternatives and branches. */
  #reachable(type: unknown): Info[] {
    const found = new Set<Info>();
    const names = [type];
    // The loop reaches what is added to the list.
    for (const name of names) {
      const info = this.#byName.get(name);
      if (!info || found.has(info)) continue;
      found.add(info);
      names.push(...partTypes(info));
    }
    return [...found];
  }
}

function pathOf(question: SupportQuestion): readonly string[] | undefined {
  let path: MemberPath | undefined;
  if ("argument" in question) path = question.argument;
  else if ("returns" in question) path = question.returns;
  else if ("data" in question) path = question.data;
  return typeof path === "string" ? [path] : path;
}

function hasFeature(features: unknown, feature: string): boolean {
  return Array.isArray(features) && features.includes(feature);
}

function partTypes(info: Info): unknown[] {
  const types: unknown[] = [info["element-type"]];
  for (const variant of objectsIn(info["variants"])) types.push(variant["type"]);
  if (info["meta-type"] === "alternate") {
    for (const alternative of objectsIn(info["members"])) types.push(alternative["type"]);
  }
  return types;
}

/** QEMU before 6.2 sends only `values`, the names. */
function enumValues(info: Info): Info[] {
  if (info["members"] !== undefined) return objectsIn(info["members"]);
  return Array.isArray(info["values"]) ? info["values"].map((name: unknown) => ({ name })) : [];
}

function objectsIn(list: unknown): Info[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
