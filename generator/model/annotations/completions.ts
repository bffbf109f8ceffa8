import type { Completion } from "qapi-ts/codegen";
import type { JsonPath } from "../../config/json-file.js";
import { quote } from "../../diagnostics/escape.js";
import type { JsonType } from "../builtin-types.js";
import type { Command, EnumType, Members, TypeReference } from "../model.js";
import { jsonTypeOf, memberAt, possibleMember, possibleMembers } from "../queries.js";
import type { AnnotatedCompletion, CompletionEntry } from "./annotations.js";
import { type Constant, isValueOf, validateArgument, validateCall } from "./calls.js";
import type { AnnotationValidator } from "./validator.js";

/** Resolves how commands complete. Reports entries that do not match the model. */
export function resolveCompletions(
  validator: AnnotationValidator,
  completions: Readonly<Record<string, CompletionEntry>>,
): ReadonlyMap<string, AnnotatedCompletion> {
  const resolved = new Map<string, AnnotatedCompletion>();
  for (const [name, entry] of Object.entries(completions)) {
    const path = ["completions", name];
    const command = validator.command(name, path);
    if (command === undefined) continue;
    checkCompletion(validator, command, entry, path);
    resolved.set(name, { description: { ...entry }, position: validator.position(path) });
  }
  return resolved;
}

function checkCompletion(
  validator: AnnotationValidator,
  command: Command,
  entry: CompletionEntry,
  path: JsonPath,
): void {
  const { done = [], failed = [], state, job, progress, forced, cancel } = entry;
  const completion = new CompletionValidator(validator, command);
  if (done.length === 0 && state === undefined && job === undefined) {
    const message = `the completion of ${quote(command.name)} has none of the keys "done", "state" and "job"`;
    validator.mismatch(message, path);
  }
  for (const [key, endings] of Object.entries({ done, failed })) {
    for (const [index, ending] of endings.entries()) completion.ending(ending, [...path, key, index]);
  }
  for (const [index, id] of (job?.id ?? []).entries()) {
    completion.argument(id, [...path, "job", "id", index], "string");
  }
  if (state) checkState(validator, completion, state, [...path, "state"]);
  if (progress) checkProgress(validator, completion, progress, [...path, "progress"]);
  if (forced) checkFallback(completion, forced, [...path, "forced"]);
  if (cancel) completion.call(cancel, [...path, "cancel"]);
}

type State = NonNullable<CompletionEntry["state"]>;
type ProgressSource = NonNullable<CompletionEntry["progress"]>;
type Fallback = NonNullable<CompletionEntry["forced"]>;

function checkState(
  validator: AnnotationValidator,
  completion: CompletionValidator,
  state: State,
  path: JsonPath,
): void {
  for (const [index, event] of (state.wake ?? []).entries()) {
    validator.event(event, [...path, "wake", index]);
  }
  const answer = completion.query(state, path);
  if (answer === undefined) return;
  completion.conditions(answer, state.done ?? [], [...path, "done"]);
  completion.conditions(answer, state.failed ?? [], [...path, "failed"]);
  if (state.error !== undefined) completion.errorMember(answer, state.error, [...path, "error"]);
}

function checkProgress(
  validator: AnnotationValidator,
  completion: CompletionValidator,
  progress: ProgressSource,
  path: JsonPath,
): void {
  if (progress.towards !== undefined) completion.argument(progress.towards, [...path, "towards"], "number");
  const { current, remaining, total, towards } = progress;
  const amount = towards === undefined ? total && (current ?? remaining) : current;
  if (amount === undefined) {
    const message = `the progress of ${quote(progress.command)} needs "total" with "current" or "remaining", or "towards" with "current"`;
    validator.mismatch(message, [...path, "command"]);
  }
  const answer = completion.query(progress, path);
  if (answer !== undefined) completion.numbers(answer, progress, ["current", "remaining", "total"], path);
}

function checkFallback(completion: CompletionValidator, forced: Fallback, path: JsonPath): void {
  if (completion.call(forced, path) === undefined) return;
  for (const [index, ending] of (forced.done ?? []).entries()) {
    completion.ending(ending, [...path, "done", index]);
  }
}

