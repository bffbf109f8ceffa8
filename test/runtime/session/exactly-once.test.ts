import fc from "fast-check";
import { expect, test } from "vitest";
import { DisconnectedError, type QapiError } from "../../../runtime/index.js";
import { Call } from "../../../runtime/session/call.js";
import { SessionConfig } from "../../../runtime/session/config.js";
import { QmpProtocol } from "../../../runtime/session/qmp-protocol.js";
import type { ProtocolOutput } from "../../../runtime/session/session-protocol.js";
import { CallAbortedError } from "../../../runtime/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { greeting } from "../support/scripted-peer.js";

/** The inputs of a session, in any order; numbers choose among the calls. */
const step = fc.oneof(
  fc.record({ kind: fc.constantFrom("call", "oob", "silent") }),
  fc.record({ kind: fc.constantFrom("answer", "fail", "cancel"), which: fc.nat() }),
  fc.record({ kind: fc.constantFrom("stray", "anonymous", "garbage", "event", "regreet", "close", "lost") }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface WatchedCall {
  readonly call: Call;
  readonly outcomes: unknown[];
}

/** A negotiated protocol, the calls made of it and the requests that it sent. */
class World {
  readonly calls: WatchedCall[] = [];
  readonly #sent: { execute?: string; "exec-oob"?: string; id: number }[] = [];
  readonly protocol: QmpProtocol;

  constructor() {
    const output: ProtocolOutput = {
      send: (text, written) => {
        this.#sent.push(JSON.parse(text) as { id: number });
        written?.();
      },
      prepareDescriptors: () => Promise.resolve(),
      sendWithDescriptors: () => Promise.resolve(),
      close: () => undefined,
    };
    const config = new SessionConfig({
      clock: new ManualClock(),
      capabilities: ["oob"],
      onProblem: () => undefined,
    });
    this.protocol = new QmpProtocol(config, output, { receive: () => true, end: () => undefined });
    this.protocol.open(Infinity);
    this.protocol.message(greeting);
    this.protocol.message('{"return": {}, "id": 0}');
    this.#sent.length = 0;
  }

  take(action: Step): void {
    const { kind } = action;
    const which = "which" in action ? action.which : 0;
    if (kind === "call" || kind === "oob" || kind === "silent") this.#make(kind);
    else if (kind === "cancel") this.#cancel(which);
    else if (kind === "close") this.protocol.close();
    else if (kind === "lost") this.protocol.connectionLost(new DisconnectedError("gone"));
    else this.#hear(kind, which);
  }

  #make(kind: "call" | "oob" | "silent"): void {
    const outcomes: unknown[] = [];
    const request = { command: `c${this.calls.length}`, argumentsText: undefined };
    const note = (outcome: unknown): void => void outcomes.push(outcome);
    const call = new Call({ ...request, oob: kind === "oob", reply: kind !== "silent" }, note, note);
    this.calls.push({ call, outcomes });
    this.protocol.calls.submit(call);
  }

  #cancel(which: number): void {
    const { call } = this.calls[which % Math.max(1, this.calls.length)] ?? {};
    if (call !== undefined) this.protocol.calls.cancel(call, new CallAbortedError("given up"));
  }

  #hear(kind: string, which: number): void {
    const request = this.#sent[which % Math.max(1, this.#sent.length)];
    const error = { class: "GenericError", desc: "no" };
    const name = request?.execute ?? request?.["exec-oob"];
    if (kind === "answer" && request !== undefined) this.#say({ return: name, id: request.id });
    else if (kind === "fail" && request !== undefined) this.#say({ error, id: request.id });
    else if (kind === "stray") this.#say({ return: {}, id: 77_777 });
    else if (kind === "anonymous") this.#say({ error });
    else if (kind === "garbage") this.protocol.malformed("nonsense");
    else if (kind === "event") this.#say({ event: "E" });
    else if (kind === "regreet") this.protocol.message(greeting);
  }

  #say(message: object): void {
    this.protocol.message(JSON.stringify(message));
  }
}

test("settles a call at most once in any sequence of inputs, and exactly once when the session has ended", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const world = new World();
      for (const action of steps) {
        world.take(action);
        for (const { outcomes } of world.calls) expect(outcomes.length).toBeLessThanOrEqual(1);
        const flying = world.calls.filter(({ call }) => call.state === "in-flight" && !call.request.oob);
        expect(flying.filter(({ call }) => call.request.reply).length).toBeLessThanOrEqual(8);
      }
      world.protocol.connectionLost(new DisconnectedError("gone"));
      for (const { call, outcomes } of world.calls) {
        expect(outcomes).toHaveLength(1);
        expect(call.state).toBe("settled");
        const error = outcomes[0] as QapiError | undefined;
        if (error instanceof DisconnectedError) expect(error.serverMayHaveActed).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});
