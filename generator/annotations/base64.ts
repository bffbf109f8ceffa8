import { visible } from "../diagnostics/visible.js";
import {
  base64Members,
  Base64Paths,
  noAnnotations,
  ownMembers,
  type Annotations,
  type Definition,
} from "../model/index.js";
import type { Judge } from "./judge.js";

/** The members that hold base64, by what writes them. */
export function resolveBase64(
  judge: Judge,
  written: Readonly<Record<string, readonly string[]>>,
): Annotations["base64"] {
  for (const [name, members] of Object.entries(written)) {
    const definition = judge.model.byName.get(name);
    if (definition === undefined) {
      judge.unknown(`the schema has no ${visible(name)}`, ["base64", name]);
      continue;
    }
    for (const [index, member] of members.entries()) checkMember(judge, definition, member, index);
  }
  const base64 = new Map(Object.entries(written).map(([name, members]) => [name, new Set(members)]));
  checkEvents(judge, base64);
  return base64;
}

function checkMember(judge: Judge, definition: Definition, name: string, index: number): void {
  const path = ["base64", definition.name, index];
  const member = ownMembers(definition).find((each) => each.name === name);
  if (member === undefined) {
    const message = `the ${definition.kind} ${visible(definition.name)} itself has no member ${visible(name)}`;
    judge.unknown(message, path);
  } else if (member.type.kind !== "builtin" || member.type.name !== "str") {
    judge.misfit(`the member ${visible(name)} is no string`, path);
  }
}

/** The runtime turns what commands take and return into bytes; an event's data are handed on as they come. */
function checkEvents(judge: Judge, base64: Annotations["base64"]): void {
  for (const name of base64.keys()) {
    const marked = base64Members(judge.model, {
      ...noAnnotations,
      base64: new Map([[name, base64.get(name) ?? new Set<string>()]]),
    });
    const paths = new Base64Paths(judge.model, marked);
    for (const event of judge.model.definitions) {
      if (event.kind !== "event" || paths.from(event.data).length === 0) continue;
      judge.misfit(`the event ${visible(event.name)} brings it, and only commands can have bytes`, [
        "base64",
        name,
      ]);
    }
  }
}
