import type { Member, Members, Model, TypeReference } from "./model.js";
import { commonMembers } from "./queries.js";

/** Every member that an object of this form may have: a union's branches bring theirs. */
export function possibleMembers(
  model: Model,
  members: Members,
  within: readonly string[] = [],
): readonly Member[] {
  const type = members.kind === "named" ? model.byName.get(members.type) : undefined;
  const common = commonMembers(model, members);
  if (type?.kind !== "union" || within.includes(type.name)) return common;
  const branches = type.branches.flatMap((branch) =>
    branch.type.kind === "defined"
      ? possibleMembers(model, { kind: "named", type: branch.type.name }, [...within, type.name])
      : [],
  );
  return [...common, ...branches];
}

/**
 * What a dotted path leads to, object by object: `result.status`. Undefined where there is no such member. Behind
 * `any` there may be anything.
 */
export function memberAt(model: Model, members: Members, path: string): TypeReference | undefined {
  let at: Members | undefined = members;
  let type: TypeReference | undefined;
  for (const name of path.split(".")) {
    if (type?.kind === "builtin" && type.name === "any") return type;
    type = at && possibleMembers(model, at).find((member) => member.name === name)?.type;
    if (type === undefined) return undefined;
    at = type.kind === "defined" ? { kind: "named", type: type.name } : undefined;
  }
  return type;
}
