import type { NamesWithSince, ScannedSchema, ScannedVersion } from "./scan.js";

/** In which versions a command or event exists. */
export interface Lifetime {
  /** The first version with it, which may precede the oldest version of the history. */
  readonly since: string;
  /** The last version of the history with it; absent if the newest has it. */
  readonly last?: string;
  /** The first version of the history after that. The versions between the two are unknown. */
  readonly goneIn?: string;
}

export interface SchemaHistory {
  readonly commands: Readonly<Record<string, Lifetime>>;
  readonly events: Readonly<Record<string, Lifetime>>;
}

/** The content of `schema/history.json`. */
export interface History {
  /** The versions whose schemas were read, the oldest first. */
  readonly versions: readonly string[];
  readonly monitor: SchemaHistory;
  readonly agent: SchemaHistory;
}

const emptySchema: SchemaHistory = { commands: {}, events: {} };

export const emptyHistory: History = { versions: [], monitor: emptySchema, agent: emptySchema };

/** Adds versions that are newer than those of the history. */
export function extendHistory(history: History, scanned: readonly ScannedVersion[]): History {
  return scanned
    .toSorted((a, b) => compareVersions(a.version, b.version))
    .filter(({ version }) => !history.versions.includes(version))
    .reduce(addVersion, history);
}

function addVersion(history: History, { version, monitor, agent }: ScannedVersion): History {
  const previous = history.versions.at(-1);
  if (previous !== undefined && compareVersions(version, previous) < 0) {
    throw new Error(`${version} is older than ${previous}: make the history anew from all versions`);
  }
  const step = { version, previous };
  return {
    versions: [...history.versions, version],
    monitor: addSchema(history.monitor, monitor, step),
    agent: addSchema(history.agent, agent, step),
  };
}

/** A version, and the one before it in the history. */
interface Step {
  readonly version: string;
  readonly previous: string | undefined;
}

function addSchema(history: SchemaHistory, schema: ScannedSchema, step: Step): SchemaHistory {
  return {
    commands: addNames(history.commands, schema.commands, step),
    events: addNames(history.events, schema.events, step),
  };
}

function addNames(
  known: Readonly<Record<string, Lifetime>>,
  names: NamesWithSince,
  step: Step,
): Readonly<Record<string, Lifetime>> {
  const lifetimes = new Map(Object.entries(known));
  for (const [name, documented] of names) {
    lifetimes.set(name, { since: lifetimes.get(name)?.since ?? firstVersion(documented, step) });
  }
  for (const [name, lifetime] of lifetimes) {
    if (names.has(name) || lifetime.last !== undefined || step.previous === undefined) continue;
    lifetimes.set(name, { ...lifetime, last: step.previous, goneIn: step.version });
  }
  return Object.fromEntries([...lifetimes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Until this version, some commands and events were defined elsewhere than in the schema. */
const firstComplete = "2.9";

/** Returns the documented version, unless a version of the history shows that it is wrong. */
function firstVersion(documented: string | undefined, { version, previous }: Step): string {
  if (documented === undefined || compareVersions(documented, version) >= 0) return version;
  const isBetween = previous === undefined || compareVersions(documented, previous) > 0;
  return isBetween || compareVersions(version, firstComplete) <= 0 ? documented : version;
}

/** Compares versions such as `2.9` and `2.12`. */
export function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split(".").map(Number);
  const [majorB = 0, minorB = 0] = b.split(".").map(Number);
  return majorA - majorB || minorA - minorB;
}
