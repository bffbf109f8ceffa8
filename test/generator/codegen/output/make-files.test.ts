import { createPrinter, type Printer } from "qapi-ts-generator";
import { expect, test } from "vitest";
import type { GeneratedFile } from "../../../../generator/codegen/file.js";
import { makeFiles } from "../../../../generator/codegen/output/make-files.js";

function fileOf(index: number): GeneratedFile {
  const declaration = { kind: "alias", name: `T${index}`, comment: [], type: `{a:${index}}` } as const;
  return { path: `f${index}.ts`, origin: "a test", imports: [], declarations: [declaration], reexports: [] };
}

/** A printer that marks what it formats. */
const marking: Printer = {
  print: ({ path }) => Promise.resolve(`const at="${path}"`),
  format: (text) => Promise.resolve(`thread: ${text}`),
  prepare: () => undefined,
  close: () => Promise.resolve(),
};

async function textsOf(count: number, printer: Printer): Promise<string[]> {
  const files = await makeFiles(
    Array.from({ length: count }, (_, index) => fileOf(index)),
    new Map(),
    printer,
  );
  return files.map(({ pieces }) => pieces.map(({ text }) => text).join("\n"));
}

test("few pieces are formatted by the printer, many by this thread too", async () => {
  const few = await textsOf(3, marking);
  expect(few).toEqual([0, 1, 2].map((index) => `thread: const at="f${index}.ts"`));
  const many = await textsOf(100, slow(marking));
  expect(many.filter((text) => text.startsWith("thread: ")).length).toBeGreaterThan(0);
  expect(many.filter((text) => text.startsWith("const at = ")).length).toBeGreaterThan(0);
  many.forEach((text, index) => {
    expect(text).toContain(`"f${index}.ts"`);
  });
});

/** Answers in a later turn, as a thread does. */
function slow(printer: Printer): Printer {
  const format = async (text: string): Promise<string> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return await printer.format(text);
  };
  return { ...printer, format };
}

test("both threads produce the text of each piece", async () => {
  const printer = createPrinter();
  try {
    const texts = await textsOf(100, printer);
    texts.forEach((text, index) => {
      expect(text).toContain(`\nexport type T${index} = { a: ${index} };\n`);
    });
  } finally {
    await printer.close();
  }
});

test("a failure of the thread rejects the calls that are pending and those that follow", async () => {
  const printer = createPrinter();
  try {
    const pending = [printer.format("}{"), printer.format("const a=1")];
    for (const each of await Promise.allSettled(pending)) expect(each.status).toBe("rejected");
    await expect(printer.format("const a=1")).rejects.toThrow();
    await expect(textsOf(100, printer)).rejects.toThrow();
  } finally {
    await printer.close();
  }
});
