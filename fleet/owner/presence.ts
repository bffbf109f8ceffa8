import type { KV } from "@nats-io/kv";
import { isObject, parseObject, toJson } from "../messages/body.js";
import type { MachineFacts } from "../messages/machine-facts.js";
import { presenceAge } from "../nats/stores.js";
import { machineKey, type MachineAddress } from "../subjects/machine-address.js";
import type { MachineAccess } from "./machine-access.js";

/** The options of a {@link Presence}. */
interface PresenceOptions {
  readonly machines: KV;
  readonly address: MachineAddress;
  readonly owner: string;
  readonly access: MachineAccess;
  /** The epoch of the lease; undefined if it is not valid now. */
  readonly epoch: () => number | undefined;
  readonly onProblem: (error: Error) => void;
}

/** The events after which the status of a machine may differ. */
const statusEvents: ReadonlySet<string> = new Set([
  "STOP",
  "RESUME",
  "SHUTDOWN",
  "RESET",
  "POWERDOWN",
  "WAKEUP",
  "SUSPEND",
  "SUSPEND_DISK",
  "GUEST_PANICKED",
  "GUEST_CRASHLOADED",
  "WATCHDOG",
  "MIGRATION",
  "BLOCK_IO_ERROR",
]);

/** The time after an event within which further events cause no further question, in milliseconds. */
const settleTime = 50;

/** Keeps the entry of a machine in the bucket up to date. */
export class Presence {
  readonly #options: PresenceOptions;
  #written: string | undefined;
  #writing: Promise<void> | undefined;
  #isListed = false;
  #again = false;
  #questions = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #refresh: NodeJS.Timeout;
  #stopped = false;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#refresh = setInterval(() => {
      this.#written = undefined;
      void this.update();
    }, presenceAge / 4);
    this.#refresh.unref();
    options.access.onState(() => {
      void this.update();
    });
    options.access.onEvent(({ event }) => {
      if (statusEvents.has(event)) this.#updateSoon();
    });
  }

  /** Whether clients find the machine. */
  get isListed(): boolean {
    return this.#isListed;
  }

  /** Writes the facts, if they differ from what was written. Never rejects: a failure is reported, and tried again. */
  async update(): Promise<void> {
    this.#again = true;
    if (this.#stopped) return;
    this.#writing ??= this.#write()
      .catch(this.#failed)
      .finally(() => {
        this.#writing = undefined;
      });
    await this.#writing;
  }

  /** Removes the entry, if it was written in this epoch. */
  async remove(): Promise<void> {
    this.stop();
    const { machines, address, onProblem } = this.#options;
    const key = machineKey(address);
    const entry = await machines.get(key).catch(() => null);
    const owner = entry?.operation === "PUT" ? parseObject(entry.string())?.["owner"] : undefined;
    if (entry === null || owner !== this.#options.owner) return;
    await machines.delete(key, { previousSeq: entry.revision }).catch(onProblem);
  }

  /** Writes nothing more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#refresh);
  }

  #updateSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.update();
    }, settleTime);
  }

  readonly #failed = (cause: unknown): void => {
    const { onProblem } = this.#options;
    onProblem(new Error("the facts of a machine could not be written", { cause }));
    this.#written = undefined;
    this.#updateSoon();
  };

  async #write(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      const facts = await this.#facts();
      if (facts === undefined) return;
      const text = toJson({ ...facts, since: undefined });
      if (text === this.#written) continue;
      await this.#options.machines.put(machineKey(facts), toJson(facts));
      this.#written = text;
      this.#isListed = true;
    }
  }

  async #facts(): Promise<MachineFacts | undefined> {
    const { address, owner, access, epoch: currentEpoch } = this.#options;
    const status = access.connected ? await this.#status() : undefined;
    const epoch = currentEpoch();
    if (epoch === undefined) return undefined;
    const { connected, greeting } = access;
    const { version } = greeting;
    const versionText = version && `${version.major}.${version.minor}.${version.micro}`;
    return { ...address, connected, version: versionText, status, greeting, epoch, owner, since: Date.now() };
  }

  async #status(): Promise<string | undefined> {
    const id = `status-${++this.#questions}`;
    const { text } = await this.#options.access.call({
      id,
      command: "query-status",
      args: undefined,
      oob: false,
    });
    const value = parseObject(text)?.["return"];
    const status = isObject(value) ? value["status"] : undefined;
    return typeof status === "string" ? status : undefined;
  }
}
