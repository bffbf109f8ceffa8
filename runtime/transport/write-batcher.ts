import { departed } from "./departed.js";
import type { Transport } from "./transport.js";

/** What is done when the current work is: in Node sooner than by `queueMicrotask`, which notes who asked. */
const now = Promise.resolve();

/**
 * Joins the texts of a tick into one for the transport: many small writes cost more than one. Texts wait
 * until there is a transport.
 */
export class WriteBatcher {
  #transport: Transport | undefined;
  #text = "";
  #written: (() => void)[] | undefined;
  #scheduled = false;

  /** From now on texts have where to go. */
  attach(transport: Transport): void {
    this.#transport = transport;
    this.flush();
  }

  add(text: string, written?: () => void): void {
    this.#text += text;
    if (written !== undefined) (this.#written ??= []).push(written);
    if (this.#scheduled) return;
    this.#scheduled = true;
    void now.then(() => {
      this.flush();
    });
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#transport === undefined || this.#text === "") return;
    const text = this.#text;
    const written = this.#written;
    this.#text = "";
    this.#written = undefined;
    const sent = this.#transport.send(text);
    if (written === undefined && sent === departed) return;
    sent.then(() => {
      for (const tell of written ?? []) tell();
    }, untold);
  }
}

/** A text that cannot leave is the end of the connection, which the transport tells the session. */
function untold(): void {}
