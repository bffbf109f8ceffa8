import { readdir } from "node:fs/promises";
import { escapeControls } from "qapi-ts-generator/text";
import type { CommandEffect } from "qapi-ts/qmp/effects";
import type { LiveValue } from "./queries.js";

/** The most names of a folder that are offered. */
const maxNames = 500;

/** Reports whether an argument of a command names a file of the host. `**` stands for any number of steps. */
export function isHostPath(effect: CommandEffect | undefined, path: readonly string[]): boolean {
  const steps = path.filter((step) => !/^\d+$/.test(step));
  return (effect?.host ?? []).some(
    (resource) => resource.kind === "path" && matches(resource.path.split("."), steps),
  );
}

function matches(pattern: readonly string[], steps: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return steps.length === 0;
  if (first === "**") {
    return matches(rest, steps) || (steps.length > 0 && matches(pattern, steps.slice(1)));
  }
  return first === steps[0] && matches(rest, steps.slice(1));
}

/**
 * Returns the files and folders of this host that an absolute path may mean. A folder ends with a slash. Relative paths start
 * at the folder of the server's process, which is not known.
 */
export async function hostFiles(prefix: string): Promise<readonly LiveValue[]> {
  if (prefix === "") return [{ value: "/", continues: true }];
  if (!prefix.startsWith("/")) return [];
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const shown = entries.filter(({ name }) => name.startsWith(prefix.slice(folder.length)));
    return shown
      .filter(({ name }) => escapeControls(name) === name && !name.includes("\n"))
      .slice(0, maxNames)
      .map((entry) => {
        const isFolder = entry.isDirectory();
        return { value: `${folder}${entry.name}${isFolder ? "/" : ""}`, continues: isFolder };
      });
  } catch {
    return [];
  }
}
