import { join } from "node:path";
import { expect, test } from "vitest";
import { makeBindings, modelOf } from "../support/make-bindings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const command = (name: string): string => `{ 'command': '${name}' }\n`;
const pragma = `{ 'pragma': { 'command-name-exceptions': ['qmp_capabilities'] } }\n`;

test.each([
  [["qmp_capabilities", "query-status"], '<QmpProtocol, "connect">'],
  [["guest-sync", "guest-ping"], '<QmpProtocol, "connectAgent">'],
  [["guest-sync-delimited"], '<QmpProtocol, "connectAgent">'],
  // A monitor that also passes commands to an agent greets.
  [["guest-sync", "qmp_capabilities"], '<QmpProtocol, "connect">'],
  // The schema does not determine the handshake: every function takes the descriptor.
  [["query-status"], "<QmpProtocol>"],
  [["guest-ping"], "<QmpProtocol>"],
])("the descriptor of a schema with the commands %j has the type %s", async (names, expected) => {
  const text = pragma + names.map(command).join("");
  const path = join(temporaryFolder({ "schema.json": text }), "schema.json");
  const { files } = await makeBindings(modelOf(path), {});
  const protocol = new Map(files).get("protocol.ts") ?? "";
  expect(/ProtocolDescriptor(<[^>]*>)/.exec(protocol)?.[1]).toBe(expected);
});
