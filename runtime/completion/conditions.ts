import { isObject } from "../json.js";
import { memberAt, sameScalar } from "../json.js";
import type { Condition, Query } from "./completion.js";

/** A command's arguments, by name. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Whether all the conditions hold for an event's data, or a query's answer. */
export function hold(conditions: readonly Condition[], value: unknown, args: Arguments): boolean {
  return conditions.every((condition) => holds(condition, memberAt(value, condition.member), args));
}

function holds(condition: Condition, found: unknown, args: Arguments): boolean {
  const { argument, value, among, present, within = 0 } = condition;
  if (present !== undefined && (found !== undefined) !== present) return false;
  if (value !== undefined && !same(found, value, within)) return false;
  if (among !== undefined && !among.some((one) => same(found, one, within))) return false;
  if (argument === undefined) return true;
  const given = firstGiven(typeof argument === "string" ? [argument] : argument, args);
  return given !== undefined && same(found, given, within);
}

/** The first of these arguments that was given. */
export function firstGiven(names: readonly string[], args: Arguments): unknown {
  const name = names.find((one) => Object.hasOwn(args, one) && args[one] !== undefined);
  return name === undefined ? undefined : args[name];
}

function same(one: unknown, other: unknown, within: number): boolean {
  if (sameScalar(one, other)) return true;
  return isNumeric(one) && isNumeric(other) && Math.abs(Number(one) - Number(other)) <= within;
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** The part of a query's answer that is meant; undefined where it is not there. */
export function partOf(answer: unknown, { find }: Query, args: Arguments): unknown {
  if (find === undefined) return answer;
  return Array.isArray(answer) ? answer.find((item: unknown) => hold(find, item, args)) : undefined;
}

/** The words of a failure that a member has. */
export function wordsAt(value: unknown, member: string | undefined): string | undefined {
  const words = member === undefined ? undefined : memberAt(value, member);
  return typeof words === "string" ? words : undefined;
}

/** A command's arguments as a completion looks at them. */
export function argumentsOf(args: object | undefined): Arguments {
  return isObject(args) ? args : {};
}
