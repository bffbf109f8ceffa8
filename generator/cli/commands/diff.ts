import { UserError } from "../../diagnostics/diagnostic.js";
import type { SchemaChange } from "../../diff/change-kinds.js";
import { diffInterfaces } from "../../diff/diff.js";
import { interfaceOfAnswer } from "../../diff/from-answer.js";
import { interfaceOfModel } from "../../diff/from-model.js";
import type { Interface } from "../../diff/interface.js";
import { formatJson, formatMarkdown, formatText } from "../../diff/report.js";
import type { AskOptions } from "../../introspection/ask-server.js";
import type { Model } from "../../model/index.js";
import { possibleModel, pruneModel } from "../../model/prune.js";
import { conditionsOf, type DefineFlags } from "../options.js";
import {
  askOptions,
  classifySource,
  loadAnswer,
  readModelOf,
  type Source,
  warnAboutConditions,
} from "../source.js";
import { type ExitCode, exitCodes, type Terminal, UsageError } from "../terminal.js";

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
  warnAboutWholeSchema(oldSide, newSide, terminal);
  warnAboutNames([oldSide, newSide], flags.define, terminal);
  warnAboutNames([oldSide], flags.oldDefine, terminal);
  warnAboutNames([newSide], flags.newDefine, terminal);
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
function warnAboutWholeSchema(oldSide: Side, newSide: Side, terminal: Terminal): void {
  if (oldSide.kind === newSide.kind) return;
  const side = [oldSide, newSide].find(hasConditions);
  if (side === undefined) return;
  const flag = side === oldSide ? "--old-defines-file" : "--new-defines-file";
  terminal.error(
    `All conditional definitions of ${side.name} are compared. Name the conditions of its build with ${flag}.\n`,
  );
}

function warnAboutNames(
  sides: readonly Side[],
  names: readonly string[] | undefined,
  terminal: Terminal,
): void {
  const models = sides.flatMap(({ model }) => model ?? []);
  warnAboutConditions(models, names, sides.map(({ name }) => name).join(", "), terminal);
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

/** One side of a comparison. */
interface Side {
  readonly name: string;
  readonly kind: "schema" | "answer";
  /** The model of a schema, with all conditional definitions. */
  readonly model: Model | undefined;
  /** The model with all conditional definitions, if the side is a schema or a model and its conditions were not named. */
  readonly wholeModel: Model | undefined;
  readonly interface: Interface;
}

interface SideRequest {
  readonly argument: string;
  readonly source: Source;
  /** The true conditions; undefined to keep all conditional definitions. */
  readonly conditions: ReadonlySet<string> | undefined;
  readonly options: AskOptions;
}

/** The flags that name the true conditions of both sides or of one. */
interface SideFlags extends DefineFlags {
  readonly oldDefine?: readonly string[] | undefined;
  readonly oldDefinesFile?: readonly string[] | undefined;
  readonly newDefine?: readonly string[] | undefined;
  readonly newDefinesFile?: readonly string[] | undefined;
  readonly timeout?: number | undefined;
}

/**
 * Classifies both arguments and assigns the conditions to them.
 * @throws UsageError if conditions are named for a side that is not a schema.
 */
function classifySides(
  oldArgument: string,
  newArgument: string,
  flags: SideFlags,
): readonly [SideRequest, SideRequest] {
  const sides = [
    requestSide(
      oldArgument,
      "--old-define",
      { define: flags.oldDefine, definesFile: flags.oldDefinesFile },
      flags,
    ),
    requestSide(
      newArgument,
      "--new-define",
      { define: flags.newDefine, definesFile: flags.newDefinesFile },
      flags,
    ),
  ] as const;
  if (conditionsOf(flags) !== undefined && !sides.some(canBeConditional)) {
    throw new UsageError("--define requires a schema, and neither OLD nor NEW is a schema.");
  }
  return sides;
}

/** Whether the definitions of a side can be conditional: a server has one build. */
function canBeConditional({ source: { kind } }: Pick<SideRequest, "source">): boolean {
  return kind === "schema" || kind === "model";
}

function requestSide(argument: string, flag: string, own: DefineFlags, shared: SideFlags): SideRequest {
  const source = classifySource(argument);
  const ownConditions = conditionsOf(own);
  if (ownConditions !== undefined && !canBeConditional({ source })) {
    throw new UsageError(`${flag} requires a schema, and ${JSON.stringify(argument)} is not a schema.`);
  }
  const sharedConditions = conditionsOf(shared);
  const isNamed = ownConditions !== undefined || sharedConditions !== undefined;
  const conditions = isNamed ? new Set([...(sharedConditions ?? []), ...(ownConditions ?? [])]) : undefined;
  return { argument, source, conditions, options: askOptions(shared) };
}

/**
 * Reads one side and prints the diagnostics of its schema.
 * @throws UserError if the schema is invalid.
 */
async function readSide(request: SideRequest, terminal: Terminal): Promise<Side> {
  const { argument: name, source, conditions } = request;
  if (source.kind === "schema" || source.kind === "model") {
    const model = await readModelOf(source, terminal, conditions);
    if (model === undefined) throw new UserError(`${name} cannot be compared until these errors are fixed.`);
    return sideOf(name, model, conditions);
  }
  const { infos } = await loadAnswer(source, name, request.options);
  return {
    name,
    kind: "answer",
    model: undefined,
    wholeModel: undefined,
    interface: interfaceOfAnswer(infos),
  };
}

function sideOf(name: string, model: Model, conditions: ReadonlySet<string> | undefined): Side {
  const pruned = conditions === undefined ? possibleModel(model) : pruneModel(model, conditions);
  const wholeModel = conditions === undefined ? pruned : undefined;
  return { name, kind: "schema", model, wholeModel, interface: interfaceOfModel(pruned) };
}
