import { formatDiagnostic } from "../../diagnostics/format.js";
import { UserError } from "../../diagnostics/user-error.js";
import { interfaceOfAnswer } from "../../diff/from-answer.js";
import { interfaceOfModel } from "../../diff/from-model.js";
import type { Interface } from "../../diff/interface.js";
import type { Model } from "../../model/index.js";
import { readSchema } from "../../frontend/read-schema.js";
import { possibleModel, pruneModel } from "../../model/prune.js";
import { answerOf } from "../import/sources.js";
import { recogniseSource, type Source } from "../source.js";
import { UsageError, type Terminal } from "../terminal.js";
import type { SideRequest } from "./options.js";

/** A side of the comparison, read. */
export interface Side {
  readonly name: string;
  readonly kind: "schema" | "answer";
  /** The schema, where no conditions were named, and everything that is conditional counts as there. */
  readonly whole: Model | undefined;
  readonly interface: Interface;
}

/** What both arguments mean. Conditions can be named for a schema only. */
export function recogniseSides(
  old: SideRequest,
  now: SideRequest,
): { readonly old: Source; readonly new: Source } {
  const sources = { old: recogniseSource(old.argument), new: recogniseSource(now.argument) };
  for (const [name, source, side] of [
    ["old", sources.old, old],
    ["new", sources.new, now],
  ] as const) {
    if (side.named && source.kind !== "schema") {
      throw new UsageError(
        `--${name}-define goes with a schema, and ${JSON.stringify(side.argument)} is none.`,
      );
    }
  }
  const shared = old.defines !== undefined || now.defines !== undefined;
  if (shared && sources.old.kind !== "schema" && sources.new.kind !== "schema") {
    throw new UsageError("--define goes with a schema, and neither OLD nor NEW is one.");
  }
  return sources;
}

/** Reads a side; tells what is wrong with a schema. */
export async function readSide(source: Source, request: SideRequest, terminal: Terminal): Promise<Side> {
  const name = request.argument;
  if (source.kind === "schema") return readSchemaSide(source.file, request, terminal);
  const { infos } = await answerOf(name);
  return { name, kind: "answer", whole: undefined, interface: interfaceOfAnswer(infos) };
}

function readSchemaSide(file: string, { argument, defines }: SideRequest, terminal: Terminal): Side {
  const { model, diagnostics, sources } = readSchema(file);
  for (const diagnostic of diagnostics) terminal.error(formatDiagnostic(diagnostic, sources));
  if (!model) throw new UserError(`${argument} cannot be compared before that is mended.`);
  const pruned = defines ? pruneModel(model, defines) : possibleModel(model);
  return {
    name: argument,
    kind: "schema",
    whole: defines ? undefined : pruned,
    interface: interfaceOfModel(pruned),
  };
}
