/** A definition of a schema with its documentation. */
export interface DefinitionEntry {
  readonly kind: "enum" | "struct" | "union" | "alternate" | "command" | "event" | "accessor";
  /** Paragraphs. The first begins with a sentence that summarizes the definition. */
  readonly text?: string | undefined;
  /** The version of QEMU. */
  readonly since?: string | undefined;
  /** The type whose members precede its own. */
  readonly base?: string | undefined;
  /** The type of each member or alternative in QAPI's notation, with a leading `?` if optional; empty for a value. */
  readonly parts?: Readonly<Record<string, string>> | undefined;
  readonly discriminator?: string | undefined;
  /** The type that each value of the discriminator selects. */
  readonly branches?: Readonly<Record<string, string>> | undefined;
  readonly returns?: string | undefined;
  readonly returnsText?: string | undefined;
  readonly errors?: string | undefined;
  readonly partTexts?: Readonly<Record<string, string>> | undefined;
  readonly features?: Readonly<Record<string, string>> | undefined;
  /** The members that hold base64, which the bindings type as bytes. */
  readonly base64?: readonly string[] | undefined;
}

/** A member with its documentation. */
export interface MemberEntry {
  readonly name: string;
  /** The definition that lists it. */
  readonly owner: string;
  /** In QAPI's notation, for example `[str]`. */
  readonly type: string;
  readonly optional: boolean;
  readonly text: string | undefined;
  /** Whether it holds base64, which the bindings type as bytes. */
  readonly isBase64: boolean;
}

/** The documentation of a schema, by the names of definitions. */
export class Documentation {
  readonly definitions: ReadonlyMap<string, DefinitionEntry>;

  constructor(entries: Readonly<Record<string, DefinitionEntry>>) {
    this.definitions = new Map(Object.entries(entries));
  }

  /** Returns the first sentence about a definition. */
  summary(name: string): string | undefined {
    return firstSentence(this.definitions.get(name)?.text);
  }

  /**
   * Returns the members of a definition: those of its bases, its own, and those of a union's branches.
   * @param select - returns the given value of a discriminator. Undefined selects no branch.
   */
  members(name: string, select: (discriminator: string) => string | undefined): MemberEntry[] {
    const seen = new Set<string>();
    const collect = (at: string | undefined): MemberEntry[] => {
      const entry = at === undefined ? undefined : this.definitions.get(at);
      if (at === undefined || entry === undefined || seen.has(at)) return [];
      seen.add(at);
      const selected = entry.discriminator === undefined ? undefined : select(entry.discriminator);
      const branch = selected === undefined ? undefined : own(entry.branches, selected);
      return [...collect(entry.base), ...membersOf(at, entry), ...collect(branch)];
    };
    return collect(name);
  }

  /** Returns the definition of the objects in values of a type; undefined if there are none. */
  objectOf(type: string): string | undefined {
    const name = type.replace(/^\[+|\]+$/g, "");
    const entry = this.definitions.get(name);
    if (entry?.kind === "struct" || entry?.kind === "union") return name;
    if (entry?.kind !== "alternate") return undefined;
    return Object.values(entry.parts ?? {})
      .map((part) => this.objectOf(part))
      .find((object) => object !== undefined);
  }

  /** Returns the text about a value of an enumeration. */
  valueText(type: string, value: string): string | undefined {
    return own(this.definitions.get(type.replace(/^\[+|\]+$/g, ""))?.partTexts, value);
  }
}

function membersOf(owner: string, { parts, partTexts, base64 }: DefinitionEntry): MemberEntry[] {
  return Object.entries(parts ?? {}).map(([name, type]) => ({
    name,
    owner,
    type: type.replace(/^\?/, ""),
    optional: type.startsWith("?"),
    text: own(partTexts, name),
    isBase64: base64?.includes(name) === true,
  }));
}

function own(texts: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  return texts !== undefined && Object.hasOwn(texts, name) ? texts[name] : undefined;
}

/** Returns the first sentence of a text, without the marks of references. */
export function firstSentence(text: string | undefined): string | undefined {
  const sentence = text === undefined ? undefined : /^.*?\.(?=\s|$)/s.exec(text)?.[0];
  return (sentence ?? text)?.replace(/@(?=\w)/g, "");
}
