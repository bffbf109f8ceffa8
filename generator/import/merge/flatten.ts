import type { MemberInfo, ObjectInfo } from "../../introspection/schema-info.js";
import type { Graph } from "../graph.js";

/** A member as one answer has it, all branches taken together. */
export interface FlatMember extends MemberInfo {
  /** Branches disagree on its type. */
  readonly isAmbiguous: boolean;
}

/**
 * Whether types that are one can only be described by all their members together: what is a union in one answer and
 * none in another has no discriminator that every value of it would have.
 */
export function needsFlattening(infos: readonly (ObjectInfo | undefined)[]): boolean {
  const tags = new Set(infos.flatMap((info) => (info ? [info.tag] : [])));
  return tags.size > 1;
}

/** An object's members with those that its branches bring, which are there only sometimes. */
export function flatMembers(graph: Graph, info: ObjectInfo): FlatMember[] {
  const found = new Map<string, FlatMember>();
  const add = (member: MemberInfo, optional: boolean): void => {
    const known = found.get(member.name);
    const isAmbiguous = known !== undefined && (known.isAmbiguous || known.type !== member.type);
    found.set(member.name, known ? { ...known, isAmbiguous } : { ...member, optional, isAmbiguous });
  };
  for (const member of info.members) add(member, member.optional);
  for (const branch of branchesBelow(graph, info)) for (const member of branch.members) add(member, true);
  return [...found.values()];
}

/** Branches may be unions with branches of their own. */
function branchesBelow(graph: Graph, info: ObjectInfo): ObjectInfo[] {
  const found = new Set<ObjectInfo>([info]);
  for (const each of found) for (const { type } of each.variants) found.add(graph.object(type));
  return [...found].slice(1);
}
