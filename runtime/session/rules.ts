import { supplier } from "#supplier";
import { defaultMessageLimit } from "../framing/message-limit.js";
import type { Protocol } from "../protocol.js";
import { signalsCapability } from "../signals/capability.js";
import { systemClock } from "../clock.js";
import { warn } from "./problems.js";
import type { CoreMaker } from "./protocol-core.js";
import type { SessionSettings } from "./settings.js";
import { kept } from "./kept.js";
import type { SessionRules } from "./session-rules.js";

const defaultCapabilities = ["oob", signalsCapability];

export function rulesOf<P extends Protocol>(settings: SessionSettings<P>, core: CoreMaker): SessionRules {
  const { capabilities = defaultCapabilities, protocol, callTimeout, validators, minimumVersion } = settings;
  const rules: SessionRules = {
    core,
    protocol,
    clock: settings.clock ?? systemClock,
    minimumVersion,
    capabilities: kept(capabilities),
    defaultConnections: settings.defaultConnections ?? true,
    callTimeout,
    timed: (callTimeout ?? protocol?.timeouts) !== undefined,
    supplemented: (validators ?? minimumVersion ?? protocol?.base64 ?? settings.observer) !== undefined,
    messageLimit: settings.messageLimit ?? defaultMessageLimit,
    validators,
    validation: settings.validate ?? "sent",
    observer: settings.observer,
    onProblem: settings.onProblem ?? warn,
  };
  return supplier.now?.shared(rules) ?? rules;
}
