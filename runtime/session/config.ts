import { systemClock, type Clock } from "../clock.js";
import type { QapiError } from "../errors/index.js";
import { defaultMessageLimit } from "../framing/frame-sink.js";
import type { Protocol, ProtocolDescriptor } from "../protocol.js";
import { signalsCapability } from "../signals/capability.js";
import type { CallTimeout } from "./call-options.js";
import type { MinimumVersion } from "./greeting.js";
import { warn, type SessionObserver } from "./observer.js";
import type { SessionSettings, Validation, Validators } from "./session-options.js";

const defaultCapabilities = ["oob", signalsCapability];

/** The options of a session with their defaults. */
export interface SessionConfig {
  readonly protocol: Omit<ProtocolDescriptor<Protocol>, "types"> | undefined;
  readonly clock: Clock;
  readonly capabilities: readonly string[];
  readonly minimumVersion: MinimumVersion | undefined;
  readonly defaultConnections: boolean;
  readonly callTimeout: CallTimeout | undefined;
  readonly messageLimit: number;
  readonly validators: Validators | undefined;
  readonly validation: Validation;
  readonly observer: SessionObserver | undefined;
  /** Reports an error that has no caller, to the observer and to `onProblem`. */
  readonly reportProblem: (error: QapiError) => void;
}

export function sessionConfig<P extends Protocol>(settings: SessionSettings<P>): SessionConfig {
  const { observer, onProblem = warn } = settings;
  return {
    protocol: settings.protocol,
    clock: settings.clock ?? systemClock,
    capabilities: settings.capabilities ?? defaultCapabilities,
    minimumVersion: settings.minimumVersion,
    defaultConnections: settings.defaultConnections ?? true,
    callTimeout: settings.callTimeout,
    messageLimit: settings.messageLimit ?? defaultMessageLimit,
    validators: settings.validators,
    validation: settings.validate ?? "sent",
    observer,
    reportProblem: (error) => {
      observer?.problem(error);
      onProblem(error);
    },
  };
}
