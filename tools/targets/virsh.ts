import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { parseExactly, type Transport, type TransportOpener, type TransportSink } from "qapi-ts";
import { stringifyExactly } from "../output/json.js";

const run = promisify(execFile);

/** The most bytes of a reply. */
const maxBuffer = 64 * 1024 * 1024;

/** Returns the opener of a transport on which each command is a run of `virsh qemu-monitor-command`. */
export function virshOpener(domain: string): TransportOpener {
  return async (sink, signal) => {
    const transport = new VirshTransport(domain, sink);
    signal.addEventListener("abort", () => transport.close());
    await transport.greet();
    return transport;
  };
}

/** Serves the handshake of QMP, which libvirt has done itself, and passes the commands on, one at a time. */
class VirshTransport implements Transport {
  readonly #domain: string;
  readonly #sink: TransportSink;
  readonly #stopped = new AbortController();
  #text = "";
  #last: Promise<void> = Promise.resolve();

  constructor(domain: string, sink: TransportSink) {
    this.#domain = domain;
    this.#sink = sink;
  }

  /** Sends a greeting with the version that the machine reports. @throws Error if virsh fails. */
  async greet(): Promise<void> {
    const reply = await this.#run({ execute: "query-version" });
    this.#deliver({ QMP: { version: reply["return"], capabilities: [] } });
  }

  send(text: string): Promise<void> {
    const lines = (this.#text + text).split("\n");
    this.#text = lines.pop() ?? "";
    for (const line of lines) this.#last = this.#last.then(() => this.#answer(line));
    return Promise.resolve();
  }

  close(): void {
    if (this.#stopped.signal.aborted) return;
    this.#stopped.abort();
    this.#sink.closed();
  }

  async #answer(line: string): Promise<void> {
    const { id, ...request } = parseExactly(line) as Readonly<Record<string, unknown>>;
    try {
      const reply = request["execute"] === "qmp_capabilities" ? { return: {} } : await this.#run(request);
      if (!this.#stopped.signal.aborted) this.#deliver({ ...reply, id });
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      this.#stopped.abort();
      this.#sink.closed(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Returns the reply to a request, without libvirt's id. */
  async #run(request: object): Promise<Readonly<Record<string, unknown>>> {
    const args = [
      "--quiet",
      "qemu-monitor-command",
      "--domain",
      this.#domain,
      "--cmd",
      stringifyExactly(request),
    ];
    try {
      const { stdout } = await run("virsh", args, { maxBuffer, signal: this.#stopped.signal });
      return { ...(parseExactly(stdout) as Readonly<Record<string, unknown>>), id: undefined };
    } catch (error) {
      throw new Error(reasonOf(error), { cause: error });
    }
  }

  #deliver(message: object): void {
    this.#sink.data(`${stringifyExactly(message)}\r\n`);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "ENOENT") {
    return "neither virt-qemu-qmp-proxy nor virsh is installed: install libvirt's clients";
  }
  if ("stderr" in error && typeof error.stderr === "string" && error.stderr.trim() !== "") {
    return error.stderr.trim();
  }
  return error.message;
}
