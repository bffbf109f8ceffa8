import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { MessageValidator, validateLine } from "../../../generator/validate/message.js";
import { Random } from "../../support/requests/random.js";
import { ValidValues } from "../../support/requests/valid-values.js";
import { wireText } from "../../support/requests/wire-value.js";

const shipped = join(import.meta.dirname, "../../../schema/qmp/11.1/qapi-schema.json");

describe("the shipped schema", () => {
  test("accepts the arguments of every command that the model allows", () => {
    const { model } = readSchema(shipped);
    if (model === undefined) throw new Error("The schema is invalid");
    const validator = new MessageValidator(model);
    const values = new ValidValues(model, new Random(11));
    for (const command of model.definitions) {
      if (command.kind !== "command") continue;
      for (let times = 0; times < 20; times++) {
        const args = wireText(values.data(command.data));
        const line = `{"kind": "command", "json": {"execute": "${command.name}", "arguments": ${args}}}`;
        expect(validateLine(line, validator), line).toBe("accept");
      }
    }
  });
});