type Ending = NonNullable<Completion["done"]>[number];
type Template = Parameters<typeof validateCall>[2];
type Condition = NonNullable<Ending["where"]>[number];

/** The object whose members a condition compares: an event's data, or a command's result. */
interface Subject {
  readonly data: Members;
  /** How a message refers to it. */
  readonly label: string;
}

/** A member that a condition compares. */
interface Compared {
  readonly member: string;
  readonly type: TypeReference;
}

/** Validates the parts of one command's completion against the model. */
class CompletionValidator {
  readonly #validator: AnnotationValidator;
  readonly #command: Command;

  constructor(validator: AnnotationValidator, command: Command) {
    this.#validator = validator;
    this.#command = command;
  }

  /**
   * Validates the name of an argument of the command.
   * @param jsonType - the type of the values that have a meaning. Default: any.
   */
  argument(name: string, path: JsonPath, jsonType?: JsonType): void {
    const found = validateArgument(this.#validator, this.#command, name, path);
    const given = found && jsonTypeOf(this.#validator.model, found.type);
    if (jsonType === undefined || given === undefined || given === jsonType) return;
    this.#validator.mismatch(`the argument ${quote(name)} is of JSON type ${given}, not ${jsonType}`, path);
  }

  /** Validates an event that completes the command. */
  ending({ event: name, where = [], error }: Ending, path: JsonPath): void {
    const event = this.#validator.event(name, [...path, "event"]);
    if (event === undefined) return;
    const subject = { data: event.data, label: `the event ${quote(name)}` };
    this.conditions(subject, where, [...path, "where"]);
    if (error !== undefined) this.errorMember(subject, error, [...path, "error"]);
  }

  /** Validates a command that is sent for the completed one. @returns the command, if the schema has it. */
  call(template: Template, path: JsonPath): Command | undefined {
    return validateCall(this.#validator, this.#command, template, path);
  }

  /** Validates a query and returns its result, or the item that `find` selects from a list. */
  query(query: Template & { readonly find?: readonly Condition[] }, path: JsonPath): Subject | undefined {
    const command = this.call(query, path);
    if (command === undefined) return undefined;
    const { returns } = command;
    const returnsList = returns?.kind === "array";
    const label = `the result of ${quote(query.command)}`;
    if (returnsList !== (query.find !== undefined)) {
      const problem = returnsList ? 'is a list: add "find"' : 'is not a list: remove "find"';
      this.#validator.mismatch(`${label} ${problem}`, [...path, "command"]);
      return undefined;
    }
    const item = returnsList ? returns.element : returns;
    if (item?.kind !== "defined") {
      this.#validator.mismatch(`${label} is not an object`, [...path, "command"]);
      return undefined;
    }
    const subject: Subject = { data: { kind: "named", type: item.name }, label };
    this.conditions(subject, query.find ?? [], [...path, "find"]);
    return subject;
  }

  /** Validates the members, arguments and values of conditions. */
  conditions(subject: Subject, conditions: readonly Condition[], path: JsonPath): void {
    for (const [index, condition] of conditions.entries()) {
      const at = [...path, index];
      const type = this.#member(subject, condition.member, [...at, "member"]);
      const { argument, value, among = [] } = condition;
      if (typeof argument === "string") this.argument(argument, [...at, "argument"]);
      else argument?.forEach((name, index) => this.argument(name, [...at, "argument", index]));
      this.#comparison(condition, at);
      if (type === undefined) continue;
      const compared = { member: condition.member, type };
      if (argument !== undefined) this.#types(compared, argument, [...at, "argument"]);
      if (condition.within !== undefined && jsonTypeOf(this.#validator.model, type) !== "number") {
        const message = `the member ${quote(condition.member)} is not a number: "within" has no meaning`;
        this.#validator.mismatch(message, [...at, "member"]);
      }
      if (value !== undefined) this.#value(compared, value, [...at, "value"]);
      for (const [index, each] of among.entries()) this.#value(compared, each, [...at, "among", index]);
    }
  }

  /** A condition makes one comparison, of which only that with numbers can have a tolerance. */
  #comparison({ member, argument, value, among, present, within }: Condition, path: JsonPath): void {
    const count = [argument, value, among, present].filter((each) => each !== undefined).length;
    const isTolerant = within === undefined || present === undefined;
    if (count === 1 && isTolerant) return;
    const message =
      count === 1
        ? `the condition on ${quote(member)} has both "within" and "present"`
        : `the condition on ${quote(member)} must have exactly one of "argument", "value", "among" and "present"`;
    this.#validator.mismatch(message, [...path, "member"]);
  }

  /** A comparison with an argument of another JSON type would never hold; one of an enum with another type is a mistake. */
  #types({ member, type }: Compared, argument: string | readonly string[], path: JsonPath): void {
    const { model } = this.#validator;
    const wanted = jsonTypeOf(model, type);
    const isOne = typeof argument === "string";
    for (const [index, name] of (isOne ? [argument] : argument).entries()) {
      const found = possibleMember(model, this.#command.data, name);
      const given = found && jsonTypeOf(model, found.type);
      if (found === undefined || wanted === undefined || given === undefined) continue;
      const [other, own] = [found.type, type].map((each) => this.#enum(each));
      if (wanted === given && other?.name === own?.name) continue;
      const message =
        wanted === given
          ? `the argument ${quote(name)} is ${described(other)}; the member ${quote(member)} is ${described(own)}`
          : `the argument ${quote(name)} is of JSON type ${given}; the member ${quote(member)} is of type ${wanted}`;
      this.#validator.mismatch(message, isOne ? path : [...path, index]);
    }
  }

  #enum(type: TypeReference): EnumType | undefined {
    const found = type.kind === "defined" ? this.#validator.model.byName.get(type.name) : undefined;
    return found?.kind === "enum" ? found : undefined;
  }

  /** Validates the member with the message of an error. */
  errorMember(subject: Subject, member: string, path: JsonPath): void {
    const type = this.#member(subject, member, path);
    if (type === undefined || (jsonTypeOf(this.#validator.model, type) ?? "string") === "string") return;
    this.#validator.mismatch(`the member ${quote(member)} is not a string, as an error message is`, path);
  }

  /** Validates the members that the given keys name, if present: numbers. */
  numbers<K extends string>(
    subject: Subject,
    named: Readonly<Partial<Record<K, string>>>,
    keys: readonly K[],
    path: JsonPath,
  ): void {
    for (const key of keys) {
      const member = named[key];
      const type = member === undefined ? undefined : this.#member(subject, member, [...path, key]);
      if (type === undefined || (jsonTypeOf(this.#validator.model, type) ?? "number") === "number") continue;
      this.#validator.mismatch(`the member ${quote(member ?? "")} is not a number`, [...path, key]);
    }
  }

  #member({ data, label }: Subject, member: string, path: JsonPath): TypeReference | undefined {
    const { model } = this.#validator;
    const type = memberAt(model, data, member);
    if (type === undefined) {
      const misspelt = { name: member, valid: () => possibleMembers(model, data) };
      this.#validator.unknown(`${label} has no member ${quote(member)}`, path, misspelt);
    }
    return type;
  }

  /** A comparison with a value that the type does not have would never hold. */
  #value({ member, type }: Compared, value: Constant, path: JsonPath): void {
    if (isValueOf(this.#validator.model, type, value)) return;
    const found = this.#enum(type);
    if (found !== undefined) {
      const name = String(value);
      const misspelt = { name, valid: () => found.values };
      this.#validator.unknown(`the enum ${quote(found.name)} has no value ${quote(name)}`, path, misspelt);
    } else
      this.#validator.mismatch(
        `the member ${quote(member)} cannot have the value ${JSON.stringify(value)}`,
        path,
      );
  }
}

function described(type: EnumType | undefined): string {
  return type === undefined ? "any string" : `a value of the enum ${quote(type.name)}`;
}
