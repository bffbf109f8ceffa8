import { readdir, readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A file of the explorer's page. */
export interface SiteFile {
  readonly type: string;
  readonly content: Buffer;
}

/** The folder of the built page. */
export const siteFolder: string = fileURLToPath(new URL("./site", import.meta.url));

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

/** Reads the files of a site. Returns them by their exact paths in addresses: `/index.html` is also `/`. */
export async function readSite(folder: string): Promise<ReadonlyMap<string, SiteFile>> {
  const names = await readdir(folder, { recursive: true });
  const files = new Map<string, SiteFile>();
  for (const name of names) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    files.set(`/${name.split(sep).join("/")}`, { type, content: await readFile(join(folder, name)) });
  }
  const index = files.get("/index.html");
  if (index !== undefined) files.set("/", index);
  return files;
}
