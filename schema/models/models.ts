import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  modelDocument,
  modelText,
  readAnnotated,
  readConfig,
  readDeviceFacts,
  withoutPositions,
  type Target,
} from "qapi-ts-generator";

/** A file that the package of the generator contains. */
export interface ShippedFile {
  /** Such as `qmp-11.1.json`. */
  readonly file: string;
  readonly text: string;
}

/**
 * Returns the annotations of QEMU, which apply to schemas of QEMU by default.
 * @param folder - the folder `schema`.
 */
export function shippedAnnotations(folder: string): readonly ShippedFile[] {
  return ["qmp", "qga"].map((protocol) => ({
    file: `${protocol}.json`,
    text: readFileSync(join(folder, protocol, "annotations.json"), "utf8").replace(
      "../../generator/schemas/",
      "../../schemas/",
    ),
  }));
}

/**
 * Returns the models of the shipped bindings: those of the targets that name a server.
 * @throws Error if a file has diagnostics, which `generate` prints.
 */
export async function shippedModels(config: string): Promise<readonly ShippedFile[]> {
  const { targets, diagnostics } = await readConfig(config);
  if (diagnostics.length > 0) throw new Error(`${config} is invalid`);
  const shipped = targets.filter(({ server }) => server !== undefined);
  return Promise.all(
    shipped.map(async (target) => ({ file: fileOf(target, shipped), text: await textOf(target) })),
  );
}

/** The version is in the name if several versions are shipped. */
function fileOf({ name, server }: Target, all: readonly Target[]): string {
  const isOne = all.filter((other) => other.name === name).length === 1;
  return `${name.toLowerCase()}${isOne ? "" : `-${server?.version ?? ""}`}.json`;
}

async function textOf({
  schema,
  annotations: file,
  devices,
  skipUnknownAnnotations,
  server,
}: Target): Promise<string> {
  const { model, annotations } = await readAnnotated(schema, file, {
    skipUnknown: skipUnknownAnnotations ?? false,
  });
  if (model === undefined || annotations === undefined) throw new Error(`${schema} is invalid`);
  const facts = devices === undefined ? undefined : (await readDeviceFacts(devices)).facts;
  if (devices !== undefined && facts === undefined) throw new Error(`${devices} is invalid`);
  // The package does not contain the files of the schemas, to which positions refer.
  return modelText(modelDocument(withoutPositions(model), { annotations, server, devices: facts }));
}
