/** As many as there may be kinds of machines in one program; beyond, they are kept anew. */
const most = 16;
/** The most characters of a text that is kept: a server may send any. */
const longest = 1000;

const kept = new Map<string, unknown>();

/** One JSON value for all that are equal to it, which nobody can change: what thousands of sessions have alike. */
export function keptOnce<T>(value: T): T {
  const text = JSON.stringify(value);
  let once = kept.get(text) as T | undefined;
  if (once !== undefined) return once;
  once = JSON.parse(text, (_key, member: unknown) => Object.freeze(member)) as T;
  if (kept.size === most) kept.clear();
  if (text.length <= longest) kept.set(text, once);
  return once;
}
