import { describe, expect, test } from "vitest";
import { DisconnectedError, ProtocolViolationError } from "../../../runtime/index.js";
import { SessionConfig } from "../../../runtime/session/session-options.js";
import { QmpProtocol } from "../../../runtime/session/qmp-protocol.js";
import {
  type EventReceiver,
  type ProtocolOutput,
  type SessionInput,
  transitions,
} from "../../../runtime/session/session-protocol.js";
import type { SessionState } from "../../../runtime/session/session.js";
import { ManualClock } from "../support/manual-clock.js";
import { greeting } from "../support/scripted-peer.js";

const states = Object.keys(transitions) as SessionState[];
const inputs: readonly SessionInput[] = ["open", "greeting", "negotiated", "close", "lost"];

/** The inputs that lead to each state. */
const pathTo: Readonly<Record<SessionState, readonly SessionInput[]>> = {
  disconnected: [],
  connecting: ["open"],
  negotiating: ["open", "greeting"],
  connected: ["open", "greeting", "negotiated"],
  closing: ["open", "close"],
};

function newProtocol(): { protocol: QmpProtocol; changes: string[] } {
  const changes: string[] = [];
  const output: ProtocolOutput = {
    send: () => undefined,
    prepareDescriptors: () => Promise.resolve(),
    sendWithDescriptors: () => Promise.resolve(),
    close: () => undefined,
  };
  const events: EventReceiver = { receive: () => true, gap: () => undefined, end: () => undefined };
  const protocol = new QmpProtocol(
    new SessionConfig({
      clock: new ManualClock(),
      capabilities: [],
      onProblem: () => undefined,
    }),
    output,
    events,
  );
  protocol.onState((state, previous) => changes.push(`${previous} -> ${state}`));
  return { protocol, changes };
}

function feed(protocol: QmpProtocol, input: SessionInput): void {
  if (input === "open") protocol.open(Infinity);
  else if (input === "greeting") protocol.message(greeting);
  else if (input === "negotiated") protocol.message('{"return": {}, "id": 0}');
  else if (input === "close") protocol.close();
  else protocol.connectionLost(new DisconnectedError("gone"));
}

describe("the state machine follows its transition table", () => {
  test.each(states.flatMap((state) => inputs.map((input) => ({ state, input }))))(
    "in the state $state on the input $input",
    ({ state, input }) => {
      const { protocol } = newProtocol();
      for (const step of pathTo[state]) feed(protocol, step);
      expect(protocol.state).toBe(state);
      feed(protocol, input);
      expect(protocol.state).toBe(transitions[state][input] ?? state);
    },
  );
});

test("a protocol reports each change of state once, with the previous state", () => {
  const { protocol, changes } = newProtocol();
  for (const input of ["open", "greeting", "negotiated", "close", "close", "lost", "lost"] as const) {
    feed(protocol, input);
  }
  expect(changes).toEqual([
    "disconnected -> connecting",
    "connecting -> negotiating",
    "negotiating -> connected",
    "connected -> closing",
    "closing -> disconnected",
  ]);
});

test("a protocol fails with a protocol violation on a second greeting", () => {
  const { protocol } = newProtocol();
  for (const input of ["open", "greeting", "negotiated", "greeting", "lost"] as const) feed(protocol, input);
  expect(protocol.failure).toBeInstanceOf(ProtocolViolationError);
});
