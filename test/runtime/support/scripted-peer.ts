import {
  connect,
  type AnyProtocol,
  type Protocol,
  type QapiError,
  type SessionSettings,
  type Transport,
  type TransportOpener,
  type TransportSink,
  type Session,
} from "../../../runtime/index.js";
import { ValueFramer } from "../../../runtime/framing/value-framer.js";
import { ManualClock } from "./manual-clock.js";
import { settle } from "./settle.js";

export { settle } from "./settle.js";

export const greeting =
  '{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}, "package": ""}, "capabilities": ["oob"]}}\r\n';

/** A request, as the server sees it. */
export interface Sent {
  readonly execute?: string;
  readonly "exec-oob"?: string;
  readonly arguments?: object;
  readonly id: number;
}

/** The other end of a connection, which says exactly what a test makes it say. */
export class ScriptedPeer implements Transport {
  #sink: TransportSink | undefined;
  #received = "";
  /** How often the session hung up. */
  hangUps = 0;
  /** Whether a hang-up ends the connection at once, as a good transport's does. */
  endsOnHangUp = true;

  readonly open: TransportOpener = (sink) => {
    this.#sink = sink;
    return Promise.resolve(this);
  };

  send(text: string): Promise<void> {
    this.#received += text;
    return Promise.resolve();
  }

  close(): void {
    this.hangUps++;
    if (this.endsOnHangUp) this.dies();
  }

  /** All that the session sent, as it came. */
  get text(): string {
    return this.#received;
  }

  get requests(): readonly Sent[] {
    const found: Sent[] = [];
    const message = (text: string): boolean => {
      found.push(JSON.parse(text) as Sent);
      return true;
    };
    const nothing = (): void => undefined;
    new ValueFramer({ message, malformed: nothing, tooLong: nothing }, Infinity).push(this.#received);
    return found;
  }

  /** The last request of this command. */
  request(command: string): Sent {
    const found = this.requests.findLast((sent) => (sent.execute ?? sent["exec-oob"]) === command);
    if (found === undefined) throw new Error(`${command} was not sent; sent was: ${this.#received}`);
    return found;
  }

  says(...messages: readonly (object | string)[]): void {
    const texts = messages.map((one) => (typeof one === "string" ? one : `${JSON.stringify(one)}\r\n`));
    this.#sink?.data(texts.join(""));
  }

  returns(command: string, value: unknown = {}): void {
    this.says({ return: value, id: this.request(command).id });
  }

  dies(reason?: Error): void {
    this.#sink?.closed(reason);
  }
}

/** A session under test, and what is around it. */
export interface Fixture<P extends Protocol = AnyProtocol> {
  readonly session: Session<P>;
  readonly peer: ScriptedPeer;
  readonly clock: ManualClock;
  readonly problems: QapiError[];
}

/** A session that a scripted peer has greeted and negotiated with. */
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
  peer.says(greeting);
  await settle();
  peer.returns("qmp_capabilities");
  const session = await connecting;
  clock.advance(0);
  return { session, peer, clock, problems };
}

/** What a promise is rejected with; fails the test when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("the promise was not rejected");
}
