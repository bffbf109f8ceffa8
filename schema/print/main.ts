/**
 * Prints the files from which the shipped bindings are generated: the QAPI files of schema/qmp, with a folder for each
 * version of QEMU, of schema/qsd and of schema/qga, and the facts about devices in schema/devices.
 *
 * QEMU's schema has another license, so this program takes only its facts (the names and types of commands, events and
 * members) and none of its text:
 *
 * - Definitions, members and values come from the answers of real binaries to `query-qmp-schema`. Definitions that no
 *   binary reports are omitted.
 * - Facts that introspection does not report (names of types and modules, integer types, conditions, versions) come
 *   from QEMU's schema. If it contradicts an answer, nothing is printed.
 * - The documentation is written for this project: schema/sentences. If a sentence is missing, nothing is printed.
 *
 * DIR has a folder for each version. What it lacks is fetched from Debian and queried from the binaries.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Definition, Model } from "qapi-ts-generator";
import { withSchemaEnums } from "../../generator/dist/devices/merge.js";
import { writeSchema } from "./files.js";
import { writeDevices, type VersionDevices } from "./devices.js";
import { readDevices, readInputs } from "./inputs.js";
import { partsOf } from "./parts.js";
import { printSchemas, type NamedSchema, type VersionInputs } from "./schemas.js";
import { versions } from "./versions.js";

const usage = "usage: npm run schema:print -- DIR [--out schema] [--sentences DIR]";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      // Relative to the repository, where npm runs this program.
      out: { type: "string", default: "schema" },
      sentences: { type: "string", default: "schema/sentences" },
      help: { type: "boolean" },
    },
    allowPositionals: true,
  });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) {
    console.error(usage);
    return 2;
  }
  const inputs: VersionInputs[] = [];
  const devices: VersionDevices[] = [];
  for (const version of versions) {
    const inputFolder = join(folder, version.name);
    inputs.push({ name: version.name, ...(await readInputs(version, inputFolder)) });
    devices.push(await readDevices(version, inputFolder));
  }
  const schemas = printSchemas(inputs, values.sentences);
  const problems = problemsOf(schemas);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) return 1;
  for (const schema of schemas) report(schema, write(schema, values.out));
  for (const [index, { name, source }] of inputs.entries()) {
    const found = devices[index];
    if (found === undefined) continue;
    reportDevices(found, writeDevices(values.out, name, withSchemaEnums(found.facts, source.monitor)));
  }
  return 0;
}

/** A sentence that several versions lack is listed once. */
function problemsOf(schemas: readonly NamedSchema[]): string[] {
  const missing = schemas.flatMap(({ folder, missing: names }) =>
    names.map((name) => `missing sentence in schema/sentences/${folder === "qga" ? "qga" : "qmp"}: ${name}`),
  );
  return [
    ...schemas.flatMap(({ folder, problems }) => problems.map((problem) => `${folder}: ${problem}`)),
    ...new Set(missing),
  ];
}

function write(schema: NamedSchema, out: string): string {
  const folder = join(out, schema.folder);
  writeSchema(folder, schema.files, schema.extensions);
  return folder;
}

function report(schema: NamedSchema, folder: string): void {
  console.log(`${folder}: ${summarize(schema)}`);
  const omitted = omittedNames(schema.original, schema.model);
  if (omitted.length > 0) console.log(`  not reported by any binary: ${omitted.join(", ")}`);
}

/** Devices that cannot be queried do not stop the print: their binary is at fault. */
function reportDevices({ facts, problems }: VersionDevices, file: string): void {
  console.log(`${file}: the devices of ${facts.targets.length} emulators`);
  for (const problem of problems) console.log(`  ${problem}`);
}

function summarize({ files, model }: NamedSchema): string {
  const count = (kind: Definition["kind"]): number =>
    model.definitions.filter((definition) => definition.kind === kind).length;
  const [commands, events] = [count("command"), count("event")];
  const types = model.definitions.length - commands - events;
  return `${commands} commands, ${events} events, ${types} types in ${files.length} files`;
}

/** Returns the omitted definitions, and the omitted parts of the printed ones. */
function omittedNames(schema: Model, printed: Model): string[] {
  return schema.definitions.flatMap((definition) => {
    const kept = printed.byName.get(definition.name);
    if (!kept) return [definition.name];
    const parts = new Set(partsOf(kept).map(({ name }) => name));
    const omitted = partsOf(definition).filter(({ name }) => !parts.has(name));
    return omitted.map(({ name }) => `${definition.name}.${name}`);
  });
}

process.exitCode = await main();
