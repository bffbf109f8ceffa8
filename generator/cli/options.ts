import { type CommandUnknownOpts, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import {
  conditionPattern,
  type ImportExtension,
  namePattern,
  referencePattern,
  specifierPattern,
  targetDefaults,
} from "../config/target.js";
import { UserError } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { type ExitCode, readSource, type Terminal, UsageError } from "./terminal.js";

type ValueOption<Flags extends string, Value> = Option<Flags, undefined, undefined, Value>;
type RepeatableOption<Flags extends string, Value = string> = ValueOption<Flags, Value[] | undefined>;

/** An option that collects its values. Commander's own variadic options would also take the arguments that follow. */
export function repeatable<const Flags extends string>(
  flags: Flags,
  description: string,
): RepeatableOption<Flags> {
  return new Option(flags, description).argParser<string[] | undefined>((value, previous = []) => [
    ...previous,
    value,
  ]);
}

export function defineOption(): RepeatableOption<"-D, --define <name>"> {
  return conditions(
    "-D, --define <name>",
    "treat this condition as true and all others as false (repeatable)",
  );
}

/** An option that collects names of conditions. */
export function conditions<const Flags extends string>(
  flags: Flags,
  description: string,
): RepeatableOption<Flags> {
  return new Option(flags, description).argParser<string[] | undefined>((value, previous = []) => {
    // Empty values of all options have one message.
    if (value === "" || new RegExp(conditionPattern).test(value)) return [...previous, value];
    throw new InvalidArgumentError("Use the name of a condition, as in CONFIG_LINUX.");
  });
}

export function definesFileOption(): RepeatableOption<"--defines-file <file>"> {
  return repeatable(
    "--defines-file <file>",
    "read true conditions from this file, one per line, or #define lines (repeatable)",
  );
}

type Allowance = "unstable" | "deprecated";

export function allowOption(): RepeatableOption<"--allow <status>", Allowance> {
  const statuses: readonly Allowance[] = ["unstable", "deprecated"];
  return new Option("--allow <status>", "accept changes of what OLD marks as such (repeatable)")
    .choices(statuses)
    .argParser<Allowance[] | undefined>((value, previous = []) => {
      const status = statuses.find((each) => each === value);
      if (status === undefined) throw new InvalidArgumentError(`Allowed choices are ${statuses.join(", ")}.`);
      return [...previous, status];
    });
}

export function annotationsOption(): ValueOption<"--annotations <file>", string> {
  const option = new Option(
    "--annotations <file>",
    "read signal accessors, completions, base64 members and effects from this file; qemu takes those that are shipped " +
      "with qapi-ts (the default for a schema of QEMU), none takes none",
  ).argParser<string>((value) => value);
  return withWords(option, ["none", "qemu"]);
}

export function nameOption(): ValueOption<"--name <name>", string> {
  return matching(
    new Option("--name <name>", `name of the protocol (default: ${targetDefaults.name})`),
    namePattern,
    "Use PascalCase, as in Qmp.",
  );
}

export function runtimeOption(): ValueOption<"--runtime <module>", string> {
  return matching(
    new Option(
      "--runtime <module>",
      `module to import the runtime from (default: ${targetDefaults.runtime}); a relative path starts at --out`,
    ),
    specifierPattern,
    "Use a module specifier.",
  );
}

export function importExtensionOption(): Option<
  "--import-extension <extension>",
  undefined,
  undefined,
  undefined,
  false,
  ImportExtension
> {
  return new Option(
    "--import-extension <extension>",
    "file extension in relative imports (default: js)",
  ).choices(["js", "ts", "none"]);
}

export function referenceOption(): ValueOption<"--reference <url>", string> {
  return matching(
    new Option(
      "--reference <url>",
      "link every definition to this URL, with {kind}, {module} and {name} replaced",
    ),
    referencePattern,
    "Use an http or https URL.",
  );
}

/** The limit for a server's replies. The value is in milliseconds. */
export function timeoutOption(): ValueOption<"--timeout <seconds>", number> {
  return new Option(
    "--timeout <seconds>",
    "give up if a server has not replied within this time (default: 10)",
  ).argParser<number>((value) => {
    const seconds = Number(value);
    const isValid = /^[\d.]+$/.test(value) && seconds > 0 && seconds <= maxTimeout;
    if (!isValid) throw new InvalidArgumentError(`Use a number of seconds up to ${maxTimeout}.`);
    return seconds * 1000;
  });
}

/** A day. Timers cannot wait longer than 24 days. */
const maxTimeout = 86_400;

/** Accepts only values that match a regular expression. */
function matching<Flags extends string>(
  option: Option<Flags>,
  pattern: string,
  hint: string,
): ValueOption<Flags, string> {
  return option.argParser<string>((value) => {
    if (!new RegExp(pattern).test(value)) throw new InvalidArgumentError(hint);
    return value;
  });
}

/** The repeatable flags that name true conditions. */
export interface DefineFlags {
  readonly define?: readonly string[] | undefined;
  readonly definesFile?: readonly string[] | undefined;
}

/** Collects the conditions that the flags name; undefined if neither flag is given. */
export function conditionsOf({ define, definesFile }: DefineFlags): ReadonlySet<string> | undefined {
  if (define === undefined && definesFile === undefined) return undefined;
  return new Set([...(define ?? []), ...(definesFile ?? []).flatMap(readConditions)]);
}

/**
 * Reads the true conditions of a file. A line has a name, `NAME=VALUE` with a value other than `n`, or `#define NAME`. Other
 * lines that begin with `#`, `/` or `*` are comments or belong to a header of C.
 * @throws UserError if the file has another line, or text without a condition.
 */
export function readConditions(file: string): string[] {
  const lines = readSource(file).split("\n");
  const found = lines.flatMap((text, index): string[] => {
    const line = text.trim();
    const [, defined, name, value] = definitionLine.exec(line) ?? [];
    if (defined !== undefined) return [defined];
    if (name !== undefined) return value === "n" ? [] : [name];
    if (/^([#/*]|$)/.test(line)) return [];
    throw new UserError(`${file}:${index + 1}: ${quote(line)} is not a condition. ${definitionHelp}`);
  });
  if (found.length > 0 || lines.every((line) => line.trim() === "")) return found;
  throw new UserError(`${quote(file)} has no conditions. ${definitionHelp}`);
}

const definitionLine = /^(?:#\s*define\s+([A-Za-z_]\w*)(?![\w(]).*|([A-Za-z_]\w*)(?:=(.*))?)$/;

const definitionHelp = "Write one per line, as CONFIG_LINUX, CONFIG_LINUX=y or #define CONFIG_LINUX.";

/** An empty path would be the working directory. */
export function checkValues(command: CommandUnknownOpts): void {
  // A shell completes an empty word.
  if (command.args.includes("") && command.name() !== "completion")
    throw new UsageError("An argument is empty.");
  for (const option of command.options) {
    const values = [command.getOptionValue(option.attributeName())].flat();
    if (values.includes("")) throw new UsageError(`The value of option '${option.flags}' is empty.`);
  }
}

/** What the actions of the commands need. */
export interface ProgramContext {
  readonly version: string;
  readonly terminal: Terminal;
  /** Sets the exit code. */
  readonly exit: (code: ExitCode) => void;
}

/** The formats of an export: the model, JSON Schema 2020-12, or AsyncAPI 3.0. */
export const exportFormats = ["model", "json-schema", "asyncapi"] as const;

export type ExportFormat = (typeof exportFormats)[number];

/** Returns the help about exit codes. Every command has the last two. */
export function exitCodeHelp(others: string): string {
  return `\nExit codes: ${others}, 2 invalid command line or unwritable file, 3 internal error.`;
}

const words = new WeakMap<object, readonly string[]>();

/** Declares the words that an option takes instead of a file, for the completion of shells. */
export function withWords<Described extends object>(option: Described, taken: readonly string[]): Described {
  words.set(option, taken);
  return option;
}

/** Returns the words that an option takes instead of a file. */
export function wordsOf(option: object): readonly string[] {
  return words.get(option) ?? [];
}

/** The option for the schema from which names come. */
export function namesOption(description: string): ValueOption<"--names <schema>", string> {
  return withWords(
    new Option("--names <schema>", description).argParser<string>((value) => value),
    ["none"],
  );
}
