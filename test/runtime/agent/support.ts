import {
  connectAgent,
  type AnyProtocol,
  type Protocol,
  type QapiError,
  type Session,
} from "../../../runtime/index.js";
import type { AgentOptions } from "../../../runtime/agent/connect-agent.js";
import type { SessionSettings } from "../../../runtime/session/session-options.js";
import { ManualClock } from "../support/manual-clock.js";
import { ScriptedPeer, settle } from "../support/scripted-peer.js";

/** The token of the last synchronisation request. */
export function token(peer: ScriptedPeer): number {
  const { id } = peer.request("guest-sync-delimited").arguments as { id: number };
  return id;
}

/** The number of synchronisation requests. */
export function attempts(peer: ScriptedPeer): number {
  return peer.requests.filter(({ execute }) => execute === "guest-sync-delimited").length;
}

export const parseError = { error: { class: "GenericError", desc: "JSON parse error, stray" } };

/** Answers the last synchronisation request like an agent, which first reports the 0xFF as an error. */
export function synchronise(peer: ScriptedPeer): void {
  peer.write(parseError, `\u00ff${JSON.stringify({ return: token(peer) })}\n`);
}

export interface Connecting<P extends Protocol> {
  readonly connecting: Promise<Session<P>>;
  readonly peer: ScriptedPeer;
  readonly clock: ManualClock;
  readonly problems: QapiError[];
}

export function startConnecting<P extends Protocol = AnyProtocol>(
  settings: SessionSettings<P> & Pick<AgentOptions, "syncInterval"> = {},
): Connecting<P> {
  const peer = new ScriptedPeer();
  const clock = new ManualClock();
  const problems: QapiError[] = [];
  const onProblem = (problem: QapiError): void => {
    problems.push(problem);
  };
  const connecting = connectAgent<P>({ transport: peer.open, clock, onProblem, ...settings });
  return { connecting, peer, clock, problems };
}

/** A session that is synchronised with an agent. */
export async function connectedAgent<P extends Protocol = AnyProtocol>(
  settings: SessionSettings<P> & Pick<AgentOptions, "syncInterval"> = {},
): Promise<Connecting<P> & { readonly session: Session<P> }> {
  const started = startConnecting(settings);
  await settle();
  synchronise(started.peer);
  return { ...started, session: await started.connecting };
}
