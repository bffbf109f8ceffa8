import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CallTimeoutError, connect, type Session } from "qapi-ts";
import { anyProtocol, createServer } from "qapi-ts/server";
import { shareMachine } from "qapi-ts-tools/share";
import { faultKinds, type Fault, type Lengths } from "./faults.js";
import { FaultyProxy } from "./faulty-proxy.js";
import { fail, type Part, type Random } from "./part.js";

/** The connection in which the fault happens: that of a client, or that of the machine. */
type Place = "client" | "machine";

const calls = 4;

/** A machine, a shared monitor, a client behind a proxy and one without. */
class Scene {
  readonly #folder = mkdtempSync(join(tmpdir(), "qmp-campaign-"));
  readonly #place: Place;
  readonly #fault: Fault | undefined;
  readonly executed = new Map<number, number>();
  /** The bytes over the proxy before the next client connects. */
  readonly lengths: Lengths = { client: 0, server: 0 };
  #proxy: FaultyProxy | undefined;

  constructor(place: Place, fault: Fault | undefined) {
    this.#place = place;
    this.#fault = fault;
  }

  async run(): Promise<void> {
    const path = (name: string): string => join(this.#folder, name);
    const machine = createServer(
      anyProtocol,
      {
        count: (args) => {
          const { n } = args as { readonly n: number };
          this.executed.set(n, (this.executed.get(n) ?? 0) + 1);
          machine.raise("COUNTED", { n });
          return { n };
        },
      },
      { capabilities: ["oob"], oobCommands: ["count"], onProblem: () => undefined },
    );
    await machine.listen({ path: path("machine") });
    const [from, to] = this.#place === "client" ? ["shared", "client"] : ["machine", "monitor"];
    const proxy = (this.#proxy = await new FaultyProxy(path(from), this.#fault).listen(path(to)));
    const target = this.#place === "client" ? path("machine") : path("monitor");
    try {
      await this.#share(target, path);
    } finally {
      await proxy.close();
      await machine.close();
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  async #share(target: string, path: (name: string) => string): Promise<void> {
    const isFaulty = this.#place === "machine" && this.#fault !== undefined;
    const options = { target, policy: { effect: "destroy" }, ...(isFaulty && { timeout: 300 }) } as const;
    const shared = await shareMachine(options).catch((error: unknown) => {
      // A fault during the handshake is reported in one line.
      if (!isFaulty || !(error instanceof Error) || error.name !== "ToolError") throw error;
      return undefined;
    });
    if (shared === undefined) return;
    try {
      await shared.listen({ kind: "unix", path: path("shared") });
      const isOfClient = this.#place === "client";
      const closings = await Promise.all([
        this.#use(path(isOfClient ? "client" : "shared"), 0, isOfClient),
        this.#use(path("shared"), 100, false),
      ]);
      await Promise.all(closings.map((close) => close()));
      Object.assign(this.lengths, this.#proxy?.lengths);
      await this.#checkNext(path("shared"));
    } finally {
      await shared.close();
    }
    if (this.#fault?.kind === "corrupt") return;
    for (const [n, times] of this.executed) if (times > 1) fail(`call ${n} was executed ${times} times`);
  }

  /**
   * Makes calls and checks the replies. @param base - the first number.
   * @param isFaulty - whether the fault is in this connection.
   * @returns a function that closes the connection.
   */
  async #use(path: string, base: number, isFaulty: boolean): Promise<() => Promise<void>> {
    const session = await connect({
      path,
      onProblem: () => undefined,
      // Only the connection that may hang has a short limit: other programs may delay this one.
      ...(isFaulty && { timeout: 300 }),
    }).catch(() => undefined);
    if (session === undefined) {
      if (!isFaulty) fail("a client was not served");
      return async () => undefined;
    }
    const foreign: string[] = [];
    let events = 0;
    session.subscribe({
      names: undefined,
      deliver: ({ event }) => {
        events++;
        if (!/^(COUNTED|QAPI_TS_)/.test(event)) foreign.push(event);
      },
    });
    const isUncertain = this.#fault?.kind === "corrupt" && (isFaulty || this.#place === "machine");
    const all = Promise.all(
      Array.from({ length: calls }, (_, n) => this.#call(session, base + n, n === 2, isUncertain)),
    );
    // The reply to a call whose request or reply is corrupt may never arrive.
    await (isUncertain ? Promise.race([all, sleep(30)]) : within("the calls", all));
    if (foreign.length > 0 && !isUncertain) fail(`a client received ${foreign.join(" and ")}`);
    return async () => {
      // A run without a fault, which is measured, always transfers the same messages.
      while (this.#fault === undefined && events < 2 * calls) await sleep(1);
      await session.close();
      await all;
    };
  }

  async #call(session: Session, n: number, oob: boolean, isUncertain: boolean): Promise<void> {
    try {
      const { n: returned } = (await session.call("count", { n }, { oob })) as {
        readonly n: unknown;
      };
      if (!isUncertain && returned !== n) fail(`call ${n} received the reply of call ${String(returned)}`);
    } catch (error) {
      if (!(error instanceof Error) || error.message.startsWith("call ")) throw error;
    }
  }

  /** Whether the machine may wait for the end of a request, which QMP has no time limit for. */
  get #mayWait(): boolean {
    return this.#place === "machine" && this.#fault?.kind === "corrupt" && this.#fault.from === "client";
  }

  /** The next client is served, after the machine is connected again. */
  async #checkNext(path: string): Promise<void> {
    const deadline = Date.now() + 8_000;
    for (;;) {
      const session = await connect({ path });
      const reply: unknown = await session
        .call("count", { n: -1 }, { timeout: 2_000 })
        .catch((error: unknown) => error);
      await session.close();
      if (typeof reply === "object" && reply !== null && "n" in reply && reply.n === -1) return;
      this.executed.delete(-1);
      // A machine that received no end of a request waits for it, until its connection ends.
      if (this.#mayWait && reply instanceof CallTimeoutError) this.#proxy?.disconnect();
      if (Date.now() > deadline) fail(`the next client was not served: ${String(reply)}`);
      await sleep(20);
    }
  }
}

async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  const late = sleep(10_000, "late" as const, { ref: false });
  const first = await Promise.race([promise.then((value) => ({ value })), late]);
  return first === "late" ? fail(`${what} did not settle`) : first.value;
}

/**
 * The bytes that each side sends at most over each connection without a fault. They are constants, so that a case is the same
 * in every run: what is sent differs in a few bytes, because it contains times.
 */
const lengths: Readonly<Record<Place, Lengths>> = {
  client: { client: 260, server: 1000 },
  machine: { client: 510, server: 1230 },
};

/** Fails if the constants do not cover what is sent. */
async function checkLengths(): Promise<void> {
  for (const place of ["client", "machine"] as const) {
    const scene = new Scene(place, undefined);
    await scene.run();
    for (const side of ["client", "server"] as const) {
      const sent = scene.lengths[side];
      if (sent > lengths[place][side]) fail(`the ${side} of the ${place}'s connection sends ${sent} bytes`);
    }
  }
}

/** A prime, so that the first cases are spread over all kinds and positions, and all cases reach each once. */
const stride = 7919;

function faultOf(index: number, random: Random): readonly [Place, Fault] {
  const { client, machine } = lengths;
  const positions = client.client + client.server + machine.client + machine.server;
  const spread = (index * stride) % (positions * faultKinds.length);
  let at = spread % positions;
  for (const [place, { client: own, server }] of [
    ["client", client],
    ["machine", machine],
  ] as const) {
    for (const [from, length] of [
      ["client", own],
      ["server", server],
    ] as const) {
      const kind = faultKinds[Math.floor(spread / positions)] ?? "cut";
      if (at < length) return [place, { kind, from, at, byte: random.below(256) }];
      at -= length;
    }
  }
  return fail("the case is not in the range");
}

/**
 * A shared monitor whose connection to a client or to the machine is cut, reset, delayed or corrupted at every byte. The other
 * client receives its own replies, and the next one is served, whatever happens.
 */
export const sharePart: Part = {
  name: "share",
  unit: "faults",
  size: async () => {
    await checkLengths();
    const { client, machine } = lengths;
    return (client.client + client.server + machine.client + machine.server) * faultKinds.length;
  },
  run: async (index, random) => {
    const [place, fault] = faultOf(index, random);
    await new Scene(place, fault).run();
  },
};
