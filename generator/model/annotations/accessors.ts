import { isNamedAfterEvent } from "../../codegen/names/requests.js";
import type { JsonPath } from "../../config/json-file.js";
import { quote } from "../../diagnostics/escape.js";
import type { Definition, Event } from "../model.js";
import { accessorCommands, jsonTypeOf, memberAt, possibleMembers } from "../queries.js";
import type { AccessorEntry, AnnotatedAccessor, AnnotatedArgument } from "./annotations.js";
import type { AnnotationValidator } from "./validator.js";

/** Resolves the accessors of an annotations file. Reports those that do not match the model. */
export function resolveAccessors(
  validator: AnnotationValidator,
  accessors: Readonly<Record<string, AccessorEntry>>,
): readonly AnnotatedAccessor[] {
  const namesakes = new Set(validator.model.definitions.flatMap(eventOfNamesake));
  return Object.entries(accessors).flatMap(([name, entry]): readonly AnnotatedAccessor[] => {
    const path = ["accessors", name];
    checkName(validator, name, path);
    checkNamesake(validator, { name, event: entry.event }, namesakes);
    const event = validator.event(entry.event, [...path, "event"]);
    if (event === undefined) return [];
    checkArguments(validator, name, Object.keys(entry.arguments));
    const resolved = Object.entries(entry.arguments).flatMap(
      ([argument, member]) =>
        resolveArgument(validator, event, { argument, member }, [...path, "arguments", argument]) ?? [],
    );
    return [{ name, event: event.name, arguments: resolved, position: validator.position(path) }];
  });
}

/** The client implements the accessor, so neither it nor its two commands may have a name that the server uses. */
function checkName(validator: AnnotationValidator, name: string, path: JsonPath): void {
  for (const taken of [name, ...Object.values(accessorCommands({ name }))]) {
    const other = validator.model.byName.get(taken);
    if (other === undefined) continue;
    const message = `the accessor ${quote(name)} conflicts with the ${other.kind} ${quote(taken)} of the schema`;
    validator.mismatch(message, path);
  }
}

/** An argument is one parameter of the generated function, whether it is optional or not. */
function checkArguments(validator: AnnotationValidator, accessor: string, names: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    const other = names.slice(0, index).find((each) => comparable(each) === comparable(name));
    if (other === undefined) continue;
    const message = `the argument ${quote(name)} of the accessor ${quote(accessor)} clashes with the argument ${quote(other)}`;
    const path = ["accessors", accessor, "arguments", name];
    validator.mismatch(message, path, validator.file.keyPosition(path));
  }
}

/** Names must differ in more than '-' and '_', as those of members. */
function comparable(argument: string): string {
  return plainName(argument).replaceAll("-", "_");
}

/** Returns the name of an argument without the mark of an optional one. */
function plainName(argument: string): string {
  return argument.replace(/^\*/, "");
}

/** An accessor that is named after its event overloads the event's functions. Only one accessor can do so. */
function checkNamesake(
  validator: AnnotationValidator,
  accessor: Pick<AnnotatedAccessor, "name" | "event">,
  namesakes: Set<string>,
): void {
  if (!isNamedAfterEvent(accessor)) return;
  if (namesakes.has(accessor.event)) {
    const { name, event } = accessor;
    const message = `the accessor ${quote(name)} is the second that is named after the event ${quote(event)}`;
    validator.mismatch(message, ["accessors", name]);
  }
  namesakes.add(accessor.event);
}

function eventOfNamesake(definition: Definition): readonly string[] {
  return definition.kind === "accessor" && isNamedAfterEvent(definition) ? [definition.event] : [];
}

function resolveArgument(
  validator: AnnotationValidator,
  event: Event,
  { argument, member }: { readonly argument: string; readonly member: string },
  path: JsonPath,
): AnnotatedArgument | undefined {
  const type = memberAt(validator.model, event.data, member);
  if (type === undefined) {
    validator.unknown(`the event ${quote(event.name)} has no member ${quote(member)}`, path, {
      name: member,
      valid: () => possibleMembers(validator.model, event.data),
    });
    return undefined;
  }
  const jsonType = jsonTypeOf(validator.model, type);
  if (jsonType === undefined || jsonType === "object" || jsonType === "array" || jsonType === "null") {
    const message = `the member ${quote(member)} cannot be compared: it is not a string, number or boolean`;
    validator.mismatch(message, path);
    return undefined;
  }
  return { name: plainName(argument), optional: argument.startsWith("*"), member, type };
}
