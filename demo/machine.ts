import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { connect } from "qapi-ts";
import { qmp, type QmpSession } from "qapi-ts/qmp";
import { memoryTransport } from "qapi-ts/testing";
import { createSimulator } from "./simulator.js";

/** A machine that the demo controls. */
export interface Machine {
  /** Text for the report. */
  readonly description: string;
  readonly session: QmpSession;
}

const emulator = "qemu-system-x86_64";

/** Starts QEMU if it is on the PATH, else an in-process server. */
export async function startMachine(): Promise<Machine> {
  return isOnPath(emulator) ? startQemu() : startSimulator();
}

async function startQemu(): Promise<Machine> {
  const args = ["-M", "none", "-display", "none", "-nodefaults", "-qmp", "stdio"];
  const child = spawn(emulator, args, { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const session = await connect({ child, protocol: qmp });
    return { description: `QEMU: ${emulator} ${args.join(" ")}`, session };
  } catch (error) {
    child.kill();
    throw error;
  }
}

async function startSimulator(): Promise<Machine> {
  const session = await connect({ transport: memoryTransport(createSimulator()), protocol: qmp });
  return { description: `in-process server (${emulator} is not on the PATH)`, session };
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
