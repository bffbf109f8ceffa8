import { QueueOverflowError, type QapiError } from "../errors/index.js";
import { WriteBatcher } from "../transport/write-batcher.js";
import type { Transport } from "../transport/transport.js";
import type { SlowClientPolicy } from "./options.js";

export interface OutgoingQueueOptions {
  /** The number of the client, for messages. */
  readonly number: number;
  /** The queue is full while it holds more characters than this. */
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

/** The text that is sent to one client and that its transport has not yet taken. */
export class OutgoingQueue {
  readonly #options: OutgoingQueueOptions;
  readonly #effects: OutgoingQueueEffects;
  readonly #batcher = new WriteBatcher();
  #queued = 0;
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
    this.#batcher.attach(transport);
  }

  /** Sends a message that must not be dropped, even beyond the limit. */
  send(text: string): void {
    this.#queued += text.length;
    this.#batcher.add(text, () => {
      this.#queued -= text.length;
      if (!this.isFull) this.release();
      this.#effects.fullChanged();
    });
    if (this.isFull) this.#effects.fullChanged();
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

  flush(): void {
    this.#batcher.flush();
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

  #overflow(): void {
    const { number, queueLimit, slowClients, reportProblem } = this.#options;
    const problem = `client ${number} does not read: more than ${queueLimit} characters are queued`;
    if (slowClients === "close") {
      reportProblem(new QueueOverflowError(`${problem}; its connection is closed`));
      this.#effects.closeConnection();
    } else if (++this.#dropped === 1) {
      reportProblem(new QueueOverflowError(`${problem}; events are dropped`));
    }
  }
}
