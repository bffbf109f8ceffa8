import { isNumeric, isObject, memberAt, sameScalar } from "../json.js";
import type { CommandTemplate, Condition, Query } from "./completion.js";

/** The arguments of a command by name. */
export type Arguments = Readonly<Record<string, unknown>>;

export function argumentsOf(args: object | undefined): Arguments {
  return isObject(args) ? args : {};
}

/** Whether all conditions hold for an event's data or a reply. */
export function allHold(conditions: readonly Condition[], value: unknown, args: Arguments): boolean {
  return conditions.every((condition) => holds(condition, memberAt(value, condition.member), args));
}

function holds(condition: Condition, found: unknown, args: Arguments): boolean {
  const { argument, value, among, present, within = 0 } = condition;
  if (present !== undefined && (found !== undefined) !== present) return false;
  if (value !== undefined && !isEqual(found, value, within)) return false;
  if (among !== undefined && !among.some((one) => isEqual(found, one, within))) return false;
  if (argument === undefined) return true;
  const given = valueOf(argument, args);
  return given !== undefined && isEqual(found, given, within);
}

/** The value of the first of these arguments that is present. */
export function firstPresent(names: readonly string[], args: Arguments): unknown {
  const name = names.find((one) => Object.hasOwn(args, one) && args[one] !== undefined);
  return name === undefined ? undefined : args[name];
}

function valueOf(argument: string | readonly string[], args: Arguments): unknown {
  return firstPresent(typeof argument === "string" ? [argument] : argument, args);
}

/** The arguments of a further command; undefined if it has none. @param args - those of the awaited command. */
export function argumentsFor(
  { arguments: sources }: CommandTemplate,
  args: Arguments,
): Arguments | undefined {
  if (sources === undefined) return undefined;
  const values = Object.entries(sources).map(
    ([name, source]) => [name, "value" in source ? source.value : valueOf(source.argument, args)] as const,
  );
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function isEqual(one: unknown, other: unknown, within: number): boolean {
  if (sameScalar(one, other)) return true;
  return isNumeric(one) && isNumeric(other) && Math.abs(Number(one) - Number(other)) <= within;
}

/** The part of a reply that a query selects; undefined if the reply does not have it. */
export function selectedPart(reply: unknown, { find }: Query, args: Arguments): unknown {
  if (find === undefined) return reply;
  return Array.isArray(reply) ? reply.find((item: unknown) => allHold(find, item, args)) : undefined;
}

/** The text of a member; undefined if the member is not a string. */
export function textAt(value: unknown, member: string | undefined): string | undefined {
  const text = member === undefined ? undefined : memberAt(value, member);
  return typeof text === "string" ? text : undefined;
}
