import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile, readdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, relative } from "node:path";
import { promisify } from "node:util";
import { chromium, type Page } from "playwright-core";
import { root } from "../../support/compile.js";
import { shrinkPicture } from "../../support/shrink-picture.js";

/** The editor of Visual Studio Code, for a page. Only the pictures need it, so it is not a dependency. */
const monaco = "monaco-editor@0.52.2";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".ttf": "font/ttf",
};

/** What a picture shows. */
export interface Picture {
  /** The text in the editor. The cursor is where it has a `|`. */
  readonly program: string;
  /** The editor's action at the cursor. */
  readonly action: string;
  /** A text that the action must show, in an element with this selector. */
  readonly shows: { readonly selector: string; readonly text: string };
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** Installs the editor in a folder, and serves it. */
export async function serveEditor(folder: string): Promise<Server> {
  await promisify(execFile)("npm", ["install", "--no-save", "--prefix", folder, monaco]);
  const files = join(folder, "node_modules/monaco-editor/min");
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const file = path === "/" ? join(import.meta.dirname, "page.html") : join(files, path);
    response.setHeader("content-type", contentTypes[extname(file)] ?? "application/octet-stream");
    readFile(file).then(
      (content) => response.end(content),
      () => response.writeHead(404).end(),
    );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

/** Writes a picture of an editor that knows the built packages. */
export async function writeEditorPicture(server: Server, picture: Picture, file: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium-headless-shell",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const { width, height, shows } = picture;
    const page = await browser.newPage({ viewport: { width, height } });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.evaluate(openProgram(picture.program, await declarations()));
    await runAction(page, picture.action, shows);
    await page.screenshot({ path: file });
    await shrinkPicture(file);
  } finally {
    await browser.close();
  }
}

/** Runs an action of the editor, and waits for what it shows. */
async function runAction(page: Page, action: string, { selector, text }: Picture["shows"]): Promise<void> {
  await page.evaluate(`editor.focus(); editor.trigger("picture", ${JSON.stringify(action)}, {})`);
  await page.locator(selector, { hasText: text }).first().waitFor({ timeout: 60_000 });
}

/** The declarations of the packages by their paths. */
async function declarations(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const folder of ["dist/runtime", "dist/generated/qmp"])
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
      if (entry.name.endsWith(".d.ts")) {
        const path = join(entry.parentPath, entry.name);
        files[relative(root, path)] = await readFile(path, "utf8");
      }
  files["package.json"] = await readFile(join(root, "package.json"), "utf8");
  return files;
}

/** Returns a script that opens a program in the page. */
function openProgram(program: string, files: Readonly<Record<string, string>>): string {
  return `(async () => {
    await ready;
    const { typescript } = monaco.languages;
    typescript.typescriptDefaults.setCompilerOptions({
      target: typescript.ScriptTarget.ESNext, module: typescript.ModuleKind.ESNext, moduleResolution: 100,
      strict: true, baseUrl: "file:///", paths: {
        "qapi-ts": ["dist/runtime/index.d.ts"], "qapi-ts/*": ["dist/generated/*/index.d.ts"],
        "qapi-ts/qmp/devices": ["dist/generated/qmp/devices.d.ts"] },
    });
    typescript.typescriptDefaults.setDiagnosticsOptions({ noSemanticValidation: false });
    for (const [path, text] of Object.entries(${JSON.stringify(files)}))
      typescript.typescriptDefaults.addExtraLib(text, "file:///" + path);
    const program = ${JSON.stringify(program)};
    const at = program.indexOf("|");
    const model = monaco.editor.createModel(program.replace("|", ""), "typescript", monaco.Uri.parse("file:///main.ts"));
    window.editor = monaco.editor.create(document.getElementById("editor"), {
      model, theme: "vs-dark", fontSize: 14, minimap: { enabled: false }, lineNumbers: "off", folding: false,
      scrollBeyondLastLine: false, renderLineHighlight: "none", overviewRulerLanes: 0, fixedOverflowWidgets: true,
      hover: { above: false }, suggest: { showStatusBar: false, showIcons: true }, scrollbar: { vertical: "hidden" },
      glyphMargin: false, lineDecorationsWidth: 12, guides: { indentation: false }, contextmenu: false,
    });
    editor.setPosition(model.getPositionAt(at));
    const client = await (await typescript.getTypeScriptWorker())(model.uri);
    // Asks once, because the first answer takes seconds.
    await client.getSemanticDiagnostics(model.uri.toString());
  })()`;
}
