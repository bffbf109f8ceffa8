import { QueueOverflowError, type QapiError } from "../errors/index.js";
import type { Transport } from "../transport/transport.js";
import type { SlowClientPolicy } from "./options.js";

export interface OutgoingQueueOptions {
  /** The number of the client, for messages. */
  readonly number: number;
  /** The queue is full while it holds more bytes than this. */
  readonly queueLimit: number;
  readonly slowClients: SlowClientPolicy;
  readonly reportProblem: (error: QapiError) => void;
}

interface OutgoingQueueEffects {
  /** Called when the queue may have become full, or is not full any more. */
  fullChanged(): void;
  /** Called when the policy for slow clients requires that the connection is closed. */
  closeConnection(): void;
}

/** `then` on a resolved promise runs earlier than `queueMicrotask` on Node 20. */
const endOfTick = Promise.resolve();

/** So many short texts are joined to one, because each costs more memory than its characters. */
const maxTexts = 256;

/** While more writes are unfinished, text is collected for the next one: each write costs more memory than its text. */
const maxWrites = 16;

/**
 * The text that is sent to one client and that its transport has not yet taken. The texts of a tick are one write.
 */
export class OutgoingQueue {
  readonly #options: OutgoingQueueOptions;
  readonly #effects: OutgoingQueueEffects;
  #transport: Transport | undefined;
  /** The text that is not yet written, in parts. The text is ASCII, so a character is a byte. */
  #texts: string[] = [];
  #blocks: string[] = [];
  /** The number of bytes in writing and to be written. */
  #queued = 0;
  #scheduled = false;
  /** The number of writes that the transport has not finished. */
  #writes = 0;
  #dropped = 0;
  #waiters: (() => void)[] = [];

  constructor(options: OutgoingQueueOptions, effects: OutgoingQueueEffects) {
    this.#options = options;
    this.#effects = effects;
  }

  get isFull(): boolean {
    return this.#queued > this.#options.queueLimit;
  }

  attach(transport: Transport): void {
    this.#transport = transport;
    this.flush();
  }

  /** Sends a message that must not be dropped, even beyond the limit. */
  send(text: string): void {
    this.#queued += text.length;
    if (this.#texts.push(text) >= maxTexts) this.#join();
    if (this.isFull) this.#effects.fullChanged();
    if (this.#scheduled) return;
    this.#scheduled = true;
    void endOfTick.then(() => {
      this.#scheduled = false;
      if (this.#writes < maxWrites) this.flush();
    });
  }

  /** Sends a message, or applies the policy for slow clients and returns false if the queue is full. */
  trySend(text: string): boolean {
    if (this.isFull) {
      this.#overflow();
      return false;
    }
    this.#dropped = 0;
    this.send(text);
    return true;
  }

  /** Writes all text now. */
  flush(): void {
    if (this.#transport === undefined) return;
    this.#join();
    const text = this.#blocks.splice(0).join("");
    if (text === "") return;
    this.#writes++;
    write(this.#transport, text).then(() => this.#written(text.length), ignoreFailure);
  }

  /** Resolves when the queue is not full any more, or is released. */
  waitForRoom(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  /** Resolves every `waitForRoom`. */
  release(): void {
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  /** Discards the text that is not written, when the connection has ended. */
  clear(): void {
    this.#texts = [];
    this.#blocks = [];
    this.#transport = undefined;
    this.release();
  }

  #written(length: number): void {
    this.#writes--;
    this.#queued -= length;
    if (!this.isFull) this.release();
    this.#effects.fullChanged();
    this.flush();
  }

  /** Concatenation alone would keep each text in memory; `join` copies them. */
  #join(): void {
    if (this.#texts.length > 0) this.#blocks.push(this.#texts.splice(0).join(""));
  }

  #overflow(): void {
    const { number, queueLimit, slowClients, reportProblem } = this.#options;
    const problem = `client ${number} does not read: more than ${queueLimit} bytes are queued`;
    if (slowClients === "close") {
      reportProblem(new QueueOverflowError(`${problem}; its connection is closed`));
      this.#effects.closeConnection();
    } else if (++this.#dropped === 1) {
      reportProblem(new QueueOverflowError(`${problem}; events are dropped`));
    }
  }
}

/** Returns a promise also if a custom transport throws. */
async function write(transport: Transport, text: string): Promise<void> {
  await transport.send(text);
}

/** The transport reports the end of the connection, which is the only reason why a write fails. */
function ignoreFailure(): void {}
