import { FormBuilder } from "../../../../tools/explore/page/console/form/build-form.js";
import { loadDocumentation } from "../../../../tools/documentation/load.js";
import type { Documentation } from "../../../../tools/documentation/documentation.js";
import type { MachineSchema } from "../../../../tools/schema/machine-schema.js";
import { schemaOf } from "../../support/schema.js";
import { versions, type Version } from "../../../qemu/support/sources.js";

/** What the page knows about a machine of a version. */
export interface Known {
  readonly version: Version;
  readonly schema: MachineSchema;
  readonly documentation: Documentation;
  readonly forms: FormBuilder;
}

/** Each version, with what the page knows about its machines. */
export const known: readonly Known[] = versions.map((version) => {
  const [major, minor] = version.split(".").map(Number);
  const schema = schemaOf(version);
  const documentation = loadDocumentation(
    { major: major ?? 0, minor: minor ?? 0, micro: 0, package: "" },
    false,
  );
  return { version, schema, documentation, forms: new FormBuilder(schema, documentation) };
});

function last(): Known {
  const found = known.at(-1);
  if (found === undefined) throw new Error("there is no version");
  return found;
}

export const newest: Known = last();
