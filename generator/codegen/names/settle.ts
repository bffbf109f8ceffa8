import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { roles, wishKey, type Role, type Wish } from "./wish.js";

export interface Settlement {
  /** Identifiers by the key of the wish. */
  readonly identifiers: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Gives each wish an identifier that nothing else has. The order in which the schema mentions things is of no
 * account, so that moving a definition to another file renames nothing.
 */
export function settle(wishes: readonly Wish[], reserved: ReadonlySet<string>): Settlement {
  const identifiers = new Map<string, string>();
  const holders = new Map<string, Wish | undefined>([...reserved].map((word) => [word, undefined]));
  const diagnostics: Diagnostic[] = [];
  for (const wish of [...wishes].sort(byPrecedence)) {
    const given = firstFree(wish, holders);
    if (given !== wish.wanted) diagnostics.push(...renaming(wish, given, holders.get(wish.wanted)));
    holders.set(given, wish);
    identifiers.set(wishKey(wish.role, ...wish.of), given);
  }
  return { identifiers, diagnostics: diagnostics.sort(byPosition) };
}

const ranks: ReadonlyMap<string, number> = new Map(Object.keys(roles).map((role, index) => [role, index]));

function byPrecedence(a: Wish, b: Wish): number {
  return rank(a.role) - rank(b.role) || compareTexts(a.of.join("\n"), b.of.join("\n"));
}

function rank(role: Role): number {
  return ranks.get(role) ?? ranks.size;
}

function byPosition({ position: a }: Diagnostic, { position: b }: Diagnostic): number {
  return compareTexts(a.file, b.file) || a.line - b.line || a.column - b.column;
}

/** By code units: no machine's language has a say in it. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function firstFree(wish: Wish, holders: ReadonlyMap<string, unknown>): string {
  if (!holders.has(wish.wanted)) return wish.wanted;
  const stem = wish.wanted + roles[wish.role].suffix;
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? stem : `${stem}${count}`;
    if (!holders.has(candidate)) return candidate;
  }
}

function renaming(wish: Wish, given: string, holder: Wish | undefined): readonly Diagnostic[] {
  if (wish.position === undefined) return [];
  const because = holder === undefined ? "is reserved" : `is the ${describe(holder)}`;
  return [
    {
      code: "renamed-identifier",
      severity: "warning",
      message: `${given} stands for the ${describe(wish)}, because ${wish.wanted} ${because}`,
      position: wish.position,
    },
  ];
}

function describe(wish: Wish): string {
  const [name = "", part] = wish.of;
  return `${roles[wish.role].text} '${name}'${part === undefined ? "" : ` for '${part}'`}`;
}
