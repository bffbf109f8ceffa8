import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSchemaInfo } from "qapi-ts-generator/introspection";
import { expect, test } from "vitest";
import { agentAnswer } from "../../../schema/print/agent/agent-answer.js";
import { MachineSchema } from "../../../tools/schema/machine-schema.js";
import { root } from "../../support/compile.js";

const file = join(root, "tools/schemas/guest-agent.json");

test("the shipped schema of the agent is up to date (npm run schema:agent)", () => {
  const answer = agentAnswer(join(root, "schema/qga/qapi-schema.json"));
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(answer)));
});

test("it has the commands of every system, and every type that it refers to", () => {
  const schema = new MachineSchema(readSchemaInfo(JSON.parse(readFileSync(file, "utf8"))));
  for (const command of [
    "guest-fsfreeze-freeze",
    "guest-get-devices",
    "guest-set-user-password",
    "guest-exec",
  ]) {
    expect([...schema.commands.keys()]).toContain(command);
  }
  for (const command of schema.commands.values()) {
    for (const { type } of schema.argumentsOf(command).members) expect(schema.type(type)).toBeDefined();
    expect(schema.type(command["ret-type"])).toBeDefined();
  }
});
