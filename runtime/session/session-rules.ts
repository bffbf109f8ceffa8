import type { Protocol, ProtocolDescriptor } from "../protocol.js";
import type { CallTimeout } from "./timeouts.js";
import type { SessionObserver } from "./observer.js";
import type { ProblemListener } from "./problems.js";
import type { CoreMaker, CoreOptions } from "./protocol-core.js";
import type { Inspection } from "./inspection.js";

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
