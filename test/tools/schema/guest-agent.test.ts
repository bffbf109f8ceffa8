import { expect, test } from "vitest";
import { guestAgentSchema } from "../../../tools/schema/load-schema.js";

test("the agent's schema has the commands of every system, and every type that it refers to", () => {
  const schema = guestAgentSchema();
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
