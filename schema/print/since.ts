import type { Documentation } from "qapi-ts-generator";

/** The version of QEMU that brought a definition, as its `Since:` section says. */
export function definitionSince(documentation: Documentation | undefined): string | undefined {
  const section = documentation?.sections.find(({ tag }) => tag === "Since");
  return /^\d+(\.\d+)+/.exec(section?.lines[0] ?? "")?.[0];
}

/** The versions that brought members, arguments and values, by name, where they are younger than the whole. */
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
 * `(since 2.8)`, `(default: on; since 2.8)`, or nothing but `since 2.8`. A version that stands in the running
 * text is that of some behaviour, not of the member.
 */
function itemSince(text: string): string | undefined {
  const remark = /\((?:[^()]*[,;]\s*)?since:?\s+(\d+(?:\.\d+)+)\s*(?:[,;][^()]*)?\)/i;
  const alone = /^since:?\s+(\d+(?:\.\d+)+)\.?$/i;
  return remark.exec(text)?.[1] ?? alone.exec(text)?.[1];
}
