import { join } from "node:path";
import { expect, test } from "vitest";
import { Ajv2020 } from "ajv/dist/2020.js";
import { launch } from "qapi-ts/node";
import type { ModelDocument } from "qapi-ts-generator";
import { runHere } from "../generator/cli/support.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWithEach } from "./support/binaries.js";

describeWithEach("emulator", "an export of the emulator", (binary, version) => {
  test("is its interface: diff finds no difference, and the version is named", async () => {
    const model = join(temporaryFolder(), "model.json");
    expect(await runHere(["export", binary, "--out", model])).toEqual({ status: 0, out: "", error: "" });
    expect(await runHere(["diff", model, binary])).toMatchObject({ status: 0 });
    const { out } = await runHere(["export", model]);
    const { definitions, server } = JSON.parse(out) as ModelDocument;
    expect(definitions.find(({ name }) => name === "block_resize")).toMatchObject({ effect: "destroy" });
    expect(server).toMatchObject({
      name: "QEMU",
      version: expect.stringMatching(new RegExp(`^${version.replace(".", "\\.")}\\.`)) as string,
    });
  });

  test("accepts the answers of the machine, if it is JSON Schema", async () => {
    const { out } = await runHere(["export", binary, "--format", "json-schema"]);
    const ajv = new Ajv2020({ ownProperties: true, strictTypes: false, strictRequired: false });
    ajv.addSchema(JSON.parse(out) as object, "qemu");
    await using machine = await launch({ binary, args: ["-M", "none", "-display", "none", "-nodefaults"] });
    for (const command of ["query-status", "query-version", "query-chardev", "query-qmp-schema"]) {
      const validate = ajv.getSchema(`qemu#/$defs/return.${command}`);
      expect([validate?.(await machine.session.call(command)), validate?.errors]).toEqual([true, null]);
    }
  });
});
