import { checkDuration, checkLimit, type Clock, systemClock } from "../clock.js";
import type { QapiError } from "../errors/index.js";
import { defaultMessageLimit } from "../framing/line-framer.js";
import {
  type ProblemListener,
  problemReporter,
  type ProblemReporter,
  type SessionObserver,
} from "../observe/session-observer.js";
import type {
  AnyProtocol,
  CapabilityName,
  CommandName,
  EventName,
  Protocol,
  ProtocolDescriptor,
} from "../protocol.js";
import { signalsCapability } from "../signals/accessor.js";
import type { Target } from "../transport/targets.js";
import type { ValidationIssue } from "../validation/validate.js";
import type { CallTimeout } from "./call-options.js";
import type { MinimumVersion } from "./greeting.js";

/** The exports of a generated module of validators, as in `import * as validators from "qapi-ts/qmp/validators"`. */
export interface Validators<P extends Protocol = AnyProtocol> {
  validateArguments(command: CommandName<P>, value: unknown): ValidationIssue | undefined;
  validateReturn(command: CommandName<P>, value: unknown): ValidationIssue | undefined;
  validateEvent(event: EventName<P>, data: unknown): ValidationIssue | undefined;
}

/** What a session validates: the arguments it sends, or also what it receives. */
type Validation = "sent" | "both";

/** Options of a session, apart from where the server is. */
export interface SessionSettings<P extends Protocol = AnyProtocol> {
  /** The protocol, as generated code exports it. Default: any command and event by name, untyped. */
  readonly protocol?: ProtocolDescriptor<P> | undefined;
  /**
   * The limit until the session is connected, in milliseconds: opening the transport, the greeting and the negotiation
   * together. Default: 10,000; Infinity for none.
   */
  readonly timeout?: number | undefined;
  /**
   * Connects again while no server listens at the path or port, until `timeout`: for a server that is starting. Default:
   * false, which rejects at once with `connect-refused`.
   */
  readonly waitForServer?: boolean | undefined;
  /** Gives up connecting when the signal fires. It does not affect a connected session. */
  readonly signal?: AbortSignal | undefined;
  /** The capabilities to enable if the server offers them. Default: `["oob", "signals"]`. */
  readonly capabilities?: readonly CapabilityName<NoInfer<P>>[] | undefined;
  /** The oldest version that the server may have; an older one is rejected with a VersionError. Default: none. */
  readonly minimumVersion?: MinimumVersion | undefined;
  /**
   * False requests a server with the capability `signals` to drop the default connections of events: it then sends only
   * the events of accessor connections. Other servers receive no request, and send every event. Default: true.
   */
  readonly defaultConnections?: boolean | undefined;
  /**
   * The timeout of calls without their own: milliseconds, or a function of the command. A function decides for every
   * command. A number applies to those for which neither the protocol nor `readTimeout` has a timeout. Default: none;
   * Infinity for none.
   */
  readonly callTimeout?: CallTimeout<CommandName<NoInfer<P>>> | undefined;
  /**
   * The timeout of commands that only read, in milliseconds, as the protocol lists them. It counts from the call, and
   * includes the wait for earlier calls and for a connection. Default: `callTimeout` if that is a number, else 30,000;
   * Infinity for none.
   */
  readonly readTimeout?: number | undefined;
  /** Validators of the protocol, as generated code exports them from a separate module. Default: none. */
  readonly validators?: Validators<NoInfer<P>> | undefined;
  /**
   * What the validators check: `"sent"`, the arguments of commands before they are sent; `"both"`, also what the server
   * sends. An invalid reply rejects its call; an invalid event is reported to `onProblem` and not delivered.
   * Default: `"sent"`.
   */
  readonly validate?: Validation | undefined;
  /** The most characters of a message from the server; a longer one ends the session. Default: 64 MiB. */
  readonly messageLimit?: number | undefined;
  /**
   * The most calls that are sent and not answered, out-of-band calls included; further calls wait. With 1, each request is
   * also a write by itself: set it for a server that takes one request per read, such as libvirt's `virt-qemu-qmp-proxy`.
   * Default: Infinity.
   */
  readonly maxInFlight?: number | undefined;
  /** Receives the errors that have no caller. Default: prints them with `console.warn`. */
  readonly onProblem?: ProblemListener | undefined;
  /** Observes the session for logs, transcripts, traces and counters; `observe` creates one. Default: none. */
  readonly observer?: SessionObserver | undefined;
  /** Schedules the timeouts of the session and of everything that waits with it. Default: the platform's timers. */
  readonly clock?: Clock | undefined;
}

