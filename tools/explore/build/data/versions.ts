import type { Definition, DefinitionLinks, MemberVersions } from "../../data/format.js";
import { partsOf } from "./parts.js";

/** The definitions of one version of a protocol. */
interface VersionOfProtocol {
  readonly version: string;
  readonly definitions: readonly Definition[];
}

/** In which versions of QEMU a command or event exists; `schema/history.json` has them. */
export interface Lifetime {
  readonly last?: string;
}

/** Compares the shipped versions of one protocol. */
export class VersionComparison {
  readonly #versions: readonly {
    readonly version: string;
    readonly parts: ReadonlyMap<string, Set<string>>;
  }[];
  readonly #lifetimes: Readonly<Record<string, Lifetime>>;

  /** @param versions - the oldest first. */
  constructor(versions: readonly VersionOfProtocol[], lifetimes: Readonly<Record<string, Lifetime>>) {
    this.#versions = versions.map(({ version, definitions }) => ({
      version,
      parts: new Map(definitions.map((definition) => [definition.name, new Set(partsOf(definition))])),
    }));
    this.#lifetimes = lifetimes;
  }

  /** Returns in which versions a definition exists, and which of its parts only some of them have. */
  linksOf(definition: Definition): Pick<DefinitionLinks, "versions" | "last" | "members"> {
    const having = this.#versions.filter(({ parts }) => parts.has(definition.name));
    const members = partsOf(definition).flatMap((part) => {
      const has = having.map(({ parts }) => parts.get(definition.name)?.has(part) === true);
      const versions = memberVersions(
        having.map(({ version }) => version),
        has,
      );
      return versions === undefined ? [] : [[part, versions] as const];
    });
    const isCall = definition.kind === "command" || definition.kind === "event";
    const last = isCall ? this.#lifetimes[definition.name]?.last : undefined;
    return {
      versions: having.map(({ version }) => version),
      ...(last !== undefined && { last }),
      ...(members.length > 0 && { members: Object.fromEntries(members) }),
    };
  }
}

function memberVersions(versions: readonly string[], has: readonly boolean[]): MemberVersions | undefined {
  const first = has.indexOf(true);
  const gone = has.indexOf(false, first);
  const [addedIn, goneIn] = [first > 0 ? versions[first] : undefined, gone > 0 ? versions[gone] : undefined];
  if (addedIn === undefined && goneIn === undefined) return undefined;
  return { ...(addedIn !== undefined && { addedIn }), ...(goneIn !== undefined && { goneIn }) };
}
