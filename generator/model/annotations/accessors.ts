import { visible } from "../../diagnostics/visible.js";
import type { JsonPath } from "../../config/json-file/json-file.js";
import {
  accessorCommands,
  jsonTypeOf,
  memberAt,
  type AnnotatedAccessor,
  type AnnotatedArgument,
  type Definition,
  type Event,
} from "../index.js";
import { isNamedAfterEvent } from "../../codegen/names/index.js";
import type { Judge } from "./judge.js";
import type { WrittenAccessor } from "./written.js";

/** The accessors that a file declares, as far as the model bears them out. */
export function resolveAccessors(
  judge: Judge,
  accessors: Readonly<Record<string, WrittenAccessor>>,
): readonly AnnotatedAccessor[] {
  const namesakes = new Set(judge.model.definitions.flatMap(eventOfNamesake));
  return Object.entries(accessors).flatMap(([name, written]): readonly AnnotatedAccessor[] => {
    const path = ["accessors", name];
    checkName(judge, name, path);
    checkNamesake(judge, { name, event: written.event }, namesakes);
    const event = judge.event(written.event, [...path, "event"]);
    if (event === undefined) return [];
    const resolved = Object.entries(written.arguments).flatMap(
      ([argument, member]) =>
        resolveArgument(judge, event, { argument, member }, [...path, "arguments", argument]) ?? [],
    );
    return [{ name, event: event.name, arguments: resolved, position: judge.position(path) }];
  });
}

/** An accessor that the client plays must not stand where the server may have something else. */
function checkName(judge: Judge, name: string, path: JsonPath): void {
  for (const taken of [name, ...Object.values(accessorCommands({ name }))]) {
    const other = judge.model.byName.get(taken);
    if (other === undefined) continue;
    judge.misfit(`the schema has the ${other.kind} ${visible(taken)}: name the accessor otherwise`, path);
  }
}

/** An accessor that is named after its event shares the event's functions: of several, only one can. */
function checkNamesake(
  judge: Judge,
  accessor: Pick<AnnotatedAccessor, "name" | "event">,
  namesakes: Set<string>,
): void {
  if (!isNamedAfterEvent(accessor)) return;
  const message = `another accessor over ${visible(accessor.event)} is named after it already`;
  if (namesakes.has(accessor.event)) judge.misfit(message, ["accessors", accessor.name]);
  namesakes.add(accessor.event);
}

function eventOfNamesake(definition: Definition): readonly string[] {
  return definition.kind === "accessor" && isNamedAfterEvent(definition) ? [definition.event] : [];
}

function resolveArgument(
  judge: Judge,
  event: Event,
  { argument, member }: { readonly argument: string; readonly member: string },
  path: JsonPath,
): AnnotatedArgument | undefined {
  const type = memberAt(judge.model, event.data, member);
  if (type === undefined) {
    judge.unknown(`the event ${visible(event.name)} has no member ${visible(member)}`, path);
    return undefined;
  }
  const looks = jsonTypeOf(judge.model, type);
  if (looks === undefined || looks === "object" || looks === "array" || looks === "null") {
    const message = `the member ${visible(member)} is no plain value, and nothing can be compared with it`;
    judge.misfit(message, path);
    return undefined;
  }
  return { name: argument.replace(/^\*/, ""), optional: argument.startsWith("*"), member, type };
}
