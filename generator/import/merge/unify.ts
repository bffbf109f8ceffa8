import type { TypeInfo } from "../../introspection/schema-info.js";
import { isBuiltinName, type BuiltinName } from "../../model/index.js";
import type { AnswerGraph } from "../answer-graph.js";
import type { TypeKind, TypeNames } from "./type-classes.js";

/** The type that has all values of the types in one place. */
type UnifiedType =
  | { readonly kind: "builtin"; readonly name: BuiltinName }
  | { readonly kind: "array"; readonly elements: TypeNames }
  | { readonly kind: "class"; readonly typeKind: TypeKind };

/** Returns the narrowest type that has the values of all types in one place. */
export function unify(graphs: readonly AnswerGraph[], names: TypeNames): UnifiedType {
  const infos = infosOf(graphs, names);
  const present = infos.filter((info) => info !== undefined);
  const kinds = new Set(present.map((info) => info["meta-type"]));
  const builtins = new Set(present.map(({ name }) => name).filter(isBuiltinName));
  const [kind] = kinds;
  if (kinds.size === 1) {
    if (kind === "array") return { kind: "array", elements: infos.map(elementOf) };
    if (kind === undefined || kind === "builtin") return { kind: "builtin", name: widest(builtins) };
    return { kind: "class", typeKind: kind };
  }
  if (kinds.has("alternate") && canBeAlternatives(infos)) return { kind: "class", typeKind: "alternate" };
  const isText = kinds.size === 2 && kinds.has("enum") && builtins.size === 1 && builtins.has("str");
  return { kind: "builtin", name: isText ? "str" : "any" };
}

function infosOf(graphs: readonly AnswerGraph[], names: TypeNames): (TypeInfo | undefined)[] {
  return graphs.map((graph, index) => {
    const name = names[index];
    return name === undefined ? undefined : graph.type(name);
  });
}

function elementOf(info: TypeInfo | undefined): string | undefined {
  return info?.["meta-type"] === "array" ? info["element-type"] : undefined;
}

/** QAPI does not allow `any` as an alternative, nor `str` together with a number or boolean. */
function canBeAlternatives(infos: readonly (TypeInfo | undefined)[]): boolean {
  const names = infos.flatMap((info) =>
    info?.["meta-type"] === "alternate" ? info.members : info ? [info.name] : [],
  );
  const hasScalar = ["int", "number", "bool"].some((name) => names.includes(name));
  return !names.includes("any") && !(names.includes("str") && hasScalar);
}

function widest(names: ReadonlySet<BuiltinName>): BuiltinName {
  const [only] = names;
  if (only !== undefined && names.size === 1) return only;
  const areNumbers = [...names].every((name) => name === "int" || name === "number");
  return areNumbers ? "number" : "any";
}
