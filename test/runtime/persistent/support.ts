import { ConnectError, type TransportOpener } from "../../../runtime/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { greeting, ScriptedPeer, settle } from "../support/scripted-peer.js";

/** A scripted server that accepts any number of connections, and can be made unavailable. */
export class ScriptedServer {
  readonly clock = new ManualClock();
  readonly peers: ScriptedPeer[] = [];
  /** The number of attempts to connect. */
  attempts = 0;
  unavailable = false;

  readonly open: TransportOpener = (sink, signal) => {
    this.attempts++;
    if (this.unavailable) return Promise.reject(new ConnectError("connect-refused", "connection refused"));
    const peer = new ScriptedPeer();
    this.peers.push(peer);
    return peer.open(sink, signal);
  };

  /** The peer of the last connection. */
  get peer(): ScriptedPeer {
    const peer = this.peers.at(-1);
    if (peer === undefined) throw new Error("no connection was made");
    return peer;
  }

  /** Completes the negotiation of the last connection. */
  async welcome(): Promise<void> {
    await settle();
    this.peer.write(greeting);
    await settle();
    this.peer.reply("qmp_capabilities");
    await settle();
    this.clock.advance(0);
    await settle();
  }

  /** Ends the last connection with an error. */
  async drop(): Promise<void> {
    this.peer.disconnect(new Error("reset"));
    await settle();
  }

  async pass(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds);
    await settle();
  }

  /** The commands sent over the last connection, without `qmp_capabilities`. */
  get sent(): string[] {
    return this.peer.requests.map(({ execute }) => execute ?? "").filter((one) => one !== "qmp_capabilities");
  }
}
