import { expect, test } from "vitest";
import { CommandError, DisconnectedError, IntrospectionError } from "../../../runtime/index.js";
import { queryAgentCommands } from "../../../runtime/agent/agent-protocol.js";
import { querySchema, type SendQuery } from "../../../runtime/introspection/server-features.js";

/** Sends queries to a server with fixed answers. */
function serverWith(answers: Readonly<Record<string, unknown>>): SendQuery {
  return async (command) => {
    if (command in answers) return answers[command];
    const description = "no such command";
    throw new CommandError(description, { command, errorClass: "CommandNotFound", description });
  };
}

test("a QMP server supports what its schema contains", async () => {
  const schema = [{ name: "stop", "meta-type": "command", "arg-type": "0", "ret-type": "0" }];
  const supports = await querySchema(serverWith({ "query-qmp-schema": schema }));
  expect(supports({ command: "stop" })).toBe(true);
  expect(supports({ command: "go" })).toBe(false);
  expect(supports({ event: "STOP" })).toBe(false);
});

test("a guest agent supports the enabled commands, and answers no other question", async () => {
  const supports = await queryAgentCommands(
    serverWith({
      "guest-info": {
        version: "10.0.2",
        supported_commands: [
          { name: "guest-ping", enabled: true, "success-response": true },
          { name: "guest-exec", enabled: false, "success-response": true },
          "nonsense",
        ],
      },
    }),
  );
  expect(supports({ command: "guest-ping" })).toBe(true);
  expect(supports({ command: "guest-exec" })).toBe(false);
  expect(supports({ command: "guest-fly" })).toBe(false);
  const other = (): boolean => supports({ command: "guest-ping", feature: "unstable" });
  expect(other).toThrow(IntrospectionError);
  expect(other).toThrow("a guest agent reports only which commands it supports");
});

test.each([
  ["query-qmp-schema", querySchema],
  ["guest-info", queryAgentCommands],
])("a server without %s cannot be queried", async (command, query) => {
  await expect(query(serverWith({}))).rejects.toMatchObject({
    name: "IntrospectionError",
    code: "introspection-missing",
    cause: { command },
  });
});

test.each([querySchema, queryAgentCommands])("%o rethrows any other error", async (query) => {
  await expect(query(() => Promise.reject(new DisconnectedError("gone")))).rejects.toThrow(DisconnectedError);
});
