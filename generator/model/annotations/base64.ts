import { quote } from "../../diagnostics/escape.js";
import { Base64Paths, base64Members, maxBase64Paths } from "../base64.js";
import type { Definition, Event, Model } from "../model.js";
import { ownMembers } from "../queries.js";
import { noAnnotations, type Annotations } from "./annotations.js";
import type { AnnotationValidator } from "./validator.js";

/** Resolves the members that contain base64, by the name of the definition that lists them. */
export function resolveBase64(
  validator: AnnotationValidator,
  entries: Readonly<Record<string, readonly string[]>>,
): Annotations["base64"] {
  for (const [name, members] of Object.entries(entries)) {
    const definition = validator.model.byName.get(name);
    if (definition === undefined) {
      const misspelt = { name, valid: () => validator.model.definitions };
      validator.unknown(`the schema does not define ${quote(name)}`, ["base64", name], misspelt);
      continue;
    }
    for (const [index, member] of members.entries()) checkMember(validator, definition, member, index);
  }
  const base64 = new Map(Object.entries(entries).map(([name, members]) => [name, new Set(members)]));
  const paths = pathsTo(validator.model, base64);
  checkEvents(validator, base64, paths);
  checkPaths(validator, paths);
  return base64;
}

function checkMember(
  validator: AnnotationValidator,
  definition: Definition,
  name: string,
  index: number,
): void {
  const path = ["base64", definition.name, index];
  const member = ownMembers(definition).find((each) => each.name === name);
  if (member === undefined) {
    const owner = `the ${definition.kind} ${quote(definition.name)}`;
    const message = `${owner} does not itself define a member ${quote(name)}`;
    validator.unknown(message, path, { name, valid: () => ownMembers(definition) });
  } else if (member.type.kind !== "builtin" || member.type.name !== "str") {
    validator.mismatch(`the member ${quote(name)} is not of type "str"`, path);
  }
}

/** The runtime decodes the arguments and results of commands, but not the data of events. */
function checkEvents(
  validator: AnnotationValidator,
  base64: Annotations["base64"],
  paths: Base64Paths,
): void {
  const affected = eventsThatContain(paths, validator.model.definitions);
  if (affected.length === 0) return;
  for (const [name, members] of base64) {
    for (const event of eventsThatContain(pathsTo(validator.model, new Map([[name, members]])), affected)) {
      const message =
        name === event.name
          ? `${quote(name)} is an event: only commands can have base64 members`
          : `${quote(name)} is part of the event ${quote(event.name)}: only commands can have base64 members`;
      validator.mismatch(message, ["base64", name]);
    }
  }
}

function eventsThatContain(paths: Base64Paths, among: readonly Definition[]): readonly Event[] {
  return among.filter((each) => each.kind === "event").filter((event) => paths.isReachable(event.data));
}

/** The paths are emitted, and the runtime follows each of them in every message. */
function checkPaths(validator: AnnotationValidator, paths: Base64Paths): void {
  for (const each of validator.model.definitions) {
    if (each.kind !== "command") continue;
    const returned = each.returns === undefined ? [] : paths.fromType(each.returns);
    if (Math.max(paths.from(each.data).length, returned.length) <= maxBase64Paths) continue;
    const message = `more than ${maxBase64Paths} paths lead from the command ${quote(each.name)} to base64 members`;
    validator.mismatch(message, ["base64"]);
  }
}

function pathsTo(model: Model, base64: Annotations["base64"]): Base64Paths {
  return new Base64Paths(model, base64Members(model, { ...noAnnotations, base64 }));
}
