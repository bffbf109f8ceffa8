import type { AnyProtocol, Protocol, ProtocolDescriptor } from "../protocol.js";
import type { Target } from "../transport/targets.js";
import type { CallTimeout } from "./timeouts.js";
import type { Clock } from "../clock.js";
import type { SessionObserver } from "./observer.js";
import type { ProblemListener } from "./problems.js";
import type { Validation, Validators } from "./inspection.js";
import type { MinimumVersion } from "./minimum-version.js";

/** How to connect, wherever it is to. */
export interface SessionSettings<P extends Protocol = AnyProtocol> {
  /** The protocol that is spoken: generated code exports it. Without it any name goes, and nothing is typed. */
  readonly protocol?: ProtocolDescriptor<P>;
  /**
   * How long it may take until the session is ready, in milliseconds: connecting, the greeting and the
   * negotiation together. 10,000 where it is left out; Infinity for no limit.
   */
  readonly timeout?: number;
  /** Gives up connecting when it fires. It has no bearing on a session that is ready. */
  readonly signal?: AbortSignal;
  /**
   * The capabilities to enable where the server offers them: `["oob", "signals"]` where it is left out; `[]`
   * refuses all.
   */
  readonly capabilities?: readonly string[];
  /** The least version that the server must have; an older one is refused with a VersionError. */
  readonly minimumVersion?: MinimumVersion;
  /**
   * False asks a server that knows signals to drop the events' default connections: only what was connected
   * through an accessor comes then. Any other server is not asked, and sends every event.
   */
  readonly defaultConnections?: boolean;
  /**
   * The timeout of each call that names none of its own, in milliseconds, or a function that tells it by the
   * command. A number gives way to the protocol's `timeouts`, a function goes before them; Infinity is none.
   */
  readonly callTimeout?: CallTimeout;
  /** Validators of the protocol, which generated code exports in a module of their own; without it, none are applied. */
  readonly validators?: Validators;
  /**
   * What the validators are applied to: the arguments of commands before they leave, which is what they do where this
   * is left out; or what the server sends too. A reply that is not right fails its call, an event that is not right goes
   * to `onProblem` and to no listener.
   */
  readonly validate?: Validation;
  /** The most characters that a message of the server's may have; 64 MiB where it is left out. */
  readonly messageLimit?: number;
  /** Told of what is no caller's to hear of; where it is left out, `console.warn` is. */
  readonly onProblem?: ProblemListener;
  /** Sees what happens, for logs, transcripts, traces and counters: `observe` makes one. */
  readonly observer?: SessionObserver;
  /** The passing of time; the real one, where it is left out. */
  readonly clock?: Clock;
}

/** What `connect` takes. */
export type SessionOptions<P extends Protocol = AnyProtocol> = Target & SessionSettings<P>;
