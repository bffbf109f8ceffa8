import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { root } from "../support/compile.js";

const program = `import { connect } from "qapi-ts";
import { queryStatus } from "qapi-ts/qmp";
const session = await connect({ webSocket: "ws://localhost:4444" });
console.log(await queryStatus(session));`;

interface Bundle {
  /** By the path that the metafile has them under. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly metafile: Metafile;
}

async function bundled(platform: "browser" | "node"): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: root, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    splitting: true,
    outdir: "unused",
    platform,
    target: "es2022",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  return {
    files: new Map(outputFiles.map(({ path, contents }) => [relative(root, path), contents])),
    metafile,
  };
}

/** What a page loads that runs the program: its own part and all that it imports. */
function loaded({ outputs }: Metafile): ReadonlySet<string> {
  const due = Object.keys(outputs).filter((path) => /stdin\.js$/.test(path));
  const found = new Set<string>();
  for (let path = due.pop(); path !== undefined; path = due.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const imports = outputs[path]?.imports ?? [];
    due.push(...imports.filter(({ kind }) => kind === "import-statement").map((one) => one.path));
  }
  return found;
}

describe("a bundle for browsers", () => {
  test("has no import of Node's, in any of its parts", async () => {
    const { metafile } = await bundled("browser");
    const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect(imported.filter((path) => path.startsWith("node:"))).toEqual([]);
    expect(Object.keys(metafile.inputs).filter((path) => path.includes("node/"))).toEqual([]);
    expect(Object.keys((await bundled("node")).metafile.inputs).join()).toContain("node/");
  });

  test("of connect and one command is small", async () => {
    const { files, metafile } = await bundled("browser");
    const parts = [...loaded(metafile)].map((path) => gzipSync(files.get(path) ?? "", { level: 9 }).length);
    const size = parts.reduce((sum, part) => sum + part, 0);
    console.log(`connect and one command: ${size} bytes in ${parts.length} files, minified and gzipped`);
    expect(parts.length).toBeGreaterThan(1);
    expect(size).toBeLessThan(limit);
  });
});

/** What the bundle may have, in bytes. */
const limit = 8_000;

test("the types need neither Node's types nor a browser's beyond the standard ones", () => {
  const folder = mkdtempSync(join(tmpdir(), "qapi-ts-types-"));
  try {
    const file = join(folder, "use.ts");
    writeFileSync(
      file,
      `import * as qapi from ${JSON.stringify(join(root, "dist/runtime/index.js"))};\nexport { qapi };\n`,
    );
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      types: [],
      lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.dom.d.ts"],
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
    });
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(messages).toEqual([]);
    expect(program.getSourceFiles().some(({ fileName }) => fileName.includes("@types/node"))).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
