import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { build, transform } from "esbuild";
import { rollup } from "rollup";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { root } from "../support/compile.js";

const program = `import { connect, CommandError } from "qapi-ts";
import { connectStop, queryStatus } from "qapi-ts/qmp";
const session = await connect({ webSocket: "ws://localhost:4444" });
await connectStop(session, (event) => console.log(event.timestamp));
await session.once("RESUME", { timeout: 1000 });
for await (const event of session.events()) console.log(event);
try {
  console.log(await queryStatus(session));
} catch (error) {
  if (error instanceof CommandError) console.error(error.description);
}`;

/**
 * The limit on the size of a page's bundle that connects, calls, listens and handles errors, in bytes after gzip. The goal
 * of 12,000 bytes is missed; this limit only keeps the bundle from growing.
 */
const limit = 17_300;

/** The files of the bundle as text, and the modules that went into it. */
interface Bundle {
  readonly files: readonly string[];
  readonly modules: readonly string[];
}

async function bundleWithEsbuild(platform: "browser" | "node"): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: root, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform,
    target: "es2022",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  return { files: outputFiles.map(({ text }) => text), modules: Object.keys(metafile.inputs) };
}

async function bundleWithRollup(): Promise<Bundle> {
  const entry = "\0entry";
  const bundle = await rollup({
    input: entry,
    plugins: [
      {
        name: "entry",
        resolveId: (id, importer) =>
          id === entry ? id : importer === entry ? fileURLToPath(import.meta.resolve(id)) : undefined,
        load: (id) => (id === entry ? program : undefined),
      },
      nodeResolve({ browser: true }),
    ],
  });
  const { output } = await bundle.generate({ format: "esm", inlineDynamicImports: true });
  const chunks = output.filter((file) => file.type === "chunk");
  const minified = await Promise.all(
    chunks.map(({ code }) => transform(code, { minify: true, target: "es2022", format: "esm" })),
  );
  return {
    files: minified.map(({ code }) => code),
    modules: chunks.flatMap((chunk) => Object.keys(chunk.modules)),
  };
}

describe("a bundle for browsers", () => {
  test("contains none of the modules for Node", async () => {
    const { files, modules } = await bundleWithEsbuild("browser");
    expect(files.join("")).not.toMatch(/["']node:/);
    expect(modules.filter((path) => path.includes("runtime/node/"))).toEqual([]);
    expect((await bundleWithEsbuild("node")).modules.join()).toContain("runtime/node/");
  });

  test.each([
    ["esbuild", () => bundleWithEsbuild("browser")],
    ["rollup", bundleWithRollup],
  ] as const)(
    "is one small file with %s if it has connect, calls, errors and events",
    async (bundler, bundle) => {
      const { files, modules } = await bundle();
      expect(files).toHaveLength(1);
      expect(modules.some((path) => path.endsWith("session/call-table.js"))).toBe(true);
      const size = gzipSync(files.join(""), { level: 9 }).length;
      console.log(`connect, calls, errors and events with ${bundler}: ${size} bytes, minified and gzipped`);
      expect(size).toBeLessThanOrEqual(limit);
    },
  );
});

test("the types compile without Node's types", () => {
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
