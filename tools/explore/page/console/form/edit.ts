import type { MachineSchema } from "../../../../schema/machine-schema.js";
import { checkValue } from "./check.js";
import type { AddableMember, Field, ListControl } from "./form.js";
import { membersFor } from "./members.js";
import { isObject, removeAt, setAt, valueAt, withoutMembers, type JsonObject, type Path } from "./path.js";

/** Returns the arguments with another value of a field. Another branch of a union keeps the members that fit it. */
export function setField(schema: MachineSchema, args: JsonObject, field: Field, value: unknown): JsonObject {
  if (field.selectsBranchOf === undefined) return objectOf(setAt(args, field.path, value));
  return selectBranch(schema, args, field.path, field.selectsBranchOf, value);
}

/** Returns the arguments without an optional member or an item. */
export function removeField(
  schema: MachineSchema,
  args: JsonObject,
  { path, selectsBranchOf }: Field,
): JsonObject {
  const removed = objectOf(removeAt(args, path));
  if (selectsBranchOf === undefined) return removed;
  return objectOf(withoutStale(schema, selectsBranchOf, args, removed, path.slice(0, -1)));
}

/** Returns the arguments with an optional member. @param parent - the path of the object. */
export function addMember(args: JsonObject, parent: Path, { value, initial }: AddableMember): JsonObject {
  return objectOf(setAt(args, [...parent, value], initial));
}

/** Returns the arguments with one more item at the end of a list. */
export function addItem(args: JsonObject, path: Path, { items, initial }: ListControl): JsonObject {
  return objectOf(setAt(args, [...path, items.length], initial));
}

function selectBranch(
  schema: MachineSchema,
  args: JsonObject,
  path: Path,
  typeName: string,
  value: unknown,
): JsonObject {
  const next = objectOf(setAt(args, path, value));
  return objectOf(withoutStale(schema, typeName, args, next, path.slice(0, -1)));
}

/** Removes the members of the former branch that the object at a path cannot have any more. */
function withoutStale(
  schema: MachineSchema,
  typeName: string,
  before: JsonObject,
  after: JsonObject,
  path: Path,
): unknown {
  const [former, object] = [valueAt(before, path), valueAt(after, path)];
  if (!isObject(object) || !isObject(former)) return after;
  const type = schema.objectType(typeName);
  const valid = membersFor(schema, type, object);
  // An incomplete discriminator is still being typed.
  if (!valid.isComplete) return after;
  const types = new Map(valid.members.map((member) => [member.name, member.type]));
  const stale = membersFor(schema, type, former)
    .members.map(({ name }) => name)
    .filter((name) => Object.hasOwn(object, name))
    .filter((name) => {
      const memberType = types.get(name);
      return memberType === undefined || checkValue(schema, memberType, object[name], []).length > 0;
    });
  // The discriminator is kept with any value.
  const kept = new Set(stale.filter((name) => !valid.tags.has(name)));
  return setAt(after, path, withoutMembers(object, kept));
}

/** The arguments of a command are an object. */
function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
