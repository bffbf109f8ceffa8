import type { HostResource, HostResourceKind } from "qapi-ts/qmp/effects";

/** A text among the arguments of a command that can name a resource of the host. */
export interface NamedResource {
  /** The path of the argument, as in the table of effects. */
  readonly argument: string;
  readonly text: string;
  /** What it can name; an argument may have several forms. */
  readonly kinds: ReadonlySet<HostResourceKind>;
}

/** Finds the texts that can name resources of the host. */
export function resourcesIn(args: object, host: readonly HostResource[]): readonly NamedResource[] {
  const kinds = new Map<string, Set<HostResourceKind>>();
  for (const { path, kind } of host) kinds.set(path, (kinds.get(path) ?? new Set()).add(kind));
  return [...kinds].flatMap(([argument, kinds]) => {
    const found: string[] = [];
    collect(args, argument.split("."), found);
    return found.map((text) => ({ argument, text, kinds }));
  });
}

/** Collects the texts at a path. Lists are traversed, and `**` stands for any number of members. */
function collect(value: unknown, path: readonly string[], found: string[]): void {
  const [step, ...rest] = path;
  if (step === undefined) {
    collectAll(value, found);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, path, found);
  } else if (typeof value === "object" && value !== null) {
    collectMembers(value, step, rest, path, found);
  }
}

function collectMembers(
  value: object,
  step: string,
  rest: readonly string[],
  path: readonly string[],
  found: string[],
): void {
  if (step === "**") {
    collect(value, rest, found);
    for (const member of Object.values(value)) collect(member, path, found);
  } else {
    const member = Object.entries(value).find(([name]) => name === step);
    if (member !== undefined) collect(member[1], rest, found);
  }
}

/** Collects every text in a value: a list of arguments of a program has an object for each. */
function collectAll(value: unknown, found: string[]): void {
  if (typeof value === "string") found.push(value);
  else if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) collectAll(member, found);
  }
}

/** Returns the texts that name programs or commands of the human monitor, which can do anything. */
export function programsIn(resources: readonly NamedResource[]): readonly NamedResource[] {
  return resources.filter(isProgram);
}

function isProgram({ text, kinds }: NamedResource): boolean {
  if (kinds.has("monitor-command")) return true;
  if (!kinds.has("program")) return false;
  // The address of a migration has many forms; `no` is how a network backend runs no script.
  return kinds.has("path") ? /^\s*exec:/i.test(text) : text !== "no" && text !== "";
}
