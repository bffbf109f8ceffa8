import { connect, type Socket } from "node:net";
import { eventName, type Connected, type Contender } from "./contender.js";

interface Message {
  readonly event?: string;
  readonly id?: number;
}

/** The least Node code that does the work: one latin1 string a chunk, indexOf, JSON.parse, a callback. */
class Floor implements Connected {
  readonly #socket: Socket;
  #rest = "";
  /** Requests are joined while a chunk is worked on. */
  #out = "";
  #callbacks: (() => void)[] = [];
  #listener: (() => void) | undefined;
  #free: number[] = [];

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
      this.#line(this.#rest + text.slice(start, end));
      this.#rest = "";
      start = end + 1;
    }
    this.#rest += text.slice(start);
    if (this.#out === "") return;
    this.#socket.write(this.#out, "latin1");
    this.#out = "";
  }

  #line(line: string): void {
    const message = JSON.parse(line) as Message;
    if (message.id !== undefined) {
      this.#free.push(message.id);
      this.#callbacks[message.id]?.();
    } else if (message.event === eventName) this.#listener?.();
    else this.#out += '{"execute":"qmp_capabilities","arguments":{"enable":["oob"]},"id":0}';
  }

  #call(command: string, done: () => void, args = ""): void {
    const id = this.#free.pop() ?? this.#callbacks.length;
    this.#callbacks[id] = done;
    this.#out += `{"execute":"${command}"${args},"id":${id}}`;
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

export const floor: Contender = {
  open: (path) =>
    new Promise((resolve) => {
      const client: Floor = new Floor(connect(path), () => {
        resolve(client);
      });
    }),
  parse: (text) => JSON.parse(text) as unknown,
};
