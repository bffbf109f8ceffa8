import { visible } from "../../diagnostics/visible.js";
import {
  base64Members,
  Base64Paths,
  noAnnotations,
  ownMembers,
  type Annotations,
  type Definition,
  type Event,
  type Model,
} from "../index.js";
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
  const bringing = eventsThatBring(judge.model, base64);
  if (bringing.length === 0) return;
  for (const [name, members] of base64) {
    for (const event of eventsThatBring(judge.model, new Map([[name, members]]), bringing)) {
      judge.misfit(`the event ${visible(event.name)} brings it, and only commands can have bytes`, [
        "base64",
        name,
      ]);
    }
  }
}

function eventsThatBring(
  model: Model,
  base64: Annotations["base64"],
  among: readonly Definition[] = model.definitions,
): readonly Event[] {
  const paths = new Base64Paths(model, base64Members(model, { ...noAnnotations, base64 }));
  return among.filter((each) => each.kind === "event").filter((event) => paths.from(event.data).length > 0);
}
