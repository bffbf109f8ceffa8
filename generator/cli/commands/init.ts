import { applyEdits, modify } from "jsonc-parser";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { obstacles } from "../../files/obstacles.js";
import { readText } from "../../files/read-text.js";
import { writeText } from "../../files/write-text.js";
import { UserError } from "../../diagnostics/user-error.js";
import { exitCodes, UsageError, type ExitCode, type Terminal } from "../terminal.js";
import { configFile, exampleConfig, exampleSchema, schemaFile, scripts } from "./init-templates.js";

const packageName = "qapi-ts-generator";
const packageFile = "package.json";

/** Runs `qapi-ts init`. Existing files and scripts are kept. */
export function runInit(folder: string, terminal: Terminal): ExitCode {
  const print = (line: string): void => {
    terminal.out(`${line}\n`);
  };
  const manifest = readManifest(folder);
  // An example schema is of no use to an existing config.
  if (create(folder, configFile, exampleConfig(configSchemaPath(folder)), print)) {
    create(folder, schemaFile, exampleSchema, print);
  }
  if (manifest === undefined) print(`${packageFile} not found: no scripts were added`);
  else addScripts(folder, manifest, print);
  printNextSteps(manifest, print);
  return exitCodes.done;
}

interface Manifest {
  readonly text: string;
  readonly scripts: Readonly<Record<string, unknown>>;
  /** The names of the packages that the project depends on. */
  readonly packages: readonly string[];
}

/** @throws UserError if `package.json` is not a JSON object. */
function readManifest(folder: string): Manifest | undefined {
  const file = join(folder, packageFile);
  if (!existsSync(file)) return undefined;
  const text = readText(file);
  const value = parseObject(text, file);
  const packages = [value["dependencies"], value["devDependencies"]].flatMap((each) =>
    Object.keys(each ?? {}),
  );
  return {
    text,
    scripts: { ...(value["scripts"] as Readonly<Record<string, unknown>> | undefined) },
    packages,
  };
}

function parseObject(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return { ...value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UserError(`${file} is not a JSON object. Fix it and run \`qapi-ts init\` again.`);
}

/** Creates a file unless it exists. Returns whether it was created. */
function create(folder: string, path: string, text: string, print: (line: string) => void): boolean {
  const file = join(folder, path);
  if (existsSync(file)) {
    print(`kept ${path}: it exists`);
    return false;
  }
  const [obstacle] = obstacles(folder, [path]);
  if (obstacle !== undefined) {
    throw new UsageError(
      `${join(folder, obstacle)} is in the way of ${path}. Move it and run \`qapi-ts init\` again.`,
    );
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { flag: "wx" });
  print(`created ${path}`);
  return true;
}

function addScripts(folder: string, manifest: Manifest, print: (line: string) => void): void {
  if (obstacles(folder, [packageFile]).length > 0) {
    print(`kept ${packageFile}: it is a symbolic link, whose target may be outside of the project`);
    return;
  }
  let { text } = manifest;
  for (const [name, command] of Object.entries(scripts)) {
    if (manifest.scripts[name] === command) continue;
    if (Object.hasOwn(manifest.scripts, name)) {
      print(`kept the script ${name} of ${packageFile}; generate with: ${command}`);
      continue;
    }
    text = applyEdits(
      text,
      modify(text, ["scripts", name], command, { formattingOptions: formatting(text) }),
    );
    print(`added the script ${name} to ${packageFile}`);
  }
  if (text !== manifest.text) writeText(join(folder, packageFile), text);
}

/** The file's own indentation and line ends. */
function formatting(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const [, indent = "  "] = /^([ \t]+)"/m.exec(text) ?? [];
  return {
    insertSpaces: !indent.startsWith("\t"),
    tabSize: indent.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}

function printNextSteps(manifest: Manifest | undefined, print: (line: string) => void): void {
  const has = (name: string): boolean => manifest?.packages.includes(name) ?? false;
  if (!has("qapi-ts")) print("next: npm install qapi-ts");
  if (!has(packageName)) print(`next: npm install --save-dev ${packageName}`);
  print(manifest === undefined ? `next: npx ${scripts.generate}` : "next: npm run generate");
}

/** The path of the config's JSON Schema in the nearest installed package, as the config refers to it. */
function configSchemaPath(folder: string): string {
  const path = join("node_modules", packageName, "schemas", "config.json");
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, path))) return toReference(relative(resolve(folder), join(at, path)));
    if (at === dirname(at)) return toReference(path);
  }
}

function toReference(path: string): string {
  const reference = path.split(sep).join("/");
  return reference.startsWith("../") ? reference : `./${reference}`;
}
