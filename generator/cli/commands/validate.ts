import { readAnnotated } from "../../frontend/read-schema.js";
import { base64Members } from "../../model/index.js";
import { pruneModel } from "../../model/prune.js";
import { conditionsOf, type DefineFlags } from "../options.js";
import { warnAboutConditions } from "../source.js";
import { type ExitCode, exitCodes, printDiagnostics, type Terminal } from "../terminal.js";

interface ValidateFlags extends DefineFlags {
  readonly annotations?: string | undefined;
}

/** Runs `qapi-ts validate`. */
export async function runValidate(
  schema: string,
  flags: ValidateFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const defines = conditionsOf(flags);
  const { model, annotations, diagnostics, sources } = await readAnnotated(schema, flags.annotations, {
    defines,
  });
  printDiagnostics(diagnostics, sources, terminal);
  if (model === undefined || annotations === undefined) return exitCodes.found;
  warnAboutConditions([model], flags.define, schema, terminal);
  const { MessageValidator, validateLines } = await import("../../validate/message.js");
  const pruned = defines === undefined ? model : pruneModel(model, defines);
  const validator = new MessageValidator(pruned, { base64: base64Members(pruned, annotations) });
  await validateLines(process.stdin, validator, terminal.out);
  return exitCodes.done;
}
