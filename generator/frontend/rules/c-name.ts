/**
 * A name as it comes out in C, where it must stay distinct: characters that C does not know become `_`.
 * docs/devel/qapi-code-gen.rst, "Naming rules and reserved names".
 */
export function cName(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, "_");
}
