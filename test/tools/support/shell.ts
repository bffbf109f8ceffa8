import { join } from "node:path";
import type { Session } from "../../../runtime/index.js";
import { bareMachine, connectTo, start, type Machine } from "../../qemu/support/machine.js";
import { TerminalProgram, type TerminalOptions } from "./terminal-program.js";

/** A shell on a real machine, and a session of another monitor of the machine. */
export interface ShellOnMachine extends AsyncDisposable {
  readonly program: TerminalProgram;
  readonly other: Session;
  readonly machine: Machine;
  /** A folder for files of the test. The history of the shell is in it. */
  readonly folder: string;
}

/** Starts a bare machine and a shell on it, and waits for the prompt. */
export async function startShell(
  qemu: string,
  machineArgs: readonly string[] = [],
  shellArgs: readonly string[] = [],
  options: TerminalOptions = {},
): Promise<ShellOnMachine> {
  const monitor = (folder: string, name: string): string[] => [
    "-qmp",
    `unix:${join(folder, name)},server=on,wait=off`,
  ];
  const machine = await start(qemu, (folder) => [
    ...bareMachine,
    ...monitor(folder, "monitor.sock"),
    ...monitor(folder, "vm1.sock"),
    ...machineArgs,
  ]);
  const { folder } = machine;
  const other = await connectTo(machine);
  const env = { XDG_DATA_HOME: folder, ...options.env };
  const program = new TerminalProgram(["shell", ...shellArgs, join(folder, "vm1.sock")], { ...options, env });
  const dispose = async (): Promise<void> => {
    await program[Symbol.asyncDispose]();
    await other.close();
    await machine[Symbol.asyncDispose]();
  };
  try {
    await program.line("vm1> ");
  } catch (error) {
    await dispose();
    throw error;
  }
  return { program, other, machine, folder, [Symbol.asyncDispose]: dispose };
}
