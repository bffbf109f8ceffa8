import type { Documentation } from "qapi-ts-generator";

/** Returns the version in the `Since:` section of a definition. */
export function definitionSince(documentation: Documentation | undefined): string | undefined {
  const section = documentation?.sections.find(({ tag }) => tag === "Since");
  return /^\d+(\.\d+)+/.exec(section?.lines[0] ?? "")?.[0];
}

/** Returns the versions of the members and values that are newer than their definition, by name. */
export function memberVersions(documentation: Documentation | undefined): ReadonlyMap<string, string> {
  return versions(documentation?.members ?? []);
}

export function featureVersions(documentation: Documentation | undefined): ReadonlyMap<string, string> {
  return versions(documentation?.features ?? []);
}

function versions(items: readonly { name: string; lines: readonly string[] }[]): ReadonlyMap<string, string> {
  return new Map(
    items.flatMap(({ name, lines }) => {
      const version = itemSince(lines.join(" "));
      return version === undefined ? [] : [[name, version] as const];
    }),
  );
}

/**
 * Accepts `(since 2.8)`, `(default: on; since 2.8)`, and a text that consists of `since 2.8`. Elsewhere in a text, a
 * version belongs to a behavior and not to the member.
 */
function itemSince(text: string): string | undefined {
  const inParentheses = /\((?:[^()]*[,;]\s*)?since:?\s+(\d+(?:\.\d+)+)\s*(?:[,;][^()]*)?\)/i;
  const alone = /^since:?\s+(\d+(?:\.\d+)+)\.?$/i;
  return inParentheses.exec(text)?.[1] ?? alone.exec(text)?.[1];
}
