import type { MachineSchema } from "../../../../schema/machine-schema.js";

/** Returns the value that an added member or item has at first. Members of objects are added one by one. */
export function initialValue(schema: MachineSchema, typeName: string): unknown {
  const type = schema.type(typeName);
  switch (type["meta-type"]) {
    case "builtin":
      return initialBuiltins.get(type["json-type"]) ?? null;
    case "enum":
      return type.members[0]?.name ?? "";
    case "array":
      return [];
    case "object":
      return {};
    case "alternate": {
      const objects = type.members.filter((name) => schema.type(name)["meta-type"] === "object");
      const [first] = [...type.members].filter((name) => !objects.includes(name)).concat(objects);
      return first === undefined ? null : initialValue(schema, first);
    }
  }
}

const initialBuiltins: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["string", ""],
  ["int", 0],
  ["number", 0],
  ["boolean", false],
]);
