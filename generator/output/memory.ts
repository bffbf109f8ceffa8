import { readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { contentHash } from "./hash.js";
import type { Manifest, ManifestInput, ManifestOutput } from "./manifest.js";

type Texts = ReadonlyMap<string, string>;

/** A file that a run makes, before it is text. */
export interface Source {
  readonly path: string;
  /** A hash of all that its text depends on. */
  readonly source: string;
}

/** Whether neither an input nor an output changed since the run that the manifest is of. */
export function nothingChanged(
  manifest: Manifest,
  schema: string,
  files: Texts,
  isOurs: (text: string) => boolean,
): boolean {
  return (
    !manifest.warnings &&
    manifest.inputs.every(({ path, hash }) => hashOfFile(join(dirname(schema), path)) === hash) &&
    manifest.outputs.every((output) => isAsItWas(output, files)) &&
    [...files].filter(([, text]) => isOurs(text)).length === manifest.outputs.length
  );
}

/** The texts that need not be made again: made from the same, and since then not touched. */
export function reusable(
  sources: readonly Source[],
  manifest: Manifest | undefined,
  files: Texts,
): Map<string, string> {
  const remembered = new Map(manifest?.outputs.map((output) => [output.path, output]));
  const texts = new Map<string, string>();
  for (const { path, source } of sources) {
    const output = remembered.get(path);
    const text = files.get(path);
    if (text !== undefined && output?.source === source && isAsItWas(output, files)) texts.set(path, text);
  }
  return texts;
}

export function inputsOf(
  schema: string,
  sources: readonly { readonly path: string; readonly text: string }[],
): readonly ManifestInput[] {
  return sources.map(({ path, text }) => ({
    path: relative(dirname(schema), path).split(sep).join("/"),
    hash: contentHash(text),
  }));
}

export function outputsOf(sources: readonly Source[], texts: Texts): readonly ManifestOutput[] {
  return sources.map(({ path, source }) => ({ path, source, hash: contentHash(texts.get(path) ?? "") }));
}

function isAsItWas(output: ManifestOutput, files: Texts): boolean {
  const text = files.get(output.path);
  return text !== undefined && contentHash(text) === output.hash;
}

function hashOfFile(path: string): string | undefined {
  try {
    return contentHash(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
