import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Returns a hash of the generator's code and of the packages that its output depends on, so that the output of another
 * generator is not considered current. The version is not sufficient, because it does not change during development.
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

/** Size and time are used instead of the content, because reading all files would take three times as long. */
function stamp(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${file} ${size} ${mtimeMs}`;
}

function packageVersion(name: string): string {
  const require = createRequire(import.meta.url);
  return readFileSync(require.resolve(`${name}/package.json`), "utf8");
}

/** Returns a content hash that is the same on every machine. */
export function contentHash(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 32);
}
