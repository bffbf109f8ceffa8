import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeBindings, modelOf } from "../support/make-bindings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** Returns the comment of the branch for the value `disk`, as one line. */
async function branchComment(enumDocs: string, unionDocs: string): Promise<string> {
  const schema = `
##
# @Kind:
#
${enumDocs}
##
{ 'enum': 'Kind', 'data': [ 'disk', 'none' ] }

##
# @Thing:
#
${unionDocs}
##
{ 'union': 'Thing', 'base': { 'kind': 'Kind', '*disk': 'str' }, 'discriminator': 'kind', 'data': { 'disk': 'Disk' } }

{ 'struct': 'Disk', 'data': { 'path': 'str' } }

{ 'command': 'use', 'data': 'Thing', 'boxed': true }
`;
  const folder = temporaryFolder({ "schema.json": schema });
  const { files } = await makeBindings(modelOf(join(folder, "schema.json")), {});
  const text = files.get("types.ts") ?? "";
  const [before = ""] = text.split("export interface ThingKindDisk");
  return before
    .slice(before.lastIndexOf("/**"))
    .replace(/[\s*/]+/g, " ")
    .trim();
}

const lead = "{@link Thing} whose `kind` is `disk`.";

describe("the comment of a union's branch", () => {
  test("has the documentation of the value that selects it", async () => {
    const comment = await branchComment("# @disk: A disk of the host, see @Disk.", "# @kind: What it is.");
    expect(comment).toBe(`${lead} A disk of the host, see {@link Disk}.`);
  });

  test("does not have that of a member with the same name", async () => {
    expect(await branchComment("# Kinds.", "# @disk: The name of the disk.")).toBe(lead);
  });
});
