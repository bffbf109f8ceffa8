import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { root } from "../support/compile.js";

const program = `import { connect } from "qapi-ts";
import { queryStatus } from "qapi-ts/qmp";
const session = await connect({ webSocket: "ws://localhost:4444" });
console.log(await queryStatus(session));`;

/** The files of a bundle for browsers: the first is what a page loads at once. */
async function bundled(platform: "browser" | "node"): Promise<{ files: Uint8Array[]; metafile: Metafile }> {
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
  return { files: outputFiles.map(({ contents }) => contents), metafile };
}

describe("a bundle for browsers", () => {
  test("has no import of Node's, in any of its parts", async () => {
    const { metafile } = await bundled("browser");
    const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect(imported.filter((path) => path.startsWith("node:"))).toEqual([]);
    expect(Object.keys(metafile.inputs).filter((path) => path.includes("transport/node/"))).toEqual([]);
    expect(Object.keys((await bundled("node")).metafile.inputs).join()).toContain("transport/node/");
  });

  test("of connect and one command is small", async () => {
    const { files } = await bundled("browser");
    const size = gzipSync(files[0] ?? "", { level: 9 }).length;
    console.log(`connect and one command: ${size} bytes, minified and gzipped`);
    expect(size).toBeLessThan(limit);
  });
});

/** What the bundle may have, in bytes: what it has, and a little room. The goal is 8,000. */
const limit = 11_500;

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
