import type { ObjectInfo } from "qapi-ts-generator/introspection";
import { readBuiltin, readEnum, shown } from "../../../../arguments/read-scalar.js";
import { alternateProblem, alternativeFor, unknownMember } from "../../../../arguments/read-value.js";
import type { ReadArgument } from "../../../../requests/device-properties.js";
import type { MachineSchema } from "../../../../schema/machine-schema.js";
import { UsageError } from "../../../../tool-error.js";
import { membersFor } from "./members.js";
import { formatPath, isObject, type Path } from "./path.js";

/** A problem of a value, and where it is. The empty path is that of the arguments. */
export interface Issue {
  readonly path: Path;
  readonly message: string;
}

/** The arguments that the schema does not list, by name. */
export type OpenArguments = ReadonlyMap<string, ReadArgument>;

/**
 * Returns all problems of a command's arguments. There are none exactly if `readObject`, which `qmp exec` uses, accepts the
 * arguments.
 */
export function checkArguments(
  schema: MachineSchema,
  type: ObjectInfo,
  value: unknown,
  open: OpenArguments = new Map(),
): readonly Issue[] {
  return checkObject(schema, type, value, [], open);
}

/** Returns all problems of a value of a type. */
export function checkValue(schema: MachineSchema, typeName: string, value: unknown, path: Path): Issue[] {
  const type = schema.type(typeName);
  switch (type["meta-type"]) {
    case "builtin":
      return attempt(path, () => readBuiltin(type["json-type"], value, ""));
    case "enum":
      return attempt(path, () =>
        readEnum(
          type.members.map(({ name }) => name),
          value,
          "",
        ),
      );
    case "array":
      if (!Array.isArray(value)) return [{ path, message: `needs a list, not ${shown(value)}.` }];
      return value.flatMap((item, index) => checkValue(schema, type["element-type"], item, [...path, index]));
    case "object":
      return checkObject(schema, type, value, path);
    case "alternate": {
      const selected = alternativeFor(schema, type, value);
      if (selected === undefined) return [{ path, message: alternateProblem(schema, type, value) }];
      return checkValue(schema, selected, value, path);
    }
  }
}

function checkObject(
  schema: MachineSchema,
  type: ObjectInfo,
  value: unknown,
  path: Path,
  open: OpenArguments = new Map(),
): Issue[] {
  if (!isObject(value)) return [{ path, message: `needs an object, not ${shown(value)}.` }];
  const { members, isComplete } = membersFor(schema, type, value);
  const byName = new Map(members.map((member) => [member.name, member]));
  const present = Object.entries(value).flatMap(([name, member]): Issue[] => {
    const at = [...path, name];
    const known = byName.get(name);
    const read = open.get(name);
    if (known !== undefined) return checkValue(schema, known.type, member, at);
    if (read !== undefined) return attempt(at, () => read(member, ""));
    if (!isComplete) return [];
    const valid = [...byName.keys(), ...open.keys()];
    return [{ path: at, message: unknownMember(name, formatPath(path), valid).message }];
  });
  const missing = members.filter(({ name, optional }) => !optional && !Object.hasOwn(value, name));
  return [...present, ...missing.map(({ name }) => ({ path: [...path, name], message: "is missing." }))];
}

/** Returns the problem that a reader reports. */
function attempt(path: Path, read: () => unknown): Issue[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [{ path, message: error.message }];
  }
}
