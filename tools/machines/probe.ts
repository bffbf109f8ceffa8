import { QapiError, type Session } from "qapi-ts";
import { ToolError } from "../failure.js";
import { connectTarget } from "../targets/connect.js";
import { parseTarget } from "../targets/target.js";
import type { Machine, Monitor } from "./machine.js";

/**
 * Whether another program can use a monitor: `free`; `taken`, it has a client already, because it accepts the connection
 * and sends no greeting; `denied`, the user may not connect; `gone`, nothing listens; `none`, it has no address; `failed`.
 */
type MonitorState = "free" | "taken" | "denied" | "gone" | "none" | "failed";

/** What the monitors of a machine report. */
export interface MachineReport extends Omit<Machine, "monitors"> {
  /** The version, such as `11.1.3`; undefined if no monitor is free. */
  readonly version: string | undefined;
  /** The run state, such as `running`; undefined if no monitor is free, or for a program without one. */
  readonly status: string | undefined;
  readonly monitors: readonly MonitorReport[];
}

export interface MonitorReport extends Monitor {
  readonly state: MonitorState;
}

interface Probe {
  readonly state: MonitorState;
  readonly version?: string;
  readonly status?: string | undefined;
}

/**
 * Connects to the monitors of a machine, and disconnects again.
 * @param timeout - the limit for the greeting of each monitor, in milliseconds. A busy machine may need longer than a free one.
 */
export async function probeMachine(machine: Machine, timeout: number): Promise<MachineReport> {
  const probes = await Promise.all(machine.monitors.map(({ target }) => probe(target, timeout)));
  const free = probes.find(({ state }) => state === "free");
  const monitors = machine.monitors.map((monitor, index) => ({
    ...monitor,
    state: probes[index]?.state ?? "failed",
  }));
  return { ...machine, version: free?.version, status: free?.status, monitors };
}

async function probe(target: string | undefined, timeout: number): Promise<Probe> {
  if (target === undefined) return { state: "none" };
  try {
    const session = await connectTarget(parseTarget(target), {}, { timeout });
    try {
      return { state: "free", ...(await ask(session, timeout)) };
    } finally {
      await session.close();
    }
  } catch (error) {
    return { state: stateOf(error, target) };
  }
}

async function ask(
  session: Session,
  timeout: number,
): Promise<{ version: string; status: string | undefined }> {
  const { version } = session.greeting;
  const text = version === undefined ? "" : `${version.major}.${version.minor}.${version.micro}`;
  try {
    const reply: unknown = await session.call("query-status", undefined, { timeout });
    const { status } = reply as { readonly status?: unknown };
    return { version: text, status: typeof status === "string" ? status : undefined };
  } catch (error) {
    // The storage daemon has no such command.
    if (error instanceof QapiError) return { version: text, status: undefined };
    throw error;
  }
}

/** The system's errors of connecting. A unix socket whose backlog is full reports EAGAIN. */
const states: Readonly<Record<string, MonitorState>> = {
  EACCES: "denied",
  EPERM: "denied",
  EAGAIN: "taken",
  ENOENT: "gone",
  ECONNREFUSED: "gone",
};

function stateOf(error: unknown, target: string): MonitorState {
  const cause = error instanceof ToolError ? error.cause : error;
  if (!(cause instanceof QapiError)) return "failed";
  if (cause.code === "connect-occupied") return "taken";
  // The queue of waiting clients is full.
  if (cause.code === "connect-timeout" && target.startsWith("unix:")) return "taken";
  for (let each: unknown = cause; each instanceof Error; each = each.cause) {
    const state = "code" in each && typeof each.code === "string" ? states[each.code] : undefined;
    if (state !== undefined) return state;
  }
  return "failed";
}
