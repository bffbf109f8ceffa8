import { readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { build, type Metafile } from "esbuild";

/** `explorer`: with the views of a machine, served by `qmp explore`. `reference`: opened from a disk or a web server. */
export type SiteKind = "explorer" | "reference";

/** A file of the site: its path with `/`, and its content. */
export type SiteFiles = ReadonlyMap<string, string | Uint8Array>;

/** Bundles the scripts and the style sheets of the page. @param page - the folder of the page's sources. */
export async function bundlePage(page: string, kind: SiteKind): Promise<SiteFiles> {
  const script = await build({
    entryPoints: [{ in: join(page, `${kind}.tsx`), out: "app" }],
    bundle: true,
    minify: true,
    // Browsers do not load modules from a disk. A script without modules has all of its parts in one file.
    ...(kind === "explorer" ? { format: "esm", splitting: true } : { format: "iife" }),
    chunkNames: "parts/[name]-[hash]",
    outdir: "/",
    platform: "browser",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const style = await build({
    entryPoints: [join(page, "style/style.css")],
    bundle: true,
    minify: true,
    write: false,
    outdir: "/",
    logLevel: "silent",
  });
  const files = new Map<string, string | Uint8Array>();
  for (const { path, contents } of [...script.outputFiles, ...style.outputFiles]) {
    files.set(relative("/", path).split(sep).join("/"), contents);
  }
  files.set("licenses.txt", await licensesOf(script.metafile));
  return files;
}

/** Returns the licenses of the packages whose code is in the bundle, as they require. */
async function licensesOf({ inputs }: Metafile): Promise<string> {
  const folders = new Set(
    Object.keys(inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
  );
  const texts = await Promise.all([...folders].sort().map(licenseOf));
  return texts.join("\n");
}

async function licenseOf(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
  };
  const names = ["LICENSE", "LICENSE.txt", "LICENSE.md", "license", "license.md"];
  for (const name of names) {
    try {
      const text = await readFile(join(folder, name), "utf8");
      return `${manifest.name} ${manifest.version}\n\n${text.trim()}\n`;
    } catch {
      // The next name.
    }
  }
  throw new Error(`${manifest.name} has no license in ${dirname(folder)}`);
}
