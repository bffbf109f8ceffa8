import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import type { Position } from "../../model/index.js";

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

/**
 * The roles of identifiers in order of precedence: on a collision, the earlier role keeps the preferred name. `text`
 * describes the role in messages; `suffix` makes the other name unique.
 */
export const roles = {
  protocol: { text: "declaration of the protocol", suffix: "Protocol" },
  type: { text: "type", suffix: "Type" },
  command: { text: "command", suffix: "Command" },
  event: { text: "event", suffix: "Event" },
  connect: { text: "connection to the event", suffix: "Event" },
  disconnect: { text: "disconnection from the event", suffix: "Event" },
  connectAccessor: { text: "connection through the accessor", suffix: "Accessor" },
  disconnectAccessor: { text: "disconnection through the accessor", suffix: "Accessor" },
  complete: { text: "completion of the command", suffix: "Command" },
  arguments: { text: "arguments of the command", suffix: "OfCommand" },
  commands: { text: "commands of the module", suffix: "OfModule" },
  events: { text: "events of the module", suffix: "OfModule" },
  base: { text: "common members of the union", suffix: "OfUnion" },
  branch: { text: "branch of the union", suffix: "OfUnion" },
  values: { text: "values of the enumeration", suffix: "OfEnum" },
  accessorArguments: { text: "arguments of the accessor", suffix: "OfAccessor" },
  accessor: { text: "description of the accessor", suffix: "OfAccessor" },
  completion: { text: "description of how the command completes,", suffix: "OfCommand" },
} as const;

export type Role = keyof typeof roles;

/** One identifier that the output needs. */
export interface NameRequest {
  readonly role: Role;
  /** The definition or module, and for a branch the discriminator's value. */
  readonly of: readonly string[];
  /** The name that is allocated if there is no collision. */
  readonly preferred: string;
  readonly position: Position | undefined;
}

/** Returns the key of a request. The lengths make the key unambiguous for names that contain spaces. */
export function requestKey(role: Role, ...of: readonly string[]): string {
  return `${role} ${of.map((part) => part.length).join(" ")} ${of.join(" ")}`;
}

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

/** @param counts - the number at which the search for each name resumes, because many requests can have one name. */
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
  const because = holder === undefined ? "is reserved" : `is the name of the ${describe(holder)}`;
  return [
    {
      code: "renamed-identifier",
      severity: "warning",
      message: `the TypeScript name of the ${describe(request)} is ${quote(given)}, because ${quote(request.preferred)} ${because}`,
      position: request.position,
    },
  ];
}

function describe(request: NameRequest): string {
  const [name = "", part] = request.of;
  // There is one protocol, whose declarations have no names in the schema.
  if (request.role === "protocol") return roles.protocol.text;
  return `${roles[request.role].text} ${quote(name)}${part === undefined ? "" : ` for ${quote(part)}`}`;
}
