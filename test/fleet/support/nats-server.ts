import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeUnless } from "../../qemu/support/conditional.js";

/** Debian installs it outside of the PATH of users. */
const program = ["nats-server", "/usr/sbin/nats-server"].find(
  (each) => spawnSync(each, ["--version"], { stdio: "ignore" }).error === undefined,
);

/** Describes tests that need a server of NATS. */
export function describeWithNats(name: string, body: () => void): void {
  const obstacle = program === undefined ? "nats-server is not installed" : undefined;
  describeUnless(obstacle, name, body);
}

/** A real server of NATS with JetStream on a free port of the loopback, in a temporary folder. */
export class NatsServer implements AsyncDisposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), "qapi-ts-nats-"));
  readonly #config: string;
  readonly #jetstream: string;
  #port = -1;
  #leafPort = -1;
  #child: ChildProcess | undefined;

  /**
   * @param config - further lines of the configuration: accounts, permissions, limits.
   * @param jetstream - further settings of JetStream.
   */
  constructor(config = "", jetstream = "") {
    this.#config = config;
    this.#jetstream = jetstream;
    process.once("exit", this.#kill);
  }

  get port(): number {
    return this.#port;
  }

  /** The port for leaf nodes, if the configuration has one. */
  get leafPort(): number {
    return this.#leafPort;
  }

  get url(): string {
    return `nats://127.0.0.1:${String(this.#port)}`;
  }

  /** Starts the server, at the same port as before. */
  async start(): Promise<this> {
    const lines = [
      `listen: "127.0.0.1:${String(this.#port)}"`,
      `ports_file_dir: "${this.folder}"`,
      `jetstream { store_dir: "${join(this.folder, "js")}", ${this.#jetstream} }`,
      this.#config,
    ];
    const file = join(this.folder, "nats.conf");
    writeFileSync(file, lines.join("\n"));
    const child = spawn(program ?? "nats-server", ["-c", file], { stdio: ["ignore", "ignore", "pipe"] });
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (log = (log + text).slice(-20_000)));
    this.#child = child;
    const deadline = Date.now() + 20_000;
    while (!log.includes("Server is ready") || this.#portsFile(child.pid) === undefined) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`nats-server did not start: ${log}`);
      await sleep(10);
    }
    this.#port = this.#readPort(child.pid);
    // The file of ports has none of leaf nodes.
    this.#leafPort = Number(/leafnode connections on \S+:(\d+)/.exec(log)?.[1] ?? -1);
    return this;
  }

  /** Ends the server at once, as a crash does. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  /** Sends a signal to the server. */
  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("exit", this.#kill);
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #portsFile(pid: number | undefined): string | undefined {
    const file = readdirSync(this.folder).find((each) => each.endsWith(`_${String(pid)}.ports`));
    const text = file === undefined ? "" : readFileSync(join(this.folder, file), "utf8");
    return text === "" ? undefined : text;
  }

  #readPort(pid: number | undefined): number {
    const { nats } = JSON.parse(this.#portsFile(pid) ?? "") as { nats: readonly string[] };
    return Number(new URL(nats[0] ?? "").port);
  }

  readonly #kill = (): void => {
    this.#child?.kill("SIGKILL");
  };
}
