import { lstatSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ImportExtension } from "../../config/target.js";
import { askDevices, type DevicesAnswer } from "../../devices/ask-devices.js";
import { printDevices, storedFacts, type DeviceFacts } from "../../devices/facts.js";
import { mergeDevices, withSchemaEnums } from "../../devices/merge.js";
import { UserError } from "../../diagnostics/diagnostic.js";
import { writeText } from "../../files/files.js";
import type { Answer } from "../../import/answer.js";
import { banner, importedFiles, isImported } from "../../import/imported-files.js";
import { importAnswers } from "../../import/import-answers.js";
import type { AskOptions } from "../../introspection/ask-server.js";
import type { Model } from "../../model/index.js";
import type { PrintedFile } from "../../print-schema/schema.js";
import { askOptions, classifySource, importOptions, isOfQemu, loadAnswer, serverOf } from "../source.js";
import { type ExitCode, exitCodes, type Terminal, UsageError } from "../terminal.js";
import { targetSource } from "./generate-targets.js";
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

/**
 * Asks for the devices of the emulators of an imported schema. Returns the text of a file of facts; undefined if there are no
 * emulators, if they are not all binaries, which are all that can be asked safely, or if their versions differ.
 */
async function askForDevices(
  sources: readonly string[],
  model: Model,
  options: AskOptions,
  terminal: Terminal,
): Promise<string | undefined> {
  const paths = sources.flatMap(binaryPath);
  if (paths.length === 0 || paths.length < sources.length) return undefined;
  const all: DeviceFacts[] = [];
  // Sequential, because each binary is started.
  for (const path of paths) {
    const { facts, problems } = await ask(path, options);
    for (const problem of problems) terminal.error(`qapi-ts: ${problem}\n`);
    all.push(facts);
  }
  if (new Set(all.map(({ version }) => version)).size > 1) return undefined;
  return printDevices(storedFacts(withSchemaEnums(mergeDevices(all), model)));
}

/** @throws UserError (as a rejection) that names the option that avoids the question. */
async function ask(path: string, options: AskOptions): Promise<DevicesAnswer> {
  try {
    return await askDevices(path, { timeout: defaultTimeout, ...options });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}\nUse --no-devices to import the schema without devices.`, {
      cause: error,
    });
  }
}

/** In milliseconds. Asking for hundreds of types takes about a second on an idle host. */
const defaultTimeout = 60_000;

function binaryPath(source: string): readonly string[] {
  const classified = classifySource(source);
  return classified.kind === "server" && classified.server.kind === "binary" ? [classified.server.path] : [];
}

/**
 * Writes an imported schema and the devices of its servers, or removes those of an earlier import.
 * @throws UserError if a file exists that an import did not write.
 */
function writeImport(folder: string, schema: readonly PrintedFile[], devices: string | undefined): void {
  const devicesFile = { path: importedFiles.devices, text: `// ${banner}\n${devices ?? ""}` };
  const files = devices === undefined ? schema : [...schema, devicesFile];
  mkdirSync(folder, { recursive: true });
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
