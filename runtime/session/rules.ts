import { defaultMessageLimit } from "../framing/line-framer.js";
import { base64Codec, type Codec } from "../json/base64.js";
import type { Protocol } from "../protocol.js";
import { signalsCapability } from "../signals/capability.js";
import { realClock } from "./clock.js";
import { Inspection } from "./inspection.js";
import type { SessionObserver } from "./observer.js";
import { warn, type ProblemListener } from "./problems.js";
import type { CoreMaker, CoreOptions } from "./protocol-core.js";
import type { SessionSettings } from "./settings.js";
import { timeouts } from "./timeouts.js";

/** What a session keeps to: what it was told when it was made, and what is meant where nothing was said. */
export interface SessionRules extends CoreOptions {
  readonly core: CoreMaker;
  /** Undefined where nothing is validated. */
  readonly inspection: Inspection | undefined;
  /** Turns bytes into base64 and back, where the protocol has such members. */
  readonly codec: Codec | undefined;
  /** The commands that get no reply when they succeed. */
  readonly noReply: readonly string[];
  readonly timeoutOf: (command: string) => number | undefined;
  readonly messageLimit: number;
  readonly observer: SessionObserver | undefined;
  readonly onProblem: ProblemListener;
}

const defaultCapabilities = ["oob", signalsCapability];
const nothing: readonly string[] = [];

export function rulesOf<P extends Protocol>(settings: SessionSettings<P>, core: CoreMaker): SessionRules {
  const { protocol, validators } = settings;
  return {
    core,
    clock: settings.clock ?? realClock,
    minimumVersion: settings.minimumVersion,
    capabilities: settings.capabilities ?? defaultCapabilities,
    defaultConnections: settings.defaultConnections ?? true,
    noReply: protocol?.noReply ?? nothing,
    timeoutOf: timeouts(settings.callTimeout, protocol?.timeouts),
    messageLimit: settings.messageLimit ?? defaultMessageLimit,
    inspection: validators && new Inspection(validators, settings.validate),
    codec: protocol?.base64 && base64Codec(protocol.base64),
    observer: settings.observer,
    onProblem: settings.onProblem ?? warn,
  };
}
