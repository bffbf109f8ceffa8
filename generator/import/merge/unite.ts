import type { TypeInfo } from "../../introspection/schema-info.js";
import { isBuiltinName, type BuiltinName } from "../../model/index.js";
import type { Graph } from "../graph.js";
import type { Tuple, JointKind } from "./joints.js";

/** What the types that answers have in one place are together. */
export type United =
  | { readonly kind: "builtin"; readonly name: BuiltinName }
  | { readonly kind: "array"; readonly elements: Tuple }
  | { readonly kind: "joint"; readonly joint: JointKind };

/**
 * Most places have types of one kind. Where versions differ, the type is the narrowest that has the values of all:
 * whoever reads a value must expect any of them.
 */
export function unite(graphs: readonly Graph[], tuple: Tuple): United {
  const infos = infosOf(graphs, tuple);
  const kinds = new Set(infos.map((info) => info["meta-type"]));
  const [kind] = kinds;
  if (kinds.size === 1 && kind === "array") return { kind: "array", elements: elementsOf(graphs, tuple) };
  if (kinds.size === 1 && kind !== undefined && kind !== "array" && kind !== "builtin")
    return { kind: "joint", joint: kind };
  const builtins = new Set(infos.flatMap(({ name }) => (isBuiltinName(name) ? [name] : [])));
  if (kinds.size === 1) return { kind: "builtin", name: wider(builtins) };
  if (kinds.has("alternate") && areTellable(graphs, tuple)) return { kind: "joint", joint: "alternate" };
  const isText = kinds.size === 2 && kinds.has("enum") && builtins.size === 1 && builtins.has("str");
  return { kind: "builtin", name: isText ? "str" : "any" };
}

/** The language permits no alternative beside `any`, nor beside `str` one that looks like text on a command line. */
function areTellable(graphs: readonly Graph[], tuple: Tuple): boolean {
  const names = graphs.flatMap((graph, index): readonly (string | undefined)[] => {
    const mask = tuple[index];
    const info = mask === undefined ? undefined : graph.type(mask);
    return info?.["meta-type"] === "alternate" ? info.members : [mask];
  });
  const hasScalar = ["int", "number", "bool"].some((name) => names.includes(name));
  return !names.includes("any") && !(names.includes("str") && hasScalar);
}

function infosOf(graphs: readonly Graph[], tuple: Tuple): TypeInfo[] {
  return graphs.flatMap((graph, index) => {
    const mask = tuple[index];
    return mask === undefined ? [] : [graph.type(mask)];
  });
}

function elementsOf(graphs: readonly Graph[], tuple: Tuple): Tuple {
  return graphs.map((graph, index) => {
    const mask = tuple[index];
    const info = mask === undefined ? undefined : graph.type(mask);
    return info?.["meta-type"] === "array" ? info["element-type"] : undefined;
  });
}

function wider(names: ReadonlySet<BuiltinName>): BuiltinName {
  const [only] = names;
  if (only !== undefined && names.size === 1) return only;
  const areNumbers = [...names].every((name) => name === "int" || name === "number");
  return areNumbers ? "number" : "any";
}

/** How values of a type look as JSON, which tells the branches of an alternate apart. */
export function jsonTypeOf(info: TypeInfo): string {
  switch (info["meta-type"]) {
    case "builtin":
      return jsonTypeOfBuiltin(info.name);
    case "enum":
      return "string";
    case "object":
    case "array":
    case "alternate":
      return info["meta-type"];
  }
}

export function jsonTypeOfBuiltin(name: string): string {
  return jsonTypes[name] ?? name;
}

const jsonTypes: Readonly<Record<string, string>> = { str: "string", int: "number", bool: "boolean" };
