import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { basename, dirname, join, sep } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";

type Require = ReturnType<typeof createRequire>;
type Wrapper = (exports: unknown, require: Require, module: Module, file: string, folder: string) => void;

/**
 * Loads a large CommonJS module where each `require` will find it. What V8 makes of its text is kept from run to run,
 * as Python does with its modules: to compile nine megabytes takes as long as all of the front end.
 */
export function requireCompiled(file: string): void {
  const kept = keptFile(file);
  const cachedData = kept === undefined ? undefined : readIfThere(kept);
  const script = new Script(Module.wrap(readFileSync(file, "utf8")), {
    filename: file,
    ...(cachedData !== undefined && { cachedData }),
  });
  const require = createRequire(file);
  const module = new Module(file);
  require.cache[file] = module;
  (script.runInThisContext() as Wrapper)(module.exports, require, module, file, dirname(file));
  module.loaded = true;
  // V8 refuses what it cannot use.
  if (kept !== undefined && script.cachedDataRejected !== false) keep(kept, script.createCachedData());
}

/** Where it is kept: with the packages, which are trusted as far. The name is of one V8, its flags, and one module. */
function keptFile(file: string): string | undefined {
  const packages = `${sep}node_modules${sep}`;
  const at = file.lastIndexOf(packages);
  if (at === -1) return undefined;
  const { size, mtimeMs } = statSync(file);
  const name = `${basename(file)}-${cachedDataVersionTag()}-${size}-${mtimeMs}`;
  return join(file.slice(0, at), packages, ".cache", "qapi-ts-generator", name);
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function keep(file: string, data: Buffer): void {
  // Whoever reads meanwhile is to find all of it or nothing.
  const draft = `${file}-${process.pid}-${process.hrtime.bigint()}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, data);
    renameSync(draft, file);
  } catch {
    // Not a folder that we may write to: every run compiles.
  }
}
