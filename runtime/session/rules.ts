import { defaultMessageLimit } from "../framing/line-framer.js";
import type { Codec } from "../json/base64.js";
import type { Protocol } from "../protocol.js";
import { signalsCapability } from "../signals/capability.js";
import { realClock } from "./clock.js";
import type { Inspection } from "./inspection.js";
import type { SessionObserver } from "./observer.js";
import { warn, type ProblemListener } from "./problems.js";
import type { CoreMaker, CoreOptions } from "./protocol-core.js";
import type { SessionSettings } from "./settings.js";
import { timeouts } from "./timeouts.js";

/** What few sessions need, and is loaded for those that do. */
export interface Extras {
  /** Where something is validated. */
  readonly inspection?: Inspection | undefined;
  /** Turns bytes into base64 and back, where the protocol has such members. */
  readonly codec?: Codec | undefined;
}

/** What a session keeps to: what it was told when it was made, and what is meant where nothing was said. */
export interface SessionRules extends CoreOptions, Extras {
  readonly core: CoreMaker;
  /** The commands that get no reply when they succeed. */
  readonly noReply: readonly string[];
  readonly timeoutOf: (command: string) => number | undefined;
  readonly messageLimit: number;
  readonly observer: SessionObserver | undefined;
  readonly onProblem: ProblemListener;
}

const defaultCapabilities = ["oob", signalsCapability];
const nothing: readonly string[] = [];

export function rulesOf<P extends Protocol>(
  settings: SessionSettings<P>,
  core: CoreMaker,
  { inspection, codec }: Extras = {},
): SessionRules {
  const { protocol } = settings;
  return {
    core,
    clock: settings.clock ?? realClock,
    minimumVersion: settings.minimumVersion,
    capabilities: settings.capabilities ?? defaultCapabilities,
    defaultConnections: settings.defaultConnections ?? true,
    noReply: protocol?.noReply ?? nothing,
    timeoutOf: timeouts(settings.callTimeout, protocol?.timeouts),
    messageLimit: settings.messageLimit ?? defaultMessageLimit,
    inspection,
    codec,
    observer: settings.observer,
    onProblem: settings.onProblem ?? warn,
  };
}

/** Whether these settings need extras. */
export function needExtras<P extends Protocol>({ validators, protocol }: SessionSettings<P>): boolean {
  return validators !== undefined || protocol?.base64 !== undefined;
}

export async function loadExtras<P extends Protocol>(settings: SessionSettings<P>): Promise<Extras> {
  const { validators, validate, protocol } = settings;
  const [inspections, codecs] = await Promise.all([
    validators && import("./inspection.js"),
    protocol?.base64 && import("../json/base64.js"),
  ]);
  return {
    inspection: validators && inspections && new inspections.Inspection(validators, validate),
    codec: protocol?.base64 && codecs?.base64Codec(protocol.base64),
  };
}
