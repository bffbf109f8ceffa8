import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { readSentences } from "../../schema/print/sentences.js";
import { root } from "../support/compile.js";

/** The caret precedes the name that the pointer is over. */
const program = `
import { connectDeviceDeleted, qmp, queryStatus, type BlockdevOptions, type MigrationStatus } from "qapi-ts/qmp";
import type { BlockdevOptionsDriverFile, DeviceDeleted, MigrateArguments } from "qapi-ts/qmp";
import { connect } from "qapi-ts";

await using session = await connect({ path: "/run/vm.qmp", protocol: qmp });
const state = await ^queryStatus(session);
console.log(state.^status, state.^running);

const node: BlockdevOptions = { driver: "file", ^filename: "/disk.img", "^node-name": "disk0", ^locking: "off" };
const branch: ^BlockdevOptionsDriverFile = { driver: "file", filename: "/disk.img" };
const values: ^MigrationStatus = "active";
const args: MigrateArguments = { ^uri: "tcp:host:4444" };
await connectDeviceDeleted(session, ({ data }) => {
  console.log(data.^device, data.^path);
});
const data: ^DeviceDeleted | undefined = undefined;
`;

const file = join(root, "test/hover.ts");
const text = program.replaceAll("^", "");
const service = languageService(file, text);

/** Returns the offset of each marked name, by the name; of names that are marked twice, the first. */
function markedNames(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const parts = program.split("^");
  let offset = parts[0]?.length ?? 0;
  for (const part of parts.slice(1)) {
    const [name = ""] = /^[\w-]+/.exec(part) ?? [];
    if (!found.has(name)) found.set(name, offset);
    offset += part.length;
  }
  return found;
}

const offsets = markedNames();

/** What an editor shows when the pointer is over a name, as one line. */
function hoverOver(name: string): string {
  const info = service.getQuickInfoAtPosition(file, offsets.get(name) ?? -1);
  const parts = info?.documentation ?? [];
  return parts
    .map((part, at) => (isHiddenName(part, parts[at + 1]) ? "" : shownText(part)))
    .join("")
    .replace(/\s+/g, " ");
}

/** Whether a link shows another text than the name of what it leads to. */
function isHiddenName(part: ts.SymbolDisplayPart, next: ts.SymbolDisplayPart | undefined): boolean {
  return part.kind === "linkName" && next?.kind === "linkText";
}

function shownText({ kind, text: shown }: ts.SymbolDisplayPart): string {
  if (kind === "link") return "";
  return kind === "linkText" ? shown.replace(/^[\s|]+/, "") : shown;
}

function languageService(path: string, content: string): ts.LanguageService {
  const settings: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
    strict: true,
    skipLibCheck: true,
  };
  return ts.createLanguageService({
    getCompilationSettings: () => settings,
    getScriptFileNames: () => [path],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const read = name === path ? content : ts.sys.readFile(name);
      return read === undefined ? undefined : ts.ScriptSnapshot.fromString(read);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (name) => name === path || ts.sys.fileExists(name),
    readFile: (name) => ts.sys.readFile(name),
    readDirectory: (...args) => ts.sys.readDirectory(...args),
    directoryExists: (name) => ts.sys.directoryExists(name),
    getDirectories: (name) => ts.sys.getDirectories(name),
  });
}

const sentences = readSentences(join(root, "schema/sentences/qmp"));

function sentenceOf(definition: string, member?: string): string {
  const own = sentences.get(definition);
  const found = member === undefined ? own?.sentence : own?.members?.[member];
  if (found === undefined) throw new Error(`${definition} has no sentence`);
  return found;
}

describe("an editor shows the sentence of", () => {
  test("the program, which compiles", () => {
    expect(service.getSemanticDiagnostics(file).map(({ messageText }) => messageText)).toEqual([]);
  });

  test.each([
    ["a command", "queryStatus", "query-status", undefined],
    ["a member of a result", "status", "StatusInfo", "status"],
    ["another member of a result", "running", "StatusInfo", "running"],
    ["a member of a branch in a literal", "filename", "BlockdevOptionsFile", "filename"],
    ["an optional member of a branch", "locking", "BlockdevOptionsFile", "locking"],
    ["a common member of a union", "node-name", "BlockdevOptions", "node-name"],
    ["a branch, which has that of its value", "BlockdevOptionsDriverFile", "BlockdevDriver", "file"],
    ["an enum", "MigrationStatus", "MigrationStatus", undefined],
    ["a value, in the list of its enum", "MigrationStatus", "MigrationStatus", "postcopy-active"],
    ["an argument", "uri", "migrate", "uri"],
    ["a member of an event's data", "device", "DEVICE_DELETED", "device"],
    ["a mandatory member of an event's data", "path", "DEVICE_DELETED", "path"],
    ["an event", "DeviceDeleted", "DEVICE_DELETED", undefined],
  ])("%s", (_, name, definition, member) => {
    const shown = plain(hoverOver(name));
    expect(shown).toContain(plain(sentenceOf(definition, member)));
  });
});

/** A reference is shown as a link or as code. */
function plain(text: string): string {
  return text.replace(/[@`\\]/g, "");
}
