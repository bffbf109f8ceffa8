/** What the reference shows. */
export type Place =
  | { readonly kind: "overview" }
  | { readonly kind: "module"; readonly name: string }
  | { readonly kind: "definition"; readonly name: string; readonly part?: string }
  | { readonly kind: "device"; readonly name: string; readonly part?: string }
  | { readonly kind: "property"; readonly name: string }
  | { readonly kind: "devices" };

const kinds = { module: "module", api: "definition", device: "device", property: "property" } as const;

/** Reads the parts of an address after the name of the model. Unknown parts are ignored. */
export function readPlace([section = "", name, part]: readonly string[]): Place {
  if (section === "devices") return { kind: "devices" };
  if (name === undefined || !Object.hasOwn(kinds, section)) return { kind: "overview" };
  const kind = kinds[section as keyof typeof kinds];
  return kind === "definition" || kind === "device"
    ? { kind, name, ...(part !== undefined && { part }) }
    : { kind, name };
}
