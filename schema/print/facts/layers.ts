import {
  makeModel,
  printSchema,
  withoutAvailability,
  wrap,
  type Definition,
  type Model,
  type PrintedFile,
} from "qapi-ts-generator";

/** The schema of one version. */
export interface VersionSchema {
  /** For example `11.1`. */
  readonly version: string;
  readonly model: Model;
}

const banner = "Printed by schema/print/facts. Do not edit: change schema/ and run `npm run schema:facts`.";

/**
 * Prints schemas as layers, one file for each version: the definitions that the versions before it in the list lack or
 * define otherwise. Sentences about which emulators have a definition are left out.
 */
export function printLayers(schemas: readonly VersionSchema[]): PrintedFile[] {
  const known = new Map<string, string>();
  return schemas.map(({ version, model }) => {
    const definitions = model.definitions.map(withoutAvailability).filter((definition) => {
      const content = contentOf(definition);
      const isNew = known.get(definition.name) !== content;
      known.set(definition.name, content);
      return isNew;
    });
    const module = { name: version, file: `${version}.json`, includes: [], definitions, freeForm: [] };
    const [file] = printSchema(makeModel([module], definitions), {
      header: () => wrap(`${banner} Facts: QEMU ${version}.`),
    });
    return file ?? { path: module.file, text: "" };
  });
}

/** Returns what two equal definitions in different files have in common. */
function contentOf(definition: Definition): string {
  const places = new Set(["position", "module"]);
  return JSON.stringify(definition, (key, value: unknown) => (places.has(key) ? undefined : value));
}
