import { formatPath, type Finding } from "qapi-ts/codegen";

/** How deep QEMU's parser follows arrays and objects within each other. */
const deepest = 1024;

/** What no parser of QEMU's takes in a text: half of a character, and what Unicode says is none. */
const noCharacter = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/u;

/** Where a message nests deeper than a parser follows: there it is wrong, and whoever recurses may fall. */
export function nestingFault(message: unknown): Finding | undefined {
  const left: { value: unknown; depth: number }[] = [{ value: message, depth: 1 }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value, depth } = next;
    if (typeof value !== "object" || value === null) continue;
    if (depth > deepest) return { path: "", reason: `must not nest deeper than ${deepest}` };
    for (const member of Object.values(value)) left.push({ value: member, depth: depth + 1 });
  }
  return undefined;
}

/** Text that JSON can write and QEMU does not read, be it a value or a member's name. The message nests within bounds. */
export function textFault(message: unknown, steps: readonly (string | number)[] = []): Finding | undefined {
  if (typeof message === "string") return noCharacter.test(message) ? unreadable(steps) : undefined;
  if (typeof message !== "object" || message === null) return undefined;
  for (const [key, value] of Object.entries(message)) {
    if (noCharacter.test(key)) return unreadable(steps);
    const step = Array.isArray(message) ? Number(key) : key;
    const fault = textFault(value, [...steps, step]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function unreadable(steps: readonly (string | number)[]): Finding {
  return { path: formatPath(steps), reason: "must hold nothing but Unicode characters" };
}
