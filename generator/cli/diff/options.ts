import { parseArguments } from "../arguments.js";
import { definesIn } from "../source.js";
import { UsageError } from "../terminal.js";

const formats = ["text", "json", "markdown"] as const;
const colors = ["auto", "always", "never"] as const;
const breakings = ["wire", "types"] as const;
const allowances = ["unstable", "deprecated"] as const;

/** What the old said of a thing that excuses its breaking. */
export type Allowance = (typeof allowances)[number];

/** One side of the comparison. */
export interface SideRequest {
  readonly argument: string;
  /** The conditions that are true in its build; undefined: whatever is conditional counts as there. */
  readonly defines: ReadonlySet<string> | undefined;
  /** Whether the conditions were named for this side alone. */
  readonly named: boolean;
}

/** What somebody asked of `diff`. */
export interface DiffRequest {
  readonly old: SideRequest;
  readonly new: SideRequest;
  readonly format: (typeof formats)[number];
  readonly color: (typeof colors)[number];
  /** What counts as breaking. */
  readonly breaking: (typeof breakings)[number];
  readonly allow: readonly Allowance[];
}

const many = { type: "string", multiple: true, default: [] as string[] } as const;

/** Reads the command's arguments; what cannot be meant is a `UsageError`. */
export function readOptions(args: readonly string[]): DiffRequest {
  const { values, positionals } = parseArguments(args, {
    define: { ...many, short: "D" },
    "defines-file": many,
    "old-define": many,
    "old-defines-file": many,
    "new-define": many,
    "new-defines-file": many,
    format: { type: "string", default: "text" },
    color: { type: "string", default: "auto" },
    breaking: { type: "string", default: "wire" },
    allow: many,
  });
  const [old, now, more] = positionals;
  if (old === undefined || now === undefined)
    throw new UsageError("Compare what with what? Name OLD and NEW.");
  if (more !== undefined) throw new UsageError(`Two at a time: ${JSON.stringify(more)} is one too many.`);
  const shared = { define: values.define, files: values["defines-file"] };
  const [oldOnly, newOnly] = [
    { define: values["old-define"], files: values["old-defines-file"] },
    { define: values["new-define"], files: values["new-defines-file"] },
  ];
  return {
    old: { argument: old, ...defines(shared, oldOnly) },
    new: { argument: now, ...defines(shared, newOnly) },
    format: oneOf(formats, values.format, "--format"),
    color: oneOf(colors, values.color, "--color"),
    breaking: oneOf(breakings, values.breaking, "--breaking"),
    allow: values.allow.map((each) => oneOf(allowances, each, "--allow")),
  };
}

interface Named {
  readonly define: readonly string[];
  readonly files: readonly string[];
}

function defines(shared: Named, own: Named): Pick<SideRequest, "defines" | "named"> {
  const all = { define: [...shared.define, ...own.define], files: [...shared.files, ...own.files] };
  const isGiven = all.define.length + all.files.length > 0;
  return {
    defines: isGiven ? new Set([...all.define, ...all.files.flatMap(definesIn)]) : undefined,
    named: own.define.length + own.files.length > 0,
  };
}

function oneOf<T extends string>(choices: readonly T[], given: string, option: string): T {
  const found = choices.find((choice) => choice === given);
  if (found === undefined) throw new UsageError(`${option} takes ${choices.join(" or ")}.`);
  return found;
}
