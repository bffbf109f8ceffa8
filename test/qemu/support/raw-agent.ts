import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** The timeout of an answer, in milliseconds. */
const answerTimeout = 20_000;

/** Exchanges text with a guest agent, independently of the runtime. */
export class RawAgent implements Disposable {
  readonly #socket: Socket;
  #onAnswer: (line: string) => void = () => undefined;

  constructor(path: string) {
    this.#socket = connect(path);
    createInterface({ input: this.#socket }).on("line", (line) => {
      this.#onAnswer(line);
    });
  }

  /** Sends a request and returns the line of the answer. Rejects if there is none. */
  ask(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`no answer to ${text}`));
      }, answerTimeout);
      this.#onAnswer = (line) => {
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
