import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import serialize from "@xterm/addon-serialize";
import { shrinkPicture } from "../../support/shrink-picture.js";
import type { TerminalProgram } from "./terminal-program.js";

/** The size of a character, and the margin around the terminal, in pixels. */
const [characterWidth, characterHeight, margin] = [8.4, 18, 16];

/** Writes what a terminal shows as a PNG, with `chromium-headless-shell`. */
export async function writePicture({ terminal }: TerminalProgram, file: string): Promise<void> {
  const addon = new serialize.SerializeAddon();
  terminal.loadAddon(addon);
  const screen = addon.serializeAsHTML({ includeGlobalBackground: false, scrollback: 0 });
  const folder = await mkdtemp(join(tmpdir(), "qapi-ts-picture-"));
  try {
    const page = join(folder, "screen.html");
    await writeFile(page, `<!doctype html><meta charset="utf-8"><style>${style}</style>${screen}`);
    const width = Math.ceil(terminal.cols * characterWidth + 2 * margin);
    const height = Math.ceil(terminal.rows * characterHeight + 2 * margin);
    await promisify(execFile)("chromium-headless-shell", [
      "--no-sandbox",
      "--hide-scrollbars",
      "--force-device-scale-factor=1",
      `--window-size=${width},${height}`,
      `--screenshot=${file}`,
      `--user-data-dir=${folder}`,
      pathToFileURL(page).href,
    ]);
    await shrinkPicture(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const style = `
html, body { margin: 0; background: #16181d; }
body { padding: ${margin}px; }
pre, pre * { font: 14px/${characterHeight}px "DejaVu Sans Mono", monospace !important; margin: 0; }
pre > div { color: #d8dee9 !important; background: none !important; }
`;
