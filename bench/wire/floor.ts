import { connect, type Socket } from "node:net";
import { eventName, type Connection, type Driver } from "./driver.js";

interface Message {
  readonly event?: string;
  readonly id?: number;
}

/** The least Node code that does the same work: a latin1 string per chunk, indexOf, JSON.parse and a callback. */
class Floor implements Connection {
  readonly #socket: Socket;
  #partialLine = "";
  /** The requests made while a chunk is processed. */
  #out = "";
  #callbacks: (() => void)[] = [];
  #listener: (() => void) | undefined;
  #freeIds: number[] = [];

  constructor(socket: Socket, ready: () => void) {
    this.#socket = socket;
    this.#callbacks[0] = ready;
    socket.on("data", (chunk: Buffer) => {
      this.#chunk(chunk.toString("latin1"));
    });
  }

  #chunk(text: string): void {
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      this.#line(this.#partialLine + text.slice(start, end));
      this.#partialLine = "";
      start = end + 1;
    }
    this.#partialLine += text.slice(start);
    if (this.#out === "") return;
    this.#socket.write(this.#out, "latin1");
    this.#out = "";
  }

  #line(line: string): void {
    const message = JSON.parse(line) as Message;
    if (message.id !== undefined) {
      this.#freeIds.push(message.id);
      this.#callbacks[message.id]?.();
    } else if (message.event === eventName) this.#listener?.();
    else this.#out += '{"execute":"qmp_capabilities","arguments":{"enable":["oob"]},"id":0}\n';
  }

  #call(command: string, done: () => void, args = ""): void {
    const id = this.#freeIds.pop() ?? this.#callbacks.length;
    this.#callbacks[id] = done;
    this.#out += `{"execute":"${command}"${args},"id":${id}}\n`;
  }

  #flush(): void {
    this.#socket.write(this.#out, "latin1");
    this.#out = "";
  }

  concurrent(calls: number, width: number): Promise<void> {
    return new Promise((resolve) => {
      let answered = 0;
      let left = calls;
      const done = (): void => {
        if (++answered === calls) resolve();
        else if (left-- > 0) this.#call("query-status", done);
      };
      for (let index = 0; index < width && left-- > 0; index++) this.#call("query-status", done);
      this.#flush();
    });
  }

  heard(events: number): Promise<void> {
    return new Promise((resolve) => {
      let count = 0;
      this.#listener = () => {
        if (++count === events) resolve();
      };
      this.#call("x-events", () => undefined, `,"arguments":{"count":${events}}`);
      this.#flush();
    });
  }

  async unheard(events: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#listener = undefined;
      this.#call("x-events", resolve, `,"arguments":{"count":${events}}`);
      this.#flush();
    });
  }

  big(): Promise<void> {
    return new Promise((resolve) => {
      this.#call("x-big", resolve);
      this.#flush();
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

export const floor: Driver = {
  open: (path) =>
    new Promise((resolve) => {
      const client: Floor = new Floor(connect(path), () => {
        resolve(client);
      });
    }),
  parse: (text) => JSON.parse(text) as unknown,
};
