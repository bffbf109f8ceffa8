/** Splits a name into runs of letters and digits. */
function words(name: string): readonly string[] {
  // The case of an all-capitals name (DEVICE_DELETED) is a convention and carries no word boundaries.
  const text = /\p{Ll}/u.test(name) ? name : name.toLowerCase();
  return text.match(/[A-Za-z0-9]+/g) ?? [];
}

/** `DEVICE_DELETED` -> `DeviceDeleted`, `query-block` -> `QueryBlock`. Returns an empty string if the name has no letters and digits. */
export function pascalCase(name: string): string {
  return words(name).map(capitalized).join("");
}

/** `device_add` -> `deviceAdd`, `x-query-rdma` -> `xQueryRdma`. */
export function camelCase(name: string): string {
  return uncapitalized(pascalCase(name));
}

/** Names in PascalCase are kept unchanged. */
export function typeCase(name: string): string {
  return /^[A-Z][A-Za-z0-9]*$/.test(name) ? name : pascalCase(name);
}

/** Makes a valid identifier of a name that is empty or starts with a digit. */
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
