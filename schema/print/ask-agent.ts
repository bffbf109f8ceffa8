import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAgent } from "qapi-ts";
import { JsonReader } from "qapi-ts-generator/introspection";

/** What a guest agent reports about itself. */
export interface AgentInfo {
  /** For example `10.0.2`. */
  readonly version: string;
  readonly commands: readonly string[];
}

/** Starts a guest agent on this host, queries it by `guest-info`, which changes nothing, and stops it. */
export async function askAgent(binary: string): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "agent-"));
  const path = join(folder, "agent.sock");
  const options = ["-m", "unix-listen", "-p", path, "-t", folder, "-f", join(folder, "agent.pid")];
  const child = spawn(binary, options, { stdio: "inherit" });
  try {
    const session = await connectAgent({ path, waitForServer: true });
    const info = await session.call("guest-info");
    await session.close();
    return info;
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads the result of `guest-info`. `name` is used in error messages. */
export function readAgentInfo(value: unknown, name: string): AgentInfo {
  const info = new JsonReader(value, name);
  return {
    version: info.member("version").string(),
    commands: info.member("supported_commands").map((command) => command.member("name").string()),
  };
}
