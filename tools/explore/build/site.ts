import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { ModelDocument } from "qapi-ts-generator";
import { bundlePage, type SiteFiles, type SiteKind } from "./bundle.js";
import { dataFiles, type History } from "./data/files.js";

/** The shipped models. The first one is shown without a machine. */
const models = ["qmp-11.1", "qmp-10.0", "qmp-7.2", "qsd", "qga"] as const;

/** Returns the files of a site. @param root - the folder of the repository. */
export async function makeSite(root: string, kind: SiteKind): Promise<SiteFiles> {
  const page = join(root, "tools/explore/page");
  const history = JSON.parse(await readFile(join(root, "schema/history.json"), "utf8")) as History;
  const files = new Map(await bundlePage(page, kind));
  files.set("index.html", indexPage(await readFile(join(page, "index.html"), "utf8"), kind));
  files.set("icon.svg", await readFile(join(page, "icon.svg")));
  for (const [name, value] of dataFiles(models.map(readModel), history)) {
    files.set(`data/${name}.js`, `explorerData(${JSON.stringify(name)},${JSON.stringify(value)})\n`);
  }
  return files;
}

function readModel(name: string): { readonly name: string; readonly document: ModelDocument } {
  const file = createRequire(import.meta.url).resolve(`qapi-ts-generator/models/${name}.json`);
  return { name, document: JSON.parse(readFileSync(file, "utf8")) as ModelDocument };
}

/** The sources of what a page loads and connects to. No other host is among them, and no text is a script. */
const policies: Readonly<Record<SiteKind, string>> = {
  explorer:
    "default-src 'self'; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; img-src 'self' blob:; base-uri 'none'; form-action 'none'",
  reference: "default-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'",
};

const scripts: Readonly<Record<SiteKind, string>> = {
  explorer: '<script type="module" src="app.js"></script>',
  reference: '<script defer src="app.js"></script>',
};

function indexPage(template: string, kind: SiteKind): string {
  return template.replace("<!-- policy -->", policyTag(kind)).replace("<!-- script -->", scripts[kind]);
}

function policyTag(kind: SiteKind): string {
  return `<meta http-equiv="Content-Security-Policy" content="${policies[kind]}" />`;
}
