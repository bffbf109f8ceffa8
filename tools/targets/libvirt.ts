import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { exitCodes, ToolError } from "../failure.js";
import type { Endpoint, EndpointOptions } from "./endpoint.js";
import { virshOpener } from "./virsh.js";

/**
 * Opens the monitor of a machine that libvirt manages. Its own `virt-qemu-qmp-proxy` serves a whole session, with events.
 * If that is not installed, each command is a run of `virsh qemu-monitor-command`, without events. Both read the address
 * of libvirt from LIBVIRT_DEFAULT_URI.
 * @throws ToolError (as a rejection) if the proxy ends, for example because there is no such domain.
 */
export async function openDomain(domain: string, options: EndpointOptions): Promise<Endpoint> {
  const folder = await mkdtemp(join(tmpdir(), "qmp-libvirt-"));
  const path = join(folder, "monitor.sock");
  const child = spawn("virt-qemu-qmp-proxy", ["--", domain, path], { stdio: ["ignore", "pipe", "pipe"] });
  // Also if this process is interrupted.
  const kill = (): void => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", kill);
  const release = async (): Promise<void> => {
    process.off("exit", kill);
    await stop(child);
    await rm(folder, { recursive: true, force: true });
  };
  if (!(await isStarted(child))) {
    await release();
    if (options.needsEvents) throw new ToolError(exitCodes.unreachable, noEvents);
    // Each command is a separate run.
    return { address: { transport: virshOpener(domain) }, maxInFlight: 1 };
  }
  try {
    await waitForSocket(path, child, options);
    // The proxy takes one request per read.
    return { address: { path }, maxInFlight: 1, release };
  } catch (error) {
    await release();
    throw error;
  }
}

const noEvents =
  "virsh delivers no events: install virt-qemu-qmp-proxy, which is part of libvirt's clients (Debian: libvirt-clients-qemu).";

/** Whether the program exists. */
async function isStarted(child: ChildProcess): Promise<boolean> {
  try {
    await once(child, "spawn");
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

/** How often to look for the proxy's socket, in milliseconds. */
const interval = 20;

async function waitForSocket(
  path: string,
  child: ChildProcess,
  { timeout, signal }: EndpointOptions,
): Promise<void> {
  // It reports its errors on standard output.
  const printed = [child.stdout, child.stderr].map(collect);
  const deadline = Date.now() + timeout;
  while (!existsSync(path)) {
    if (hasEnded(child)) throw failure(await lineOf(printed));
    if (Date.now() > deadline || signal?.aborted === true) {
      throw failure(`virt-qemu-qmp-proxy did not listen within ${timeout / 1000} s`);
    }
    await sleep(interval);
  }
}

function failure(reason: string): ToolError {
  return new ToolError(
    exitCodes.unreachable,
    `cannot connect through libvirt: ${reason}. \`virsh list\` lists the domains.`,
  );
}

/** Returns what the proxy printed as one line. */
async function lineOf(printed: readonly (() => Promise<string>)[]): Promise<string> {
  const texts = await Promise.all(printed.map((each) => each()));
  return texts.join(" ").trim() || "virt-qemu-qmp-proxy ended";
}

/** The most characters of one of the proxy's streams that a message shows. */
const maxOutput = 2_000;

/** Collects the start of a stream. The returned function waits for its end. */
function collect(stream: Readable | null): () => Promise<string> {
  let text = "";
  stream?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(0, maxOutput);
  });
  return async () => {
    if (stream?.readableEnded === false) await Promise.race([once(stream, "end"), sleep(killTimeout)]);
    return text;
  };
}

/** The time in ms after which a program that does not end is killed. */
const killTimeout = 1_000;

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = once(child, "exit");
  child.kill();
  const timer = setTimeout(() => child.kill("SIGKILL"), killTimeout);
  await ended;
  clearTimeout(timer);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
