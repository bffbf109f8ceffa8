import fc from "fast-check";
import { expect, test } from "vitest";
import { CallAbortedError, DisconnectedError, type QapiError } from "../../../runtime/index.js";
import { Call } from "../../../runtime/session/call.js";
import { SessionConfig } from "../../../runtime/session/session-options.js";
import { QmpProtocol } from "../../../runtime/session/qmp-protocol.js";
import type { ProtocolOutput } from "../../../runtime/session/session-protocol.js";
import { ManualClock } from "../support/manual-clock.js";
import { greeting } from "../support/scripted-peer.js";

/** One input of a session; `which` selects a call or a request. */
const inputs = fc.oneof(
  fc.record({ kind: fc.constantFrom("call", "oob", "no-reply") }),
  fc.record({ kind: fc.constantFrom("return", "fail", "cancel"), which: fc.nat() }),
  fc.record({
    kind: fc.constantFrom(
      "unknown-id",
      "error-without-id",
      "malformed",
      "event",
      "second-greeting",
      "close",
      "lost",
    ),
  }),
);
type Input = typeof inputs extends fc.Arbitrary<infer I> ? I : never;

interface WatchedCall {
  readonly call: Call;
  readonly outcomes: unknown[];
}

/** A negotiated protocol with the submitted calls and the sent requests. */
class Fixture {
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
    this.protocol = new QmpProtocol(config, output, {
      receive: () => true,
      gap: () => undefined,
      end: () => undefined,
    });
    this.protocol.open(Infinity);
    this.protocol.message(greeting);
    this.protocol.message('{"return": {}, "id": 0}');
    this.#sent.length = 0;
  }

  apply(input: Input): void {
    const { kind } = input;
    const which = "which" in input ? input.which : 0;
    if (kind === "call" || kind === "oob" || kind === "no-reply") this.#submit(kind);
    else if (kind === "cancel") this.#cancel(which);
    else if (kind === "close") this.protocol.close();
    else if (kind === "lost") this.protocol.connectionLost(new DisconnectedError("gone"));
    else this.#receive(kind, which);
  }

  #submit(kind: "call" | "oob" | "no-reply"): void {
    const outcomes: unknown[] = [];
    const request = { command: `c${this.calls.length}`, argumentsText: undefined };
    const record = (outcome: unknown): void => void outcomes.push(outcome);
    const call = new Call({ ...request, oob: kind === "oob", reply: kind !== "no-reply" }, record, record);
    this.calls.push({ call, outcomes });
    this.protocol.calls.submit(call);
  }

  #cancel(which: number): void {
    const { call } = this.calls[which % Math.max(1, this.calls.length)] ?? {};
    if (call !== undefined) this.protocol.calls.cancel(call, new CallAbortedError("aborted"));
  }

  #receive(kind: string, which: number): void {
    const request = this.#sent[which % Math.max(1, this.#sent.length)];
    const error = { class: "GenericError", desc: "no" };
    const command = request?.execute ?? request?.["exec-oob"];
    if (kind === "return" && request !== undefined) this.#message({ return: command, id: request.id });
    else if (kind === "fail" && request !== undefined) this.#message({ error, id: request.id });
    else if (kind === "unknown-id") this.#message({ return: {}, id: 77_777 });
    else if (kind === "error-without-id") this.#message({ error });
    else if (kind === "malformed") this.protocol.malformed("nonsense");
    else if (kind === "event") this.#message({ event: "E" });
    else if (kind === "second-greeting") this.protocol.message(greeting);
  }

  #message(message: object): void {
    this.protocol.message(JSON.stringify(message));
  }
}

test("a call is settled at most once by any sequence of inputs, and exactly once when the session has ended", () => {
  fc.assert(
    fc.property(fc.array(inputs, { maxLength: 60 }), (sequence) => {
      const fixture = new Fixture();
      for (const input of sequence) {
        fixture.apply(input);
        for (const { outcomes } of fixture.calls) expect(outcomes.length).toBeLessThanOrEqual(1);
        const inBand = fixture.calls.filter(({ call }) => call.state === "in-flight" && !call.request.oob);
        expect(inBand.filter(({ call }) => call.request.reply).length).toBeLessThanOrEqual(8);
      }
      fixture.protocol.connectionLost(new DisconnectedError("gone"));
      for (const { call, outcomes } of fixture.calls) {
        expect(outcomes).toHaveLength(1);
        expect(call.state).toBe("settled");
        const error = outcomes[0] as QapiError | undefined;
        if (error instanceof DisconnectedError) expect(error.serverMayHaveActed).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});
