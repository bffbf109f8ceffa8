import { UserError } from "../../diagnostics/user-error.js";
import { interfaceOfAnswer } from "../../diff/from-answer.js";
import { interfaceOfModel } from "../../diff/from-model.js";
import type { Interface } from "../../diff/interface.js";
import { readSchema } from "../../frontend/read-schema.js";
import type { Model } from "../../model/index.js";
import { possibleModel, pruneModel } from "../../model/prune.js";
import type { AskOptions } from "../../introspection/run-binary.js";
import { askOptions, loadAnswer } from "../answer.js";
import { conditionsOf, type DefineFlags } from "../defines.js";
import { printDiagnostics } from "../report.js";
import { classifySource, type Source } from "../source.js";
import { UsageError, type Terminal } from "../terminal.js";

/** One side of a comparison. */
export interface Side {
  readonly name: string;
  readonly kind: "schema" | "answer";
  /** The model with all conditional definitions, if the side is a schema and its conditions were not named. */
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
export interface SideFlags extends DefineFlags {
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
export function classifySides(
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
  if (conditionsOf(flags) !== undefined && sides.every(({ source }) => source.kind !== "schema")) {
    throw new UsageError("--define requires a schema, and neither OLD nor NEW is a schema.");
  }
  return sides;
}

function requestSide(argument: string, flag: string, own: DefineFlags, shared: SideFlags): SideRequest {
  const source = classifySource(argument);
  const ownConditions = conditionsOf(own);
  if (ownConditions !== undefined && source.kind !== "schema") {
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
export async function readSide(request: SideRequest, terminal: Terminal): Promise<Side> {
  const { argument: name, source, conditions } = request;
  if (source.kind === "schema") return readSchemaSide(name, source.file, conditions, terminal);
  const { infos } = await loadAnswer(name, request.options);
  return { name, kind: "answer", wholeModel: undefined, interface: interfaceOfAnswer(infos) };
}

function readSchemaSide(
  name: string,
  file: string,
  conditions: ReadonlySet<string> | undefined,
  terminal: Terminal,
): Side {
  const { model, diagnostics, sources } = readSchema(file);
  printDiagnostics(diagnostics, sources, terminal);
  if (model === undefined) throw new UserError(`${name} cannot be compared until these errors are fixed.`);
  const pruned = conditions === undefined ? possibleModel(model) : pruneModel(model, conditions);
  const wholeModel = conditions === undefined ? pruned : undefined;
  return { name, kind: "schema", wholeModel, interface: interfaceOfModel(pruned) };
}
