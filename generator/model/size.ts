import { where } from "../diagnostics/format.js";
import { UserError } from "../diagnostics/user-error.js";
import type { Model, StructType, UnionType } from "./model.js";
import { ownMembers } from "./queries.js";

/** The maximum number of members that the types of a schema have, those of their bases included. */
const maxMembers = 500_000;

/**
 * Refuses a schema whose types repeat too many members of their bases. Validators and comparisons list the members of
 * each type, so their size can grow with the square of the schema.
 * @throws UserError at the type that exceeds the maximum of 500,000 members.
 */
export function checkSize(model: Model): void {
  const counts = new Map<string, number>();
  let total = 0;
  for (const definition of model.definitions) {
    if (definition.kind !== "struct" && definition.kind !== "union") continue;
    total += countMembers(model, definition, counts);
    if (total <= maxMembers) continue;
    throw new UserError(
      `${where(definition.position)}: the types have more than ${maxMembers} members with those of their bases`,
    );
  }
}

/** Counts the members of a type and its bases. `counts` are the known numbers of structs. */
function countMembers(model: Model, type: StructType | UnionType, counts: Map<string, number>): number {
  const chain: (StructType | UnionType)[] = [];
  let at: StructType | UnionType | undefined = type;
  while (at !== undefined && !counts.has(at.name)) {
    chain.push(at);
    const base: string | undefined = baseOf(at);
    const found = base === undefined ? undefined : model.byName.get(base);
    at = found?.kind === "struct" ? found : undefined;
  }
  let count = at === undefined ? 0 : (counts.get(at.name) ?? 0);
  for (const each of chain.reverse()) {
    count += ownMembers(each).length;
    counts.set(each.name, count);
  }
  return count;
}

function baseOf(type: StructType | UnionType): string | undefined {
  if (type.kind === "struct") return type.base;
  return type.base.kind === "named" ? type.base.type : undefined;
}
