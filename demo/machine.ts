import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { connect, memoryPair } from "qapi-ts";
import { qmp, type QmpSession } from "qapi-ts/qmp";
import { createStandIn } from "./stand-in.js";

/** A machine that the demo can talk to. */
export interface Machine {
  /** What it is, in words. */
  readonly kind: string;
  readonly session: QmpSession;
}

const emulator = "qemu-system-x86_64";

/** Starts real QEMU where it is on the PATH, and a server of our own where it is not. */
export async function startMachine(): Promise<Machine> {
  return isOnPath(emulator) ? startQemu() : startStandIn();
}

async function startQemu(): Promise<Machine> {
  const args = ["-M", "none", "-display", "none", "-nodefaults", "-qmp", "stdio"];
  const child = spawn(emulator, args, { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const session = await connect({ child, protocol: qmp });
    return { kind: `real QEMU: ${emulator} ${args.join(" ")}`, session };
  } catch (error) {
    child.kill();
    throw error;
  }
}

async function startStandIn(): Promise<Machine> {
  const [client, server] = memoryPair();
  createStandIn().serve(server);
  const session = await connect({ transport: client, protocol: qmp });
  return { kind: `our own server, in this process (there is no ${emulator} on the PATH)`, session };
}

function isOnPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