/** Options of `connect`: where the server is, and how to talk to it. */
export type SessionOptions<P extends Protocol = AnyProtocol> = Target & SessionSettings<P>;

const defaultReadTimeout = 30_000;
const defaultCapabilities = ["oob", signalsCapability];

type AnyDescriptor = Omit<ProtocolDescriptor<Protocol>, "types">;
interface AnySettings extends Omit<SessionSettings, "protocol" | "callTimeout"> {
  readonly protocol?: AnyDescriptor | undefined;
  readonly callTimeout?: CallTimeout<never> | undefined;
}

type LimitSettings = Pick<
  AnySettings,
  "timeout" | "callTimeout" | "readTimeout" | "messageLimit" | "maxInFlight"
>;

/** The options of a session with their defaults. */
export class SessionConfig implements ProblemReporter {
  readonly protocol: AnyDescriptor | undefined;
  readonly clock: Clock;
  readonly capabilities: readonly string[];
  readonly minimumVersion: MinimumVersion | undefined;
  readonly defaultConnections: boolean;
  readonly callTimeout: CallTimeout | undefined;
  readonly readTimeout: number;
  readonly messageLimit: number;
  readonly maxInFlight: number;
  readonly waitForServer: boolean;
  readonly validators: Validators | undefined;
  readonly validation: Validation;
  readonly observer: SessionObserver | undefined;
  readonly #reportProblem: ProblemListener;

  constructor(settings: AnySettings) {
    this.protocol = settings.protocol;
    this.clock = settings.clock ?? systemClock;
    this.capabilities = settings.capabilities ?? defaultCapabilities;
    this.minimumVersion = settings.minimumVersion;
    this.defaultConnections = settings.defaultConnections ?? true;
    // The commands that the session calls are of its protocol.
    this.callTimeout = settings.callTimeout as CallTimeout | undefined;
    checkSettings(settings);
    this.readTimeout = readTimeoutOf(settings);
    this.messageLimit = settings.messageLimit ?? defaultMessageLimit;
    this.maxInFlight = settings.maxInFlight ?? Infinity;
    this.waitForServer = settings.waitForServer ?? false;
    this.validators = settings.validators;
    this.validation = settings.validate ?? "sent";
    this.#reportProblem = problemReporter(settings.onProblem);
    this.observer = settings.observer?.guarded(this.#reportProblem);
  }

  reportProblem(error: QapiError): void {
    this.observer?.problem(error);
    this.#reportProblem(error);
  }
}

/**
 * Checks the durations and limits of a session, before anything is opened or started for it.
 * @throws TypeError or RangeError as {@link checkDuration}; RangeError if `maxInFlight` is not a positive integer or Infinity.
 */
export function checkSettings(settings: LimitSettings): void {
  const { timeout, callTimeout, readTimeout, messageLimit, maxInFlight } = settings;
  checkDuration(timeout);
  if (typeof callTimeout !== "function") checkDuration(callTimeout, "callTimeout");
  checkDuration(readTimeout, "readTimeout");
  checkLimit(messageLimit, "messageLimit");
  checkLimit(maxInFlight, "maxInFlight");
  if (maxInFlight === undefined || maxInFlight === Infinity) return;
  if (Number.isInteger(maxInFlight) && maxInFlight > 0) return;
  throw new RangeError(`maxInFlight is ${maxInFlight}, not a positive integer or Infinity`);
}

/** Returns the timeout of commands that only read, in milliseconds. */
function readTimeoutOf({ callTimeout, readTimeout }: LimitSettings): number {
  return readTimeout ?? (typeof callTimeout === "number" ? callTimeout : defaultReadTimeout);
}
