import type { Transport } from "./transport.js";

/** `then` on a resolved promise runs earlier, and costs less, than `queueMicrotask` on Node 20. */
const endOfTick = Promise.resolve();

/**
 * The number of characters that are written before the tick ends, about twenty short requests: the server executes them
 * while the program makes the next ones.
 */
const longWrite = 700;

interface BatcherOwner {
  /** Called if the transport throws, which a custom one may. */
  closed(cause: unknown): void;
}

/**
 * Joins the texts of one tick into few writes, because many small writes cost more than one. Texts are kept until a transport
 * is attached.
 */
export class WriteBatcher {
  #transport: Transport | undefined;
  #owner: BatcherOwner | undefined;
  #text = "";
  #onWritten: (() => void)[] | undefined;

  attach(transport: Transport, owner?: BatcherOwner): void {
    this.#transport = transport;
    this.#owner = owner;
    this.flush();
  }

  /** @param written - called when the text has been handed to the operating system. */
  add(text: string, written?: () => void): void {
    const isFirst = this.#text === "";
    this.#text += text;
    if (written !== undefined) (this.#onWritten ??= []).push(written);
    if (this.#text.length >= longWrite) this.flush();
    else if (isFirst) {
      void endOfTick.then(() => {
        this.flush();
      });
    }
  }

  flush(): void {
    if (this.#transport === undefined || this.#text === "") return;
    const text = this.#text;
    const onWritten = this.#onWritten;
    this.#text = "";
    this.#onWritten = undefined;
    try {
      this.#transport.send(text).then(() => {
        for (const written of onWritten ?? []) written();
      }, ignoreFailure);
    } catch (cause) {
      this.#owner?.closed(cause);
    }
  }
}

/** The transport reports the end of the connection, which is the only reason why a write fails. */
function ignoreFailure(): void {}
