import { diffInterfaces } from "../../diff/diff.js";
import { interfaceOfModel } from "../../diff/from-model.js";
import { formatJson, formatMarkdown, formatText } from "../../diff/report.js";
import type { SchemaChange } from "../../diff/schema-change.js";
import { pruneModel } from "../../model/prune.js";
import { exitCodes, type ExitCode, type Terminal } from "../terminal.js";
import { classifySides, readSide, type Side, type SideFlags } from "./diff-side.js";

interface DiffFlags extends SideFlags {
  readonly breaking: "wire" | "types";
  readonly allow?: readonly ("unstable" | "deprecated")[] | undefined;
  readonly format: "text" | "json" | "markdown";
  readonly color: "auto" | "always" | "never";
}

/** Runs `qapi-ts diff`. */
export async function runDiff(
  oldArgument: string,
  newArgument: string,
  flags: DiffFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const [oldRequest, newRequest] = classifySides(oldArgument, newArgument, flags);
  const oldSide = await readSide(oldRequest, terminal);
  const newSide = await readSide(newRequest, terminal);
  warnAboutConditions(oldSide, newSide, terminal);
  const changes = diffInterfaces(oldSide.interface, newSide.interface);
  const report = formatReport(changes, { old: oldArgument, new: newArgument }, flags, terminal);
  // The report escapes the text of the input, and colors its own.
  (terminal.raw ?? terminal.out)(report);
  return changes.some((change) => isCounted(change, flags)) ? exitCodes.found : exitCodes.done;
}

/**
 * Warns if a whole schema is compared with a server. The server has the definitions of its build, the schema those of
 * every build.
 */
function warnAboutConditions(oldSide: Side, newSide: Side, terminal: Terminal): void {
  if (oldSide.kind === newSide.kind) return;
  const side = [oldSide, newSide].find(hasConditions);
  if (side === undefined) return;
  const flag = side === oldSide ? "--old-defines-file" : "--new-defines-file";
  terminal.error(
    `All conditional definitions of ${side.name} are compared. Name the conditions of its build with ${flag}.\n`,
  );
}

function hasConditions({ wholeModel, interface: whole }: Side): boolean {
  if (wholeModel === undefined) return false;
  const unconditional = interfaceOfModel(pruneModel(wholeModel, new Set()));
  return diffInterfaces(whole, unconditional).length > 0;
}

function formatReport(
  changes: readonly SchemaChange[],
  names: { readonly old: string; readonly new: string },
  { format, color }: DiffFlags,
  terminal: Terminal,
): string {
  switch (format) {
    case "text":
      return formatText(changes, {
        colors: color === "auto" ? terminal.colors === true : color === "always",
      });
    case "json":
      return formatJson(changes, names);
    case "markdown":
      return formatMarkdown(changes, names);
  }
}

/** Whether a change sets the exit code. */
function isCounted({ wire, types, ...marks }: SchemaChange, { breaking, allow = [] }: DiffFlags): boolean {
  const breaks = wire === "breaks" || (breaking === "types" && types === "breaks");
  return breaks && !allow.some((mark) => marks[mark]);
}
