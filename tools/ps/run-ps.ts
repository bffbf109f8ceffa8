import prettyMilliseconds from "pretty-ms";
import type { Terminal } from "../cli/terminal.js";
import { findMachines } from "../machines/find-machines.js";
import { probeMachine, type MachineReport, type MonitorReport } from "../machines/probe.js";
import { loadFleet, type FleetMachine } from "../fleet/load-fleet.js";
import { stringifyExactly } from "../output/json.js";
import { formatRows } from "../output/table.js";
import { formatTarget } from "../targets/target.js";

interface PsFlags {
  readonly json?: true | undefined;
  readonly fleet?: true | undefined;
  /** In milliseconds. */
  readonly timeout?: number | undefined;
}

/** The default limit for the greeting of a monitor, in milliseconds. */
const greetingTimeout = 1_000;

/** Prints the machines of this host. */
export async function runPs(
  { json, fleet, timeout = greetingTimeout }: PsFlags,
  terminal: Terminal,
): Promise<void> {
  if (fleet === true) {
    await printFleet(json === true, terminal);
    return;
  }
  const machines = await findMachines();
  const reports = (await Promise.all(machines.map((each) => probeMachine(each, timeout)))).filter(exists);
  if (json === true) terminal.out(`${stringifyExactly(reports, 2)}\n`);
  else if (reports.length > 0) terminal.out(formatRows(head, reports.flatMap(rowsOf)));
  else terminal.error("No machine was found. Processes of other users and their sockets need root.\n");
}

/** Prints the machines of a fleet. */
async function printFleet(json: boolean, terminal: Terminal): Promise<void> {
  const machines = await (await loadFleet()).listMachines();
  const targetOf = ({ site, host, machine }: FleetMachine): string =>
    formatTarget({ kind: "nats", site, host, machine });
  const sorted = machines
    .map((each) => ({ target: targetOf(each), ...each }))
    .sort((one, other) => (one.target < other.target ? -1 : 1));
  if (json) terminal.out(`${stringifyExactly(sorted, 2)}\n`);
  else if (sorted.length === 0)
    terminal.error("The fleet has no machine. Start qmp-fleet serve on each host.\n");
  else {
    const rows = sorted.map(({ target, version, status, connected }) => [
      target,
      version ?? "-",
      status ?? "-",
      connected ? "connected" : "lost",
    ]);
    terminal.out(formatRows(["MACHINE", "VERSION", "STATUS", "STATE"], rows));
  }
}

const head = ["NAME", "PID", "VERSION", "STATUS", "UPTIME", "STATE", "MONITOR"];

/** A manager may leave the socket of a stopped machine. */
function exists({ pid, monitors }: MachineReport): boolean {
  return pid !== undefined || monitors.some(({ state }) => state !== "gone");
}

/** A row for each monitor. The first one has the machine's columns. */
function rowsOf({ name, pid, version, status, uptime, monitors }: MachineReport): string[][] {
  const seconds = uptime === undefined ? "-" : prettyMilliseconds(uptime * 1000, { unitCount: 2 });
  const machine = [name, String(pid ?? "-"), version ?? "-", status ?? "-", seconds];
  const [first, ...others] = monitors;
  return [
    [...machine, ...monitorColumns(first)],
    ...others.map((each) => [...machine.map(() => ""), ...monitorColumns(each)]),
  ];
}

function monitorColumns(monitor: MonitorReport | undefined): string[] {
  if (monitor === undefined) return ["none", "-"];
  return [monitor.state, monitor.target ?? monitor.source];
}
