import { ConnectError, type TransportOpener } from "../../../runtime/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { greeting, ScriptedPeer, settle } from "../support/scripted-peer.js";

/** A server that can be connected to again and again, and that can be away. */
export class Place {
  readonly clock = new ManualClock();
  readonly peers: ScriptedPeer[] = [];
  /** How often somebody tried to connect. */
  attempts = 0;
  away = false;

  readonly open: TransportOpener = (sink, signal) => {
    this.attempts++;
    if (this.away) return Promise.reject(new ConnectError("connect-refused", "nobody listens"));
    const peer = new ScriptedPeer();
    this.peers.push(peer);
    return peer.open(sink, signal);
  };

  /** The peer of the last connection. */
  get peer(): ScriptedPeer {
    const peer = this.peers.at(-1);
    if (peer === undefined) throw new Error("nobody has connected");
    return peer;
  }

  /** Greets whoever has connected last, and negotiates. */
  async welcome(): Promise<void> {
    await settle();
    this.peer.says(greeting);
    await settle();
    this.peer.returns("qmp_capabilities");
    await settle();
    this.clock.advance(0);
    await settle();
  }

  /** The connection is lost. */
  async drop(): Promise<void> {
    this.peer.dies(new Error("reset"));
    await settle();
  }

  async pass(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds);
    await settle();
  }

  /** The commands that were sent over the last connection, the negotiation excepted. */
  get sent(): string[] {
    return this.peer.requests.map(({ execute }) => execute ?? "").filter((one) => one !== "qmp_capabilities");
  }
}
