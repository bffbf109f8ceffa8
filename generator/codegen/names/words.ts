/** The runs of letters and digits of a name: what any spelling of it is made from. */
function words(name: string): readonly string[] {
  // A name in capitals is spelt so by convention (DEVICE_DELETED): its capitals say nothing.
  const text = /\p{Ll}/u.test(name) ? name : name.toLowerCase();
  return text.match(/[A-Za-z0-9]+/g) ?? [];
}

/** `DEVICE_DELETED` -> `DeviceDeleted`, `query-block` -> `QueryBlock`; empty when nothing is usable. */
export function pascalCase(name: string): string {
  return words(name).map(capitalized).join("");
}

/** `device_add` -> `deviceAdd`, `x-query-rdma` -> `xQueryRdma`. */
export function camelCase(name: string): string {
  return uncapitalized(pascalCase(name));
}

/** A type's name is PascalCase by the language's convention, and then it stays as its author wrote it. */
export function typeCase(name: string): string {
  return /^[A-Z][A-Za-z0-9]*$/.test(name) ? name : pascalCase(name);
}

/** What can stand as an identifier: names may begin with a digit, or hold nothing that is usable. */
export function identifier(text: string): string {
  if (text === "") return "unnamed";
  return /^[0-9]/.test(text) ? `_${text}` : text;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function uncapitalized(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
