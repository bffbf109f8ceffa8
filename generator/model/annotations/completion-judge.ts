import type { Completion } from "qapi-ts";
import { visible } from "../../diagnostics/visible.js";
import type { JsonPath } from "../../config/json-file/json-file.js";
import { memberAt, possibleMembers, type Command, type Members, type TypeReference } from "../index.js";
import type { Judge } from "./judge.js";

type Ending = NonNullable<Completion["done"]>[number];
type Condition = NonNullable<Ending["where"]>[number];

/** What can be compared with: the data of an event, or what a command answers, and how a message calls it. */
interface Compared {
  readonly data: Members;
  readonly called: string;
}

/** Judges the parts of one command's completion. */
export class CompletionJudge {
  readonly #judge: Judge;
  readonly #command: Command;

  constructor(judge: Judge, command: Command) {
    this.#judge = judge;
    this.#command = command;
  }

  /** An argument that the command is given. */
  argument(name: string, path: JsonPath): void {
    const { name: command, gen, data } = this.#command;
    const known = possibleMembers(this.#judge.model, data).some((member) => member.name === name);
    if (known || !gen) return;
    this.#judge.unknown(`the command ${visible(command)} has no argument ${visible(name)}`, path);
  }

  ending({ event: name, where = [], error }: Ending, path: JsonPath): void {
    const event = this.#judge.event(name, [...path, "event"]);
    if (event === undefined) return;
    const compared = { data: event.data, called: `the event ${visible(name)}` };
    this.conditions(compared, where, [...path, "where"]);
    if (error !== undefined) this.#member(compared, error, [...path, "error"]);
  }

  /** The answer of a command that is asked, or of its items the one that is meant. */
  query(
    query: { readonly command: string; readonly find?: readonly Condition[] },
    path: JsonPath,
  ): Compared | undefined {
    const asked = this.#judge.command(query.command, [...path, "command"]);
    if (asked === undefined) return undefined;
    const { returns } = asked;
    const item = returns?.kind === "array" ? returns.element : returns;
    if ((returns?.kind === "array") !== (query.find !== undefined)) {
      const what = query.find === undefined ? "a list, and 'find' does not say which item" : "no list";
      this.#judge.misfit(`the command ${visible(query.command)} returns ${what}`, path);
      return undefined;
    }
    if (item?.kind !== "defined") {
      this.#judge.misfit(`the command ${visible(query.command)} returns no object`, path);
      return undefined;
    }
    const data = { kind: "named", type: item.name } as const;
    const compared = { data, called: `what ${visible(query.command)} returns` };
    this.conditions(compared, query.find ?? [], [...path, "find"]);
    return compared;
  }

  conditions(compared: Compared, conditions: readonly Condition[], path: JsonPath): void {
    for (const [index, condition] of conditions.entries()) {
      const at = [...path, index];
      const type = this.#member(compared, condition.member, [...at, "member"]);
      const { argument, value, among = [] } = condition;
      const names = argument === undefined ? [] : typeof argument === "string" ? [argument] : argument;
      for (const name of names) this.argument(name, [...at, "argument"]);
      if (type === undefined) continue;
      if (value !== undefined) this.#value(type, value, [...at, "value"]);
      for (const [index, each] of among.entries()) this.#value(type, each, [...at, "among", index]);
    }
  }

  /** Those of the keys that are there name members. */
  members<K extends string>(
    compared: Compared,
    named: Readonly<Partial<Record<K, string>>>,
    keys: readonly K[],
    path: JsonPath,
  ): void {
    for (const key of keys) {
      const member = named[key];
      if (member !== undefined) this.#member(compared, member, [...path, key]);
    }
  }

  #member({ data, called }: Compared, member: string, path: JsonPath): TypeReference | undefined {
    const type = memberAt(this.#judge.model, data, member);
    if (type === undefined) this.#judge.unknown(`${called} has no member ${visible(member)}`, path);
    return type;
  }

  /** A value that an enumeration does not have would never be met. */
  #value(type: TypeReference, value: unknown, path: JsonPath): void {
    const found = type.kind === "defined" ? this.#judge.model.byName.get(type.name) : undefined;
    if (found?.kind !== "enum" || found.values.some(({ name }) => name === value)) return;
    this.#judge.unknown(
      `the enumeration ${visible(found.name)} has no value ${visible(String(value))}`,
      path,
    );
  }
}
