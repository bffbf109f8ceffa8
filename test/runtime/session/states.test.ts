import { describe, expect, test } from "vitest";
import { DisconnectedError, ProtocolViolationError } from "../../../runtime/index.js";
import { SessionCore } from "../../../runtime/session/core.js";
import { transitions, type SessionInput, type SessionState } from "../../../runtime/session/states.js";
import { ManualClock } from "../support/manual-clock.js";
import { greeting } from "../support/scripted-peer.js";

const states = Object.keys(transitions) as SessionState[];
const inputs: readonly SessionInput[] = ["open", "greeting", "negotiated", "close", "lost"];

/** How a core is brought to a state. */
const ways: Readonly<Record<SessionState, readonly SessionInput[]>> = {
  disconnected: [],
  connecting: ["open"],
  negotiating: ["open", "greeting"],
  connected: ["open", "greeting", "negotiated"],
  closing: ["open", "close"],
};

function newCore(): { core: SessionCore; moves: string[] } {
  const moves: string[] = [];
  const core = new SessionCore(
    { clock: new ManualClock(), capabilities: [], defaultConnections: true },
    {
      send: () => undefined,
      hangUp: () => undefined,
      event: () => undefined,
      released: () => undefined,
      moved: (state, previous) => moves.push(`${previous} -> ${state}`),
      problem: () => undefined,
    },
  );
  return { core, moves };
}

function give(core: SessionCore, input: SessionInput): void {
  if (input === "open") core.open(Infinity);
  else if (input === "greeting") core.received(greeting);
  else if (input === "negotiated") core.received('{"return": {}, "id": 0}');
  else if (input === "close") core.close();
  else core.lost(new DisconnectedError("gone"));
}

describe("every state and every input", () => {
  test.each(states.flatMap((state) => inputs.map((input) => ({ state, input }))))(
    "$state, given $input",
    ({ state, input }) => {
      const { core } = newCore();
      for (const step of ways[state]) give(core, step);
      expect(core.state).toBe(state);
      give(core, input);
      expect(core.state).toBe(transitions[state][input] ?? state);
    },
  );
});

test("each move is told, once, with where it came from", () => {
  const { core, moves } = newCore();
  for (const input of ["open", "greeting", "negotiated", "close", "close", "lost", "lost"] as const) {
    give(core, input);
  }
  expect(moves).toEqual([
    "disconnected -> connecting",
    "connecting -> negotiating",
    "negotiating -> connected",
    "connected -> closing",
    "closing -> disconnected",
  ]);
});

test("a second greeting is the failure that the session died of", () => {
  const { core } = newCore();
  for (const input of ["open", "greeting", "negotiated", "greeting", "lost"] as const) give(core, input);
  expect(core.failure).toBeInstanceOf(ProtocolViolationError);
});
