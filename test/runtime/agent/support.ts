import {
  connectAgent,
  type AgentSettings,
  type AnyProtocol,
  type Protocol,
  type QapiError,
  type SessionSettings,
  type Session,
} from "../../../runtime/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { ScriptedPeer, settle } from "../support/scripted-peer.js";

/** The last synchronisation that the peer was asked for. */
export function token(peer: ScriptedPeer): number {
  const { id } = peer.request("guest-sync-delimited").arguments as { id: number };
  return id;
}

/** How often the peer was asked for a synchronisation. */
export function attempts(peer: ScriptedPeer): number {
  return peer.requests.filter(({ execute }) => execute === "guest-sync-delimited").length;
}

export const parseError = { error: { class: "GenericError", desc: "JSON parse error, stray" } };

/** Answers the last synchronisation as an agent does, which complains of the 0xFF first. */
export function synchronises(peer: ScriptedPeer): void {
  peer.says(parseError, `\u00ff${JSON.stringify({ return: token(peer) })}\n`);
}

export interface Connecting<P extends Protocol> {
  readonly connecting: Promise<Session<P>>;
  readonly peer: ScriptedPeer;
  readonly clock: ManualClock;
  readonly problems: QapiError[];
}

export function begin<P extends Protocol = AnyProtocol>(
  settings: SessionSettings<P> & AgentSettings = {},
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

/** A session that an agent has synchronised with. */
export async function agent<P extends Protocol = AnyProtocol>(
  settings: SessionSettings<P> & AgentSettings = {},
): Promise<Connecting<P> & { readonly session: Session<P> }> {
  const begun = begin(settings);
  await settle();
  synchronises(begun.peer);
  return { ...begun, session: await begun.connecting };
}
