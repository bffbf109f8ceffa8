import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Names the generator that is running, its code and that of the packages which its output depends on: what
 * another generator made is not taken for up to date. The version would not do, for it stays the same while
 * somebody works on the generator.
 */
export function generatorFingerprint(): string {
  const code = codeFiles(fileURLToPath(new URL("../..", import.meta.url))).map(stamp);
  return contentHash(...code, ...["prettier", "ts-morph"].map(packageVersion));
}

function codeFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return /^(node_modules|dist)$/.test(entry.name) ? [] : codeFiles(path);
      return /(?<!\.d)\.[jt]s$/.test(entry.name) ? [path] : [];
    });
}

/** To look at a file is a third of the work of reading it, and a file that was built anew looks different. */
function stamp(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${file} ${size} ${mtimeMs}`;
}

function packageVersion(name: string): string {
  const require = createRequire(import.meta.url);
  return readFileSync(require.resolve(`${name}/package.json`), "utf8");
}

/** A name for a content, the same on every machine. */
export function contentHash(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 32);
}
