import { join } from "node:path";
import type { ImportExtension } from "../../config/target.js";
import type { Answer } from "../../import/answer.js";
import { importedFiles } from "../../import/banner.js";
import { importAnswers } from "../../import/import-answers.js";
import { askOptions, loadAnswer } from "../answer.js";
import { serverOf } from "../answered-server.js";
import { importOptions, isOfQemu } from "../import-options.js";
import { exitCodes, UsageError, type ExitCode, type Terminal } from "../terminal.js";
import { generateAll } from "./generate.js";
import { targetSource } from "./generate-targets.js";
import { askForDevices } from "./import-devices.js";
import { writeImport } from "./write-import.js";

interface ImportFlags {
  readonly out?: string | undefined;
  readonly names?: string | undefined;
  /** False for `--no-devices`. */
  readonly devices: boolean;
  readonly generate?: string | undefined;
  readonly name?: string | undefined;
  readonly runtime?: string | undefined;
  readonly importExtension?: ImportExtension | undefined;
  readonly annotations?: string | undefined;
  readonly validators?: boolean | undefined;
  readonly timeout?: number | undefined;
}

/** Runs `qapi-ts import`. */
export async function runImport(
  sources: readonly string[],
  flags: ImportFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const folder = folderOf(flags);
  const answers: Answer[] = [];
  // Sequential, because each binary is started for its answer.
  for (const source of sources) answers.push(await loadAnswer(source, askOptions(flags)));
  const options = await importOptions(answers, flags.names, terminal);
  if (options === undefined) return exitCodes.found;
  const { model, files } = importAnswers(answers, options);
  const isQemu = answers.every(isOfQemu);
  const devices =
    isQemu && flags.devices
      ? await askForDevices(
          sources.filter((_, index) => hasDevices(answers[index])),
          model,
          askOptions(flags),
          terminal,
        )
      : undefined;
  writeImport(folder, files, devices);
  if (flags.generate === undefined) return exitCodes.done;
  const source = targetSource(join(folder, importedFiles.schema), {
    ...flags,
    devices: undefined,
    out: flags.generate,
  });
  if (source.kind !== "target") return exitCodes.done;
  const server = isQemu ? serverOf(answers) : undefined;
  return generateAll([{ ...source.target, ...(server && { server }) }], {}, terminal);
}

/** @throws UsageError if no folder is named, or if an option has no effect. */
function folderOf({
  out,
  generate,
  name,
  runtime,
  importExtension,
  annotations,
  validators,
}: ImportFlags): string {
  if (generate !== undefined) return out ?? join(generate, "schema");
  const given = Object.entries({
    name,
    runtime,
    "import-extension": importExtension,
    annotations,
    validators,
  });
  const [unused] = given.find(([, value]) => value !== undefined) ?? [];
  if (unused !== undefined) {
    throw new UsageError(
      `--${unused} is an option of the bindings. Add --generate, or give it to \`generate\`.`,
    );
  }
  if (out === undefined)
    throw new UsageError("Missing --out or --generate. Name the folder of the schema or of the bindings.");
  return out;
}

function hasDevices(answer: Answer | undefined): boolean {
  return answer?.infos.some(({ name }) => name === "device-list-properties") ?? false;
}
