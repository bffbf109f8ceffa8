import type { Completion } from "qapi-ts/codegen";
import type { JsonPath } from "../../config/json-file.js";
import { quote } from "../../diagnostics/escape.js";
import { builtinJsonTypes, integerRanges, isIntegerName, qTypeValues } from "../builtin-types.js";
import type { Command, Member, Members, Model, TypeReference } from "../model.js";
import { commonMembers, isMandatory, jsonTypeOf, possibleMember, possibleMembers } from "../queries.js";
import type { AnnotationValidator } from "./validator.js";

type Template = Pick<NonNullable<Completion["forced"]>, "command" | "arguments">;
type Source = NonNullable<Template["arguments"]>[string];

/**
 * Validates a command that the runtime sends for an annotated one: its name, its arguments and their values, and that each
 * mandatory argument is always passed.
 * @returns the command; undefined if the schema does not have it.
 */
export function validateCall(
  validator: AnnotationValidator,
  annotated: Command,
  { command: name, arguments: sources = {} }: Template,
  path: JsonPath,
): Command | undefined {
  const command = validator.command(name, [...path, "command"]);
  if (command === undefined) return undefined;
  const call = new CallValidator(validator, annotated, command);
  for (const [argument, source] of Object.entries(sources)) {
    call.argument(argument, source, [...path, "arguments", argument]);
  }
  call.mandatory(sources, path);
  return command;
}

/** Returns an argument of a command; undefined if the schema does not list it. */
function findArgument(model: Model, { data }: Command, name: string): Member | undefined {
  return possibleMember(model, data, name);
}

/** Validates the name of an argument. The arguments of a command with `gen: false` are open. */
export function validateArgument(
  validator: AnnotationValidator,
  command: Command,
  name: string,
  path: JsonPath,
): Member | undefined {
  const found = findArgument(validator.model, command, name);
  if (found === undefined && command.gen) {
    const message = `the command ${quote(command.name)} has no argument ${quote(name)}`;
    validator.unknown(message, path, { name, valid: () => possibleMembers(validator.model, command.data) });
  }
  return found;
}

class CallValidator {
  readonly #validator: AnnotationValidator;
  readonly #annotated: Command;
  readonly #command: Command;

  constructor(validator: AnnotationValidator, annotated: Command, command: Command) {
    this.#validator = validator;
    this.#annotated = annotated;
    this.#command = command;
  }

  /** Validates the name and the value of an argument that is passed. */
  argument(name: string, source: Source, path: JsonPath): void {
    const target = validateArgument(this.#validator, this.#command, name, path);
    if ("value" in source) {
      if (target !== undefined) this.#constant(target, source.value, path);
      return;
    }
    const { argument } = source;
    const names = typeof argument === "string" ? [argument] : argument;
    for (const [index, given] of names.entries()) {
      const at = typeof argument === "string" ? ["argument"] : ["argument", index];
      const origin = validateArgument(this.#validator, this.#annotated, given, [...path, ...at]);
      if (target !== undefined && origin !== undefined) this.#types(target, origin, [...path, ...at]);
    }
  }

  /** Reports the mandatory arguments that are not passed, or only if the caller passes an optional argument. */
  mandatory(sources: Readonly<Record<string, Source>>, path: JsonPath): void {
    if (!this.#command.gen) return;
    const command = quote(this.#command.name);
    for (const { name } of this.#mandatoryMembers(sources)) {
      const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
      if (source === undefined) {
        const message = `the command ${command} needs the argument ${quote(name)}: add it to "arguments"`;
        this.#validator.mismatch(message, [...path, "command"]);
      } else if ("argument" in source && !this.#isAlwaysPresent(source.argument)) {
        const origin = quote(this.#annotated.name);
        const message = `the command ${command} needs the argument ${quote(name)}, but its source is optional in ${origin}`;
        this.#validator.mismatch(message, [...path, "arguments", name]);
      }
    }
  }

  /** The mandatory members, including those of the branches that constants select. */
  #mandatoryMembers(
    sources: Readonly<Record<string, Source>>,
    members: Members = this.#command.data,
  ): readonly Member[] {
    const { model } = this.#validator;
    const common = commonMembers(model, members).filter(isMandatory);
    const type = members.kind === "named" ? model.byName.get(members.type) : undefined;
    const selector = type?.kind === "union" ? sources[type.discriminator] : undefined;
    if (type?.kind !== "union" || selector === undefined || !("value" in selector)) return common;
    const branch = type.branches.find(({ name }) => name === selector.value);
    if (branch?.type.kind !== "defined") return common;
    return [...common, ...this.#mandatoryMembers(sources, { kind: "named", type: branch.type.name })];
  }

  #isAlwaysPresent(argument: string | readonly string[]): boolean {
    const names = typeof argument === "string" ? [argument] : argument;
    const { model } = this.#validator;
    return names.some((name) => findArgument(model, this.#annotated, name)?.optional !== true);
  }

  #constant(target: Member, value: string | number | boolean, path: JsonPath): void {
    if (isValueOf(this.#validator.model, target.type, value)) return;
    const owner = quote(this.#command.name);
    const message = `the argument ${quote(target.name)} of ${owner} cannot have the value ${JSON.stringify(value)}`;
    this.#validator.mismatch(message, path);
  }

  #types(target: Member, origin: Member, path: JsonPath): void {
    const { model } = this.#validator;
    const [wanted, given] = [jsonTypeOf(model, target.type), jsonTypeOf(model, origin.type)];
    if (wanted === undefined || given === undefined || wanted === given) return;
    const message = `the argument ${quote(origin.name)} is of JSON type ${given}; ${quote(target.name)} of ${quote(this.#command.name)} is of type ${wanted}`;
    this.#validator.mismatch(message, path);
  }
}

/** A value that an annotations file can state. */
export type Constant = string | number | boolean;

/** Reports whether a constant is a value of a type. An integer that a double rounds is not. */
export function isValueOf(model: Model, type: TypeReference, value: Constant): boolean {
  if (type.kind === "array") return false;
  if (type.kind === "builtin") return isBuiltinValue(type.name, value);
  const found = model.byName.get(type.name);
  if (found?.kind === "enum") return found.values.some(({ name }) => name === value);
  if (found?.kind !== "alternate") return false;
  return found.alternatives.some((branch) => isValueOf(model, branch.type, value));
}

function isBuiltinValue(name: keyof typeof builtinJsonTypes, value: Constant): boolean {
  if (isIntegerName(name)) {
    const [low, high] = integerRanges[name];
    return Number.isSafeInteger(value) && Number(value) >= low && Number(value) <= high;
  }
  if (name === "QType") return qTypeValues.some((each) => each === value);
  return name === "any" || builtinJsonTypes[name] === typeof value;
}
