import { join } from "node:path";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";
import { bareMachine, start, type Machine } from "../../qemu/support/machine.js";
import { FleetCommand } from "./fleet-command.js";
import { NatsServer } from "./nats-server.js";
import { use } from "./use.js";

/** A real machine, and the owner that serves it as `nats:a/HOST/HOST`. */
export interface ServedMachine {
  readonly machine: Machine;
  readonly owner: FleetCommand;
  readonly target: string;
  /** Starts QEMU again, after it has ended. */
  readonly restart: () => Promise<Machine>;
  /** Starts another owner, after the first one has ended. */
  readonly serveAgain: () => Promise<FleetCommand>;
}

/** Real machines of the hosts of site `a`, which end with the test. */
export interface RealFleet {
  readonly nats: NatsServer;
  /** The environment of `qmp`. The history of the shell is in an own folder. */
  readonly env: Readonly<Record<string, string>>;
  readonly serve: (host: string, ...qemuArgs: readonly string[]) => Promise<ServedMachine>;
}

/** Starts a server of NATS, and machines on demand. Clients may execute what changes something, but not what destroys. */
export async function startRealFleet(binary: string): Promise<RealFleet> {
  const folder = temporaryFolder();
  const nats = use(await new NatsServer().start());
  const serve = async (host: string, ...qemuArgs: readonly string[]): Promise<ServedMachine> => {
    const socket = join(folder, `${host}.qmp`);
    const monitor = ["-name", host, "-qmp", `unix:${socket},server=on,wait=off`];
    const restart = async (): Promise<Machine> =>
      use(await start(binary, () => [...bareMachine, ...monitor, ...qemuArgs]));
    const place = ["--nats", nats.url, "--site", "a", "--host", host, "--lease", "2"];
    const serveAgain = async (): Promise<FleetCommand> => {
      const owner = use(new FleetCommand(["serve", ...place, "--socket", socket, "--allow", "change"]));
      await owner.prints(`serving ${host} of a/${host}`);
      return owner;
    };
    const machine = await restart();
    return { machine, owner: await serveAgain(), target: `nats:a/${host}/${host}`, restart, serveAgain };
  };
  return { nats, serve, env: { NATS_URL: nats.url, XDG_DATA_HOME: folder } };
}
