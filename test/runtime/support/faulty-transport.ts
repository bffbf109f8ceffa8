import type { TransportOpener, TransportSink } from "../../../runtime/index.js";

/** A fault in what a server sends. */
export interface Fault {
  /**
   * `cut`: the connection ends there. `delay`: the rest follows later. `duplicate`: the message that contains the position is
   * sent twice. `reorder`: the message that contains it is sent behind the next one.
   */
  readonly kind: "cut" | "delay" | "duplicate" | "reorder";
  /** The position in what the server sends over one connection, in characters. */
  readonly at: number;
}

/**
 * Wraps an opener so that faults happen to what the server sends.
 * @param faults - the faults of each connection, in order of the connections; further ones have none.
 */
export function faultyOpener(
  opener: TransportOpener,
  faults: readonly (readonly Fault[])[],
): TransportOpener {
  let connections = 0;
  return async (sink, signal) => {
    const injector = new FaultInjector(sink, faults[connections++] ?? []);
    const transport = await opener(injector, signal);
    injector.cut = () => {
      transport.close();
    };
    return transport;
  };
}

class FaultInjector implements TransportSink {
  cut: () => void = () => undefined;
  readonly #sink: TransportSink;
  readonly #faults: Fault[];
  #line = "";
  #start = 0;
  /** The message that is sent behind the next one. */
  #held = "";
  #order: Promise<void> = Promise.resolve();
  #isCut = false;

  constructor(sink: TransportSink, faults: readonly Fault[]) {
    this.#sink = sink;
    this.#faults = [...faults].sort((one, other) => one.at - other.at);
  }

  data(chunk: string): void {
    const lines = (this.#line + chunk).split(/(?<=\n)/);
    this.#line = lines.at(-1)?.endsWith("\n") === true ? "" : (lines.pop() ?? "");
    for (const line of lines) this.#message(line);
  }

  closed(reason?: Error): void {
    this.#schedule(() => {
      this.#sink.closed(reason);
    });
  }

  #message(line: string): void {
    const end = this.#start + line.length;
    let rest = line;
    let copies = 1;
    let hold = false;
    while ((this.#faults[0]?.at ?? Infinity) < end) {
      const fault = this.#faults.shift();
      if (fault === undefined) break;
      const split = Math.max(0, fault.at - (end - rest.length));
      if (fault.kind === "duplicate") copies = 2;
      else if (fault.kind === "reorder") hold = this.#held === "";
      else {
        this.#send(rest.slice(0, split));
        rest = rest.slice(split);
        if (fault.kind === "delay") this.#delay();
        else this.#end();
      }
    }
    this.#start = end;
    const held = this.#held;
    this.#held = "";
    if (hold) this.#held = rest;
    else this.#send(rest + (copies === 2 && rest === line ? line : "") + held);
  }

  #send(text: string): void {
    if (text === "") return;
    this.#schedule(() => {
      this.#sink.data(text);
    });
  }

  #delay(): void {
    this.#order = this.#order.then(() => new Promise((resolve) => setImmediate(resolve)));
  }

  #end(): void {
    this.#schedule(() => {
      this.#isCut = true;
      this.cut();
      this.#sink.closed(new Error("cut"));
    });
  }

  #schedule(action: () => void): void {
    this.#order = this.#order.then(() => {
      if (!this.#isCut) action();
    });
  }
}
