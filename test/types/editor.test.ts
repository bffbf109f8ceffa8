import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { root, sourcePaths } from "../support/compile.js";

/** The position in a program at which an editor asks. */
const cursor = "/*|*/";

/** Creates a language service for a program that imports the built packages, and returns the position of its cursor. */
function open(program: string): {
  readonly service: ts.LanguageService;
  readonly file: string;
  readonly at: number;
} {
  const file = join(root, "test", "program.ts");
  const text = program.replace(cursor, "");
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
    paths: sourcePaths,
  };
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) => {
      const content = path === file ? text : ts.sys.readFile(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: (path) => (path === file ? text : ts.sys.readFile(path)),
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  return { service, file, at: program.indexOf(cursor) };
}

function completions(program: string): readonly string[] {
  const { service, file, at } = open(program);
  return (service.getCompletionsAtPosition(file, at, {})?.entries ?? []).map(({ name }) => name);
}

function hover(program: string): string {
  const { service, file, at } = open(program);
  const info = service.getQuickInfoAtPosition(file, at);
  return [info?.displayParts, info?.documentation].map((parts) => ts.displayPartsToString(parts)).join("\n");
}

const addDevice = `import type { QmpSession } from "qapi-ts/qmp";
import { addDevice } from "qapi-ts/qmp/devices";
declare const session: QmpSession;
`;
const launch = `import { launch } from "qapi-ts/node";
import { qmp } from "qapi-ts/qmp";
import type { Device } from "qapi-ts/qmp/devices";
export type { Device };
`;

test.each([
  ["addDevice", `${addDevice}void addDevice(session, { driver: "${cursor}" });`],
  ["launch", `${launch}void launch({ binary: "q", protocol: qmp, device: [{ driver: "${cursor}" }] });`],
])("completion of %s offers the drivers", (_, program) => {
  const names = completions(program);
  expect(names).toEqual(expect.arrayContaining(["virtio-blk-pci", "virtio-blk", "nvme", "usb-tablet"]));
  expect(names).not.toContain("qemu64-x86_64-cpu");
});

test.each([
  ["addDevice", `${addDevice}void addDevice(session, { driver: "virtio-blk-pci", ${cursor} });`],
  [
    "launch",
    `${launch}void launch({ binary: "q", protocol: qmp, device: [{ driver: "virtio-blk-pci", ${cursor} }] });`,
  ],
])("completion of %s offers the properties of the driver", (_, program) => {
  const names = completions(program);
  expect(names).toEqual(expect.arrayContaining(["id", "bus", "drive", '"share-rw"', "iothread"]));
  for (const other of ["driver", "netdev", "mac", "chassis"]) expect(names).not.toContain(other);
});

test.each([
  ["queue-size", '"queue-size"]?: number', "`uint16`; default: `256`."],
  ["drive", "drive?: string", "`str`."],
  ["rerror", "rerror?: BlockdevOnError", "`BlockdevOnError`; default: `auto`."],
  ["iothread", "iothread?: string", "The ID of an `iothread`."],
  ["id", "id?: string", "The ID of the device"],
])("hover on the property %s shows its type and default", (name, type, documentation) => {
  const text = hover(
    `${addDevice}void addDevice(session, { driver: "virtio-blk-pci", "${cursor}${name}": null! });`,
  );
  expect(text).toContain(type);
  expect(text).toContain(documentation);
});
