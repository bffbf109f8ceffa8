import { join } from "node:path";
import type { BrowserContextOptions } from "playwright-core";
import type { Session } from "../../../../runtime/index.js";
import { bareMachine, connectTo, start, type Machine } from "../../../qemu/support/machine.js";
import { openPage, type BrowserPage } from "../../support/browser-page.js";
import { RunningQmp } from "../../support/run-qmp.js";

/** `qmp explore` of a machine, shown in a browser, and a session of another monitor of the machine. */
export interface ExplorerOnMachine extends BrowserPage {
  readonly machine: Machine;
  readonly other: Session;
  readonly explorer: RunningQmp;
  /** The address with the token. */
  readonly address: string;
}

export interface ExplorerOptions extends BrowserContextOptions {
  /** Arguments of QEMU. Default: none. */
  readonly machineArgs?: readonly string[];
  /** Options of `qmp explore`. Default: none. */
  readonly flags?: readonly string[];
  /** The place in the page, such as `console/stop`. Default: the first view. */
  readonly place?: string;
}

/** Starts a bare machine and its explorer, opens the page, and waits until it is connected. */
export async function startExplorer(qemu: string, options: ExplorerOptions = {}): Promise<ExplorerOnMachine> {
  const { machineArgs = [], flags = [], place, ...context } = options;
  const resources: AsyncDisposable[] = [];
  const keep = <Resource extends AsyncDisposable>(resource: Resource): Resource => {
    resources.unshift(resource);
    return resource;
  };
  const dispose = async (): Promise<void> => {
    for (const resource of resources) await resource[Symbol.asyncDispose]();
  };
  try {
    const machine = keep(
      await start(qemu, (folder) => [...bareMachine, ...monitors(folder), ...machineArgs]),
    );
    const other = keep(await connectTo(machine));
    const explorer = keep(
      new RunningQmp(["explore", "--no-open", ...flags, join(machine.folder, "vm1.sock")]),
    );
    await explorer.until(({ stdout }) => stdout.endsWith("\n"));
    const address = explorer.stdout.trim();
    const opened = keep(await openPage(address, context));
    await opened.page.locator(".machine-open").waitFor();
    if (place !== undefined) await opened.page.goto(`${address.replace(/#.*$/, "")}#/${place}`);
    return { ...opened, machine, other, explorer, address, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function monitors(folder: string): string[] {
  return ["monitor", "vm1"].flatMap((name) => [
    "-qmp",
    `unix:${join(folder, `${name}.sock`)},server=on,wait=off`,
  ]);
}
