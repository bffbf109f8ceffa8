import { CommandError, IntrospectionError } from "../errors/index.js";
import { isObject } from "../json.js";
import type { AnyProtocol, CommandName, EventName, Protocol } from "../protocol.js";

/**
 * The path to a member: its name, or the names of the members from the outermost to it. Arrays and alternates need no
 * step; the members of every branch of a union count.
 */
type MemberPath = string | readonly string[];

interface MemberQuestion {
  /** A feature of the value if `value` is given, otherwise of the member. */
  readonly feature?: string | undefined;
  /** A value of the enumeration that is the member's type. */
  readonly value?: string | undefined;
}

interface CommandQuestion<P extends Protocol> {
  readonly command: CommandName<P>;
  readonly event?: never;
  readonly data?: never;
}

interface EventQuestion<P extends Protocol> {
  readonly event: EventName<P>;
  readonly command?: never;
  readonly argument?: never;
  readonly returns?: never;
}

interface WholeQuestion {
  readonly feature?: string | undefined;
  readonly value?: never;
}

/** A command or event of the protocol, a member, an enumeration value or a feature that a server may support. */
export type SupportQuestion<P extends Protocol = AnyProtocol> =
  | (CommandQuestion<P> & WholeQuestion & { readonly argument?: never; readonly returns?: never })
  | (CommandQuestion<P> & MemberQuestion & { readonly argument: MemberPath; readonly returns?: never })
  | (CommandQuestion<P> & MemberQuestion & { readonly returns: MemberPath; readonly argument?: never })
  | (EventQuestion<P> & WholeQuestion & { readonly data?: never })
  | (EventQuestion<P> & MemberQuestion & { readonly data: MemberPath });

/** Whether a question is about a command as a whole, which is all that a guest agent can answer. */
export function isPlainCommand(question: SupportQuestion): question is { readonly command: string } {
  const given = Object.values(question).filter((value) => value !== undefined);
  return question.command !== undefined && given.length === 1;
}

/** Answers whether a server supports something. */
export type ServerFeatures = (question: SupportQuestion) => boolean;

/** Sends a command without arguments and returns its reply. */
export type SendQuery = (command: string) => Promise<unknown>;

/**
 * Queries the schema of a QMP server.
 * @throws IntrospectionError (as a rejection) if the server has no `query-qmp-schema`.
 */
export async function querySchema(send: SendQuery): Promise<ServerFeatures> {
  const index = new SchemaIndex(await sendQuery(send, "query-qmp-schema"));
  return (question) => index.supports(question);
}

/** @throws IntrospectionError (as a rejection) if the server does not have the command. */
export async function sendQuery(send: SendQuery, command: string): Promise<unknown> {
  try {
    return await send(command);
  } catch (cause) {
    if (!(cause instanceof CommandError) || cause.errorClass !== "CommandNotFound") throw cause;
    throw new IntrospectionError(`the server has no ${command}`, { cause });
  }
}

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
    const { value } = question;
    return value === undefined ? members : members.flatMap(({ type }) => this.#values(type, value));
  }

  #findMessage(question: SupportQuestion): Entity[] {
    const { command, event, returns } = question;
    const info = this.#byName.get(command ?? event);
    if (info?.["meta-type"] !== (command === undefined ? "event" : "command")) return [];
    const key = returns === undefined ? "arg-type" : "ret-type";
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
  const path: MemberPath | undefined = question.argument ?? question.returns ?? question.data;
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
