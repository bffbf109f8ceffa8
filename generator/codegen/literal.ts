/**
 * Returns a string literal. A backslash is emitted as a Unicode escape, because ts-morph's writer treats a quote after
 * two backslashes as escaped.
 */
export function stringLiteral(text: string): string {
  if (/^[\w .:/+-]*$/.test(text)) return `"${text}"`;
  return `"${text.replace(/[^]/gu, escaped)}"`;
}

function escaped(character: string): string {
  if (character === '"') return '\\"';
  return /[\\\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u.test(character)
    ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
    : character;
}

/** Returns a property name, quoted if it is not an identifier. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : stringLiteral(name);
}

/** A JSON value that can be emitted as an expression. */
export type Literal = string | number | boolean | readonly Literal[] | { readonly [key: string]: Literal };

export function objectLiteral(value: Literal): string {
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value !== "object") return String(value);
  if (isList(value)) return `[${value.map(objectLiteral).join(", ")}]`;
  const members = Object.entries(value).map(([key, each]) => [key, objectLiteral(each)] as const);
  return objectExpression(Object.fromEntries(members));
}

/** Writes an object whose members are expressions. */
export function objectExpression(expressions: Readonly<Record<string, string>>): string {
  const members = Object.entries(expressions).map(([key, each]) => `${literalKey(key)}: ${each}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** A key `__proto__` that is not computed would set the prototype of the object. */
function literalKey(name: string): string {
  return name === "__proto__" ? `["__proto__"]` : propertyKey(name);
}

function isList(value: object): value is readonly Literal[] {
  return Array.isArray(value);
}

/** Returns a union type; `never` for an empty list. */
export function unionOf(types: readonly string[]): string {
  return types.length === 0 ? "never" : types.join(" | ");
}
