import { defaultMessageLimit } from "../framing/message-limit.js";
import type { Protocol, ProtocolDescriptor } from "../protocol.js";
import { signalsCapability } from "../signals/capability.js";
import { realClock } from "./clock.js";
import type { Inspection } from "./inspection.js";
import { keptOnce } from "./kept-once.js";
import type { SessionObserver } from "./observer.js";
import { warn, type ProblemListener } from "./problems.js";
import type { CoreMaker, CoreOptions } from "./protocol-core.js";
import type { SessionSettings } from "./settings.js";
import type { CallTimeout } from "./timeouts.js";

/** What a session keeps to: what it was told when it was made, and what is meant where nothing was said. */
export interface SessionRules extends CoreOptions, Inspection {
  readonly core: CoreMaker;
  readonly protocol: Omit<ProtocolDescriptor<Protocol>, "types"> | undefined;
  readonly callTimeout: CallTimeout | undefined;
  /** Whether calls have timeouts that they do not name. */
  readonly timed: boolean;
  /** Whether what is done to messages takes the supplement, so that the session does not begin without. */
  readonly supplemented: boolean;
  readonly messageLimit: number;
  readonly observer: SessionObserver | undefined;
  readonly onProblem: ProblemListener;
}

const defaultCapabilities = ["oob", signalsCapability];

export function rulesOf<P extends Protocol>(settings: SessionSettings<P>, core: CoreMaker): SessionRules {
  const { capabilities = defaultCapabilities, protocol, callTimeout, validators, minimumVersion } = settings;
  return shared({
    core,
    protocol,
    clock: settings.clock ?? realClock,
    minimumVersion,
    capabilities: keptOnce(capabilities),
    defaultConnections: settings.defaultConnections ?? true,
    callTimeout,
    timed: (callTimeout ?? protocol?.timeouts) !== undefined,
    supplemented: (validators ?? minimumVersion ?? protocol?.base64 ?? settings.observer) !== undefined,
    messageLimit: settings.messageLimit ?? defaultMessageLimit,
    validators,
    validation: settings.validate ?? "sent",
    observer: settings.observer,
    onProblem: settings.onProblem ?? warn,
  });
}

let latest: WeakRef<SessionRules> | undefined;

/** The rules of the session before, if these are the same: thousands of sessions may be made alike. */
function shared(rules: SessionRules): SessionRules {
  const before = latest?.deref();
  if (
    before !== undefined &&
    Object.entries(rules).every(([name, rule]) => Reflect.get(before, name) === rule)
  )
    return before;
  latest = new WeakRef(rules);
  return rules;
}
