import { lstatSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ImportExtension } from "../../config/target.js";
import { UserError } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import { createFolder, writeText } from "../../files/files.js";
import type { Answer } from "../../import/answer.js";
import { banner, importedFiles, isImported } from "../../import/imported-files.js";
import { importAnswers } from "../../import/import-answers.js";
import type { PrintedFile } from "../../print-schema/schema.js";
import { askOptions, classifySource, importOptions, isOfQemu, loadAnswer, serverOf } from "../source.js";
import { type ExitCode, exitCodes, readSource, type Terminal, UsageError } from "../terminal.js";
import { askForDevices } from "./devices.js";
import { targetOf } from "./generate-targets.js";
import { generateAll } from "./generate.js";

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
  for (const name of sources) {
    const source = classifySource(name, "a saved answer");
    if (source.kind === "schema") checkContent(name);
    answers.push(await loadAnswer(source, name, askOptions(flags)));
  }
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
  const bindings = { ...flags, devices: undefined };
  const target = targetOf(join(folder, importedFiles.schema), flags.generate, bindings);
  const server = isQemu ? serverOf(answers) : undefined;
  return generateAll([{ ...target, ...(server && { server }) }], {}, terminal);
}

/** @throws UserError if a file is a schema: its text begins with a comment or an expression. */
function checkContent(file: string): void {
  if (!/^\s*(#|\{\s*')/.test(readSource(file))) return;
  throw new UserError(
    `${quote(file)} is a schema, not a saved answer. Write bindings for it with \`qapi-ts generate\`.`,
  );
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

/**
 * Writes an imported schema and the devices of its servers, or removes those of an earlier import.
 * @throws UserError if a file exists that an import did not write.
 */
function writeImport(folder: string, schema: readonly PrintedFile[], devices: string | undefined): void {
  const devicesFile = { path: importedFiles.devices, text: `// ${banner}\n${devices ?? ""}` };
  const files = devices === undefined ? schema : [...schema, devicesFile];
  createFolder(folder);
  for (const { path } of files) {
    if (isWritable(join(folder, path))) continue;
    throw new UserError(
      `${join(folder, path)} exists and was not written by an import. Move it or choose another --out.`,
    );
  }
  for (const { path, text } of files) writeText(join(folder, path), text);
  const former = join(folder, importedFiles.devices);
  if (devices === undefined && isImported(former)) rmSync(former);
}

function isWritable(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) === undefined || isImported(file);
}
