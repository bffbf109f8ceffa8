import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { roles, requestKey, type Role, type NameRequest } from "./request.js";

interface NameAllocation {
  /** Identifiers by the key of the request. */
  readonly identifiers: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Allocates a unique identifier for each request. The result does not depend on the order of the requests, so that
 * moving a definition to another file renames nothing.
 */
export function allocate(requests: readonly NameRequest[], reserved: ReadonlySet<string>): NameAllocation {
  const identifiers = new Map<string, string>();
  const holders = new Map<string, NameRequest | undefined>([...reserved].map((word) => [word, undefined]));
  const diagnostics: Diagnostic[] = [];
  const counts = new Map<string, number>();
  for (const request of [...requests].sort(byPrecedence)) {
    const given = firstFree(request, holders, counts);
    if (given !== request.preferred)
      diagnostics.push(...renaming(request, given, holders.get(request.preferred)));
    holders.set(given, request);
    identifiers.set(requestKey(request.role, ...request.of), given);
  }
  return { identifiers, diagnostics: diagnostics.sort(byPosition) };
}

const ranks: ReadonlyMap<string, number> = new Map(Object.keys(roles).map((role, index) => [role, index]));

function byPrecedence(a: NameRequest, b: NameRequest): number {
  return rank(a.role) - rank(b.role) || compareTexts(a.of.join("\n"), b.of.join("\n"));
}

function rank(role: Role): number {
  return ranks.get(role) ?? ranks.size;
}

function byPosition({ position: a }: Diagnostic, { position: b }: Diagnostic): number {
  return compareTexts(a.file, b.file) || a.line - b.line || a.column - b.column;
}

/** Compares by code units, which does not depend on the locale. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @param counts The number at which the search for each name resumes, because many requests can have one name. */
function firstFree(
  request: NameRequest,
  holders: ReadonlyMap<string, unknown>,
  counts: Map<string, number>,
): string {
  if (!holders.has(request.preferred)) return request.preferred;
  const stem = request.preferred + roles[request.role].suffix;
  for (let count = counts.get(stem) ?? 1; ; count++) {
    const candidate = count === 1 ? stem : `${stem}${count}`;
    if (holders.has(candidate)) continue;
    counts.set(stem, count + 1);
    return candidate;
  }
}

function renaming(
  request: NameRequest,
  given: string,
  holder: NameRequest | undefined,
): readonly Diagnostic[] {
  if (request.position === undefined) return [];
  const because = holder === undefined ? "is reserved" : `is the ${describe(holder)}`;
  return [
    {
      code: "renamed-identifier",
      severity: "warning",
      message: `the ${describe(request)} is named ${given}, because ${request.preferred} ${because}`,
      position: request.position,
    },
  ];
}

function describe(request: NameRequest): string {
  const [name = "", part] = request.of;
  return `${roles[request.role].text} '${name}'${part === undefined ? "" : ` for '${part}'`}`;
}
