import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import open from "open";

/**
 * Opens an address with a secret in the user's browser. Other users of the host can read the arguments of processes, so that
 * the browser receives the name of a file that only its owner can read and that leads to the address.
 * @returns whether a program was found that opens addresses; whether it shows the page is not known.
 */
export async function openBrowser(address: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "qapi-ts-explore-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "open.html");
  writeFileSync(file, redirectPage(address), { mode: 0o600 });
  try {
    const child = await open(pathToFileURL(file).href);
    child.on("error", () => undefined);
    return true;
  } catch {
    return false;
  }
}

function redirectPage(address: string): string {
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${address}"><title>qmp explore</title><a href="${address}">Open the explorer</a>`;
}
