import { wrap, type Module } from "qapi-ts-generator";

/** The first line of every file that this program prints; only files that begin with it are ever replaced. */
export const banner = "# Printed by schema/print: do not edit, a later print would undo it.";

/** What the files of one schema say of their origin. */
export interface Origin {
  /** `QEMU 10.0.2`. */
  readonly version: string;
  /** Where the facts came from, a paragraph each. */
  readonly sources: readonly string[];
}

/** The entry tells the whole story, the other files where it stands. */
export function headerOf(origin: Origin, entry: Module): (module: Module) => readonly string[] {
  return (module) => [
    banner.replace("# ", ""),
    ...(module === entry
      ? wholeStory(origin)
      : [`Facts: ${origin.version}; ${entry.name}.json says from where.`]),
  ];
}

function wholeStory({ sources }: Origin): string[] {
  const additions = "Own commands and events go into extensions.json, which no print touches.";
  return [...sources, additions].flatMap((paragraph) => ["", ...wrap(paragraph)]);
}

/** What `extensions.json` holds before anybody extends. */
export const emptyExtensions: string = [
  "# Own commands, events and types go here: the entry includes this",
  "# file, and printing the schema never touches it.  For example:",
  "#",
  "#     ##",
  "#     # @x-ping:",
  "#     #",
  "#     # Answers, and so shows that our daemon is alive.",
  "#     ##",
  "#     { 'command': 'x-ping' }",
  "#",
  "# A pragma here replaces the list of the same name in pragma.json.",
  "",
].join("\n");
