import {
  connect,
  type AnyProtocol,
  type Protocol,
  type QapiError,
  type Transport,
  type TransportOpener,
  type TransportSink,
  type Session,
} from "../../../runtime/index.js";
import type { SessionSettings } from "../../../runtime/session/session-options.js";
import { parseValue } from "../../../runtime/framing/json-value.js";
import { ValueFramer } from "../../../runtime/framing/value-framer.js";
import { bytesOf } from "../../../runtime/transport/transport.js";
import { ManualClock } from "./manual-clock.js";
import { settle } from "./settle.js";

export { settle } from "./settle.js";

export const greeting =
  '{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}, "package": ""}, "capabilities": ["oob"]}}\r\n';

/** A request that the session sent. */
export interface Sent {
  readonly execute?: string;
  readonly "exec-oob"?: string;
  readonly arguments?: object;
  readonly id: number;
}

/** The server side of a connection, controlled by a test. */
export class ScriptedPeer implements Transport {
  #sink: TransportSink | undefined;
  #received = "";
  /** How often the session closed the transport. */
  closeCount = 0;
  /** Whether closing ends the connection immediately, as it should. */
  endsOnClose = true;

  readonly open: TransportOpener = (sink) => {
    this.#sink = sink;
    return Promise.resolve(this);
  };

  send(text: string): Promise<void> {
    this.#received += text;
    return Promise.resolve();
  }

  close(): void {
    this.closeCount++;
    if (this.endsOnClose) this.disconnect();
  }

  /** All text that the session sent. */
  get text(): string {
    return this.#received;
  }

  get requests(): readonly Sent[] {
    const found: Sent[] = [];
    const value = (bytes: Uint8Array): void => {
      found.push(parseValue(bytes) as Sent);
    };
    const nothing = (): void => undefined;
    new ValueFramer({ value, malformed: nothing, tooLong: nothing }, Infinity).push(bytesOf(this.#received));
    return found;
  }

  /** The last request of a command. */
  request(command: string): Sent {
    const found = this.requests.findLast((sent) => (sent.execute ?? sent["exec-oob"]) === command);
    if (found === undefined) throw new Error(`${command} was not sent; the session sent: ${this.#received}`);
    return found;
  }

  write(...messages: readonly (object | string)[]): void {
    const texts = messages.map((message) =>
      typeof message === "string" ? message : `${JSON.stringify(message)}\r\n`,
    );
    this.#sink?.data(texts.join(""));
  }

  reply(command: string, value: unknown = {}): void {
    this.write({ return: value, id: this.request(command).id });
  }

  disconnect(reason?: Error): void {
    this.#sink?.closed(reason);
  }
}

/** A session under test with its peer, clock and reported problems. */
export interface Fixture<P extends Protocol = AnyProtocol> {
  readonly session: Session<P>;
  readonly peer: ScriptedPeer;
  readonly clock: ManualClock;
  readonly problems: QapiError[];
}

/** Connects a session to a scripted peer. */
export async function connected<P extends Protocol = AnyProtocol>(
  settings: SessionSettings<P> = {},
): Promise<Fixture<P>> {
  const peer = new ScriptedPeer();
  const clock = new ManualClock();
  const problems: QapiError[] = [];
  const onProblem = (problem: QapiError): void => {
    problems.push(problem);
  };
  const connecting = connect<P>({ transport: peer.open, clock, onProblem, ...settings });
  await settle();
  peer.write(greeting);
  await settle();
  peer.reply("qmp_capabilities");
  const session = await connecting;
  clock.advance(0);
  return { session, peer, clock, problems };
}

/** Returns the error of a rejected promise. Fails the test if the promise is fulfilled. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("the promise was not rejected");
}
