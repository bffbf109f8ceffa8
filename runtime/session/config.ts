import { checkDuration, systemClock, type Clock } from "../clock.js";
import type { QapiError } from "../errors/index.js";
import { defaultMessageLimit } from "../framing/frame-sink.js";
import type { Protocol, ProtocolDescriptor } from "../protocol.js";
import { signalsCapability } from "../signals/accessor.js";
import type { CallTimeout } from "./call-options.js";
import type { MinimumVersion } from "./greeting.js";
import {
  problemReporter,
  type ProblemListener,
  type ProblemReporter,
  type SessionObserver,
} from "../observe/session-observer.js";
import type { SessionSettings, Validation, Validators } from "./session-options.js";

const defaultReadTimeout = 30_000;
const defaultCapabilities = ["oob", signalsCapability];

type AnyDescriptor = Omit<ProtocolDescriptor<Protocol>, "types">;
type AnySettings = Omit<SessionSettings, "protocol"> & { readonly protocol?: AnyDescriptor };

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
    this.callTimeout = settings.callTimeout;
    this.readTimeout = checkTimeouts(settings);
    this.messageLimit = settings.messageLimit ?? defaultMessageLimit;
    this.maxInFlight = checkMaxInFlight(settings.maxInFlight);
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
 * Returns the timeout of commands that only read, in milliseconds.
 * @throws TypeError or RangeError if a timeout is not a valid number of milliseconds.
 */
function checkTimeouts({
  callTimeout,
  readTimeout,
}: Pick<AnySettings, "callTimeout" | "readTimeout">): number {
  const ofCalls = typeof callTimeout === "function" ? undefined : callTimeout;
  checkDuration(ofCalls, "callTimeout");
  checkDuration(readTimeout, "readTimeout");
  return readTimeout ?? ofCalls ?? defaultReadTimeout;
}

/**
 * Returns the limit on the calls in flight.
 * @throws TypeError if it is not a number; RangeError if it is not a positive integer or Infinity.
 */
export function checkMaxInFlight(value: number = Infinity): number {
  if (typeof value !== "number") throw new TypeError("maxInFlight is not a number");
  if (value === Infinity || (Number.isInteger(value) && value > 0)) return value;
  throw new RangeError(`maxInFlight is ${value}, not a positive integer or Infinity`);
}
