import { lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { readText } from "../../files/read-text.js";
import { writeText } from "../../files/write-text.js";
import { UserError } from "../../diagnostics/user-error.js";
import type { Answer } from "../../import/answer.js";
import { banner, importAnswers } from "../../import/import-answers.js";
import type { PrintedFile } from "../../print-schema/schema.js";
import { askOptions, loadAnswer } from "../answer.js";
import { readNames } from "../read-model-of.js";
import { exitCodes, type ExitCode, type Terminal } from "../terminal.js";

interface ImportFlags {
  readonly out: string;
  readonly names?: string | undefined;
  readonly timeout?: number | undefined;
}

/** Runs `qapi-ts import`. */
export async function runImport(
  sources: readonly string[],
  flags: ImportFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const names = flags.names === undefined ? undefined : await readNames(flags.names, terminal);
  if (flags.names !== undefined && names === undefined) return exitCodes.found;
  const answers: Answer[] = [];
  // Sequential, because each binary is started for its answer.
  for (const source of sources) answers.push(await loadAnswer(source, askOptions(flags)));
  writeImport(flags.out, importAnswers(answers, names && { names }).files);
  return exitCodes.done;
}

/** @throws UserError if a file exists that an import did not write. */
function writeImport(folder: string, files: readonly PrintedFile[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { path } of files) {
    if (isWritable(join(folder, path))) continue;
    throw new UserError(
      `${join(folder, path)} exists and was not written by an import. Move it or choose another --out.`,
    );
  }
  for (const { path, text } of files) writeText(join(folder, path), text);
}

/** Symbolic links are not writable: their targets may lie outside the folder. */
function isWritable(file: string): boolean {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  return stats === undefined || (stats.isFile() && readText(file).startsWith(`# ${banner}`));
}
