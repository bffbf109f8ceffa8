import { visible } from "../diagnostics/visible.js";
import type { Definition, Member } from "../model/index.js";
import type { Judge } from "./judge.js";

/** The members that hold base64, by what writes them. */
export function resolveBase64(
  judge: Judge,
  written: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, ReadonlySet<string>> {
  for (const [name, members] of Object.entries(written)) {
    const definition = judge.model.byName.get(name);
    if (definition === undefined) {
      judge.unknown(`the schema has no ${visible(name)}`, ["base64", name]);
      continue;
    }
    for (const [index, member] of members.entries()) checkMember(judge, definition, member, index);
  }
  return new Map(Object.entries(written).map(([name, members]) => [name, new Set(members)]));
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

/** Those that the definition writes itself. */
export function ownMembers(definition: Definition): readonly Member[] {
  if (definition.kind === "struct") return definition.members;
  const members =
    "data" in definition ? definition.data : definition.kind === "union" ? definition.base : undefined;
  return members?.kind === "inline" ? members.members : [];
}
