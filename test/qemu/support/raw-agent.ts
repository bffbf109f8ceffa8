import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** How long an answer may take. */
const patience = 20_000;

/** Speaks with a guest agent in texts, which no client of ours has a part in. */
export class RawAgent implements Disposable {
  readonly #socket: Socket;
  #answered: (line: string) => void = () => undefined;

  constructor(path: string) {
    this.#socket = connect(path);
    createInterface({ input: this.#socket }).on("line", (line) => {
      this.#answered(line);
    });
  }

  /** The line that answers a request. Rejected where none comes: an agent answers all that it is asked here. */
  ask(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`no answer to ${text}`));
      }, patience);
      this.#answered = (line) => {
        clearTimeout(timer);
        resolve(line);
      };
      this.#socket.write(`${text}\n`);
    });
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
