import type { QapiError } from "../errors/base.js";
import type { JsonObject } from "../json/guards.js";
import type { Call } from "./call.js";
import type { Clock } from "../clock.js";
import type { Greeting } from "./greeting.js";
import type { MinimumVersion } from "./minimum-version.js";
import type { SessionState } from "./states.js";

/** What the core asks of the world. */
export interface CoreEffects {
  /** Sends text; `written` is called when it has left. */
  send(text: string, written?: () => void): void;
  /** Ends the connection; the core is told by `lost` when it has ended. */
  hangUp(): void;
  /** An event came; it is looked at more closely where somebody listens. */
  event(message: JsonObject): void;
  /** The same of several that came before anybody could listen, and before all that comes now. */
  released(messages: readonly JsonObject[]): void;
  moved(state: SessionState, previous: SessionState): void;
  /** Something went wrong that is no caller's to hear of. */
  problem(error: QapiError): void;
}

export interface CoreOptions {
  readonly clock: Clock;
  /** The capabilities to enable where the server offers them. */
  readonly capabilities: readonly string[];
  /** The least version that the server must have. */
  readonly minimumVersion?: MinimumVersion | undefined;
  /** Whether the events' default connections are wanted. */
  readonly defaultConnections: boolean;
}

/** The rules of a protocol, as the session around them sees it: that of QMP, or that of the guest agent. */
export interface ProtocolCore {
  readonly state: SessionState;
  readonly greeting: Greeting | undefined;
  readonly capabilities: readonly string[];
  /** Whether no call is outstanding. */
  readonly idle: boolean;
  /** Whether messages go straight to whom they are for, so that they need not be parsed as a whole. */
  readonly delivering: boolean;
  /** What the session died of; undefined while it lives, and when it was closed. */
  readonly failure: QapiError | undefined;
  open(timeout: number): void;
  reached(): void;
  /** @returns false when it is no JSON, undefined when it takes the supplement, which is not there. */
  received(text: string, short?: boolean): boolean | undefined;
  /** Takes what a message was found to be that was not parsed as a whole. @returns false when it is nobody's. */
  returned(id: number, value: unknown): boolean;
  malformed(text: string): void;
  submit(call: Call): void;
  cancel(call: Call, error: QapiError): void;
  /** A call that was not ready is. */
  resume(): void;
  fail(error: QapiError): void;
  close(): void;
  lost(reason: QapiError): void;
}

/** Makes the core of a session. */
export type CoreMaker = (options: CoreOptions, effects: CoreEffects) => ProtocolCore;
