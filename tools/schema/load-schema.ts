import { createHash } from "node:crypto";
import type { Session } from "qapi-ts";
import { readSchemaInfo } from "qapi-ts-generator/introspection";
import { shippedModel } from "qapi-ts-generator/models";
import { exitCodes, reasonOf, ToolError } from "../failure.js";
import { agentAnswer } from "./agent-answer.js";
import { readCache, writeCache } from "./cache.js";
import { MachineSchema } from "./machine-schema.js";

/**
 * Returns the schema of the server of a session. It is queried once for each build of QEMU, and then read from the cache.
 * @param timeout - the limit of each reply, in milliseconds.
 * @throws ToolError (as a rejection) if the server has no schema; the errors of `session.call`.
 */
export async function loadSchema(session: Session, timeout: number): Promise<MachineSchema> {
  const key = await buildOf(session, timeout);
  const cached = readCache(key);
  if (cached !== undefined) {
    try {
      return new MachineSchema(readSchemaInfo(cached));
    } catch {
      // A damaged file is replaced.
    }
  }
  const answer: unknown = await session.call("query-qmp-schema", undefined, { timeout });
  const schema = schemaOf(answer);
  writeCache(key, answer);
  return schema;
}

function schemaOf(answer: unknown): MachineSchema {
  try {
    return new MachineSchema(readSchemaInfo(answer));
  } catch (cause) {
    throw new ToolError(
      exitCodes.unreachable,
      `the server's answer to query-qmp-schema is invalid: ${reasonOf(cause)}`,
      { cause },
    );
  }
}

/**
 * Returns a text that identifies the build of a server. Programs of one version (`qemu-system-aarch64`, the storage daemon)
 * and builds with other options differ in their commands.
 */
async function buildOf(session: Session, timeout: number): Promise<string> {
  const commands: unknown = await session.call("query-commands", undefined, { timeout });
  const names = Array.isArray(commands) ? commands.map((each) => JSON.stringify(each)).sort() : [];
  const { version } = session.greeting;
  return createHash("sha256")
    .update(JSON.stringify([version, names]))
    .digest("hex");
}

/** Returns the shipped schema of the guest agent: an agent does not report its schema. */
export function guestAgentSchema(): MachineSchema {
  return new MachineSchema(readSchemaInfo(agentAnswer(shippedModel("qga").model)));
}
