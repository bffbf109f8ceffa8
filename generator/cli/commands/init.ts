import { existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { applyEdits, modify, parse as parseJson, type ParseError } from "jsonc-parser";
import { positionAt, UserError, where } from "../../diagnostics/diagnostic.js";
import { createFolder, obstacles, writeText } from "../../files/files.js";
import { type ExitCode, exitCodes, readSource, type Terminal, UsageError } from "../terminal.js";

const packageName = "qapi-ts-generator";
const packageFile = "package.json";

/** Runs `qapi-ts init`. Existing files and scripts are kept, and nothing is written if a file cannot be. */
export function runInit(folder: string, terminal: Terminal): ExitCode {
  const print = (line: string): void => terminal.out(`${line}\n`);
  const manifest = readManifest(folder);
  const files = newFiles(folder, manifest);
  checkObstacles(folder, Object.keys(files));
  for (const path of [configFile, schemaFile]) {
    if (isFile(join(folder, path))) print(`kept ${path}: it exists`);
    else if (files[path] !== undefined) create(folder, path, files[path], print);
  }
  if (manifest === undefined) create(folder, packageFile, exampleManifest, print);
  else addScripts(folder, manifest, print);
  printNextSteps(manifest, print);
  return exitCodes.done;
}

interface Manifest {
  readonly text: string;
  readonly scripts: Readonly<Record<string, unknown>>;
  /** The names of the packages that the project depends on. */
  readonly packages: readonly string[];
  /** Whether the files of the project are ES modules, as the generated ones are. */
  readonly isModule: boolean;
}

/** @throws UserError if `package.json` is not valid JSON, or it or its member `scripts` is not an object. */
function readManifest(folder: string): Manifest | undefined {
  const file = join(folder, packageFile);
  if (!existsSync(file)) return undefined;
  const text = readSource(file);
  const value = objectOf(parse(file, text), file);
  const packages = [value["dependencies"], value["devDependencies"]].flatMap((each) =>
    Object.keys(each ?? {}),
  );
  const ownScripts = value["scripts"] === undefined ? {} : objectOf(value["scripts"], `"scripts" of ${file}`);
  return { text, scripts: ownScripts, packages, isModule: value["type"] === "module" };
}

function parse(file: string, text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parseJson(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first === undefined) return value;
  const position = where(positionAt({ file, text }, first.offset));
  throw new UserError(`${position}: invalid JSON. Fix it and run \`qapi-ts init\` again.`);
}

function objectOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new UserError(`${name} is not a JSON object. Fix it and run \`qapi-ts init\` again.`);
}

/** Returns the texts of the files to create, by path. */
function newFiles(folder: string, manifest: Manifest | undefined): Readonly<Record<string, string>> {
  const [config, schema] = [join(folder, configFile), join(folder, schemaFile)];
  // An example schema is of no use to a config that does not name it.
  const needsSchema = !isFile(schema) && (!isFile(config) || readSource(config).includes(`"${schemaFile}"`));
  return {
    ...(!isFile(config) && { [configFile]: exampleConfig(configSchemaPath(folder)) }),
    ...(needsSchema && { [schemaFile]: exampleSchema }),
    ...(manifest === undefined && { [packageFile]: exampleManifest }),
  };
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function checkObstacles(folder: string, paths: readonly string[]): void {
  for (const path of paths) {
    const [obstacle] = obstacles(folder, [path]);
    if (obstacle === undefined) continue;
    throw new UsageError(
      `${join(folder, obstacle)} is in the way of ${path}. Move it and run \`qapi-ts init\` again.`,
    );
  }
}

function create(folder: string, path: string, text: string, print: (line: string) => void): void {
  const file = join(folder, path);
  createFolder(dirname(file));
  writeFileSync(file, text, { flag: "wx" });
  print(`created ${path}`);
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
  if (manifest?.isModule === false)
    print("next: npm pkg set type=module, because the generated files are ES modules");
  if (!has("qapi-ts")) print("next: npm install qapi-ts");
  if (!has(packageName)) print(`next: npm install --save-dev ${packageName}`);
  print("next: npm run generate");
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

const configFile = "qapi-ts.config.json";
const schemaFile = "schema/example.json";

const scripts: { readonly generate: string; readonly "generate:watch": string } = {
  generate: `qapi-ts generate --config ${configFile}`,
  "generate:watch": `qapi-ts generate --config ${configFile} --watch`,
};

/** The generated files are ES modules. */
const exampleManifest: string = `${JSON.stringify({ type: "module", scripts }, null, 2)}\n`;

/** A config for the example schema. Editors that load its JSON Schema complete the members. */
function exampleConfig(jsonSchema: string): string {
  return `{
  "$schema": ${JSON.stringify(jsonSchema)},
  "targets": [
    {
      // The entry file of the schema. It can include other files.
      "schema": "${schemaFile}",
      // The folder for the generated files. They are overwritten, so do not edit them.
      "out": "src/example",
      // The name of the protocol, in PascalCase. It becomes part of the generated names.
      "name": "Example"
      // More members:
      // "validators": true                  also generates functions that check values
      // "annotations": "schema/facts.json"  adds signal accessors, completions and base64 members
      // "define": ["CONFIG_LINUX"]          keeps only what these conditions enable
      // "importExtension": "ts"             ends relative imports in .ts instead of .js
    }
  ]
}
`;
}

const exampleSchema: string = `# The interface of an example daemon. Replace it with your own.

##
# @Unit:
#
# A unit of temperature.
#
# @celsius: degrees Celsius
#
# @kelvin: kelvin
#
# Since: 1.0
##
{ 'enum': 'Unit', 'data': [ 'celsius', 'kelvin' ] }

##
# @Temperature:
#
# The reading of a sensor.
#
# @value: the temperature
#
# @unit: the unit of @value
#
# Since: 1.0
##
{ 'struct': 'Temperature', 'data': { 'value': 'number', 'unit': 'Unit' } }

##
# @query-temperature:
#
# Read a sensor.
#
# @sensor: the name of the sensor
#
# @unit: the unit of the result (default: celsius)
#
# Returns: the current temperature
#
# Since: 1.0
##
{ 'command': 'query-temperature',
  'data': { 'sensor': 'str', '*unit': 'Unit' },
  'returns': 'Temperature' }

##
# @TEMPERATURE_CHANGED:
#
# Emitted when the temperature of a sensor changes.
#
# @sensor: the name of the sensor
#
# @temperature: the new temperature
#
# Since: 1.0
##
{ 'event': 'TEMPERATURE_CHANGED',
  'data': { 'sensor': 'str', 'temperature': 'Temperature' } }
`;
