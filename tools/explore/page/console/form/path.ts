/** The steps to a value in the arguments of a command: names of members, and positions in lists. */
export type Path = readonly (string | number)[];

/** A JSON object, with exact integers. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Reports whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns an own member; undefined if there is none. `__proto__` is an ordinary member. */
export function memberOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Returns a path as text: `file.filename`, `actions.0.data`. */
export function formatPath(path: Path): string {
  return path.join(".");
}

/** Returns a copy of an object with a member. A new member is the last. */
function withMember(object: JsonObject, name: string, value: unknown): JsonObject {
  return Object.fromEntries(
    Object.hasOwn(object, name)
      ? Object.entries(object).map(([key, member]) => [key, key === name ? value : member])
      : [...Object.entries(object), [name, value]],
  );
}

/** Returns a copy of an object without some members. */
export function withoutMembers(object: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name)));
}

/** Returns the value at a path; undefined if there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  let at = root;
  for (const step of path) {
    if (typeof step === "number") at = Array.isArray(at) ? (at as unknown[])[step] : undefined;
    else at = isObject(at) ? memberOf(at, step) : undefined;
  }
  return at;
}

/** Returns a copy with another value at a path. Objects and lists that the path leads through are created. */
export function setAt(root: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list = Array.isArray(root) ? [...(root as unknown[])] : [];
    const at = Math.min(step, list.length);
    list[at] = setAt(list[at], rest, value);
    return list;
  }
  const object = isObject(root) ? root : {};
  return withMember(object, step, setAt(memberOf(object, step), rest, value));
}

/** Returns a copy without the member or the item at a path. */
export function removeAt(root: unknown, path: Path): unknown {
  const last = path.at(-1);
  if (last === undefined) return root;
  const parentPath = path.slice(0, -1);
  const parent = valueAt(root, parentPath);
  if (typeof last === "number" && Array.isArray(parent)) {
    return setAt(
      root,
      parentPath,
      (parent as unknown[]).filter((_, index) => index !== last),
    );
  }
  if (typeof last === "number" || !isObject(parent)) return root;
  return setAt(root, parentPath, withoutMembers(parent, new Set([last])));
}
