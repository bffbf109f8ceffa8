import type { SchemaInfo } from "../introspection/schema-info.js";

/**
 * The masked name behind which a server shows "no members": of a command without arguments, of one that returns
 * nothing, of a branch that brings nothing. A schema may have a struct without members besides, which looks the same;
 * but only it can be the type of a member or an element, and what stands for nothing is used far more often.
 */
export function emptyType(infos: readonly SchemaInfo[]): string | undefined {
  const uses = new Map(infos.filter(isEmpty).map(({ name }) => [name, 0]));
  for (const info of infos) {
    for (const name of valueTypes(info)) uses.delete(name);
  }
  for (const info of infos) {
    for (const name of nothingTypes(info)) {
      const count = uses.get(name);
      if (count !== undefined) uses.set(name, count + 1);
    }
  }
  const [most] = [...uses].sort(([, a], [, b]) => b - a);
  return most?.[0];
}

function isEmpty(info: SchemaInfo): boolean {
  if (info["meta-type"] !== "object" || info.features.length > 0) return false;
  return info.members.length === 0 && info.variants.length === 0 && info.tag === undefined;
}

/** The types that something has as a value. */
function valueTypes(info: SchemaInfo): readonly string[] {
  switch (info["meta-type"]) {
    case "array":
      return [info["element-type"]];
    case "object":
      return info.members.map(({ type }) => type);
    case "alternate":
      return info.members;
    case "builtin":
    case "enum":
    case "command":
    case "event":
      return [];
  }
}

/** The types that may stand for nothing. */
function nothingTypes(info: SchemaInfo): readonly string[] {
  switch (info["meta-type"]) {
    case "command":
      return [info["arg-type"], info["ret-type"]];
    case "event":
      return [info["arg-type"]];
    case "object":
      return info.variants.map(({ type }) => type);
    case "builtin":
    case "enum":
    case "array":
    case "alternate":
      return [];
  }
}
