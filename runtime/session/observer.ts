import type { QapiError } from "../errors/base.js";
import type { EventMessage } from "../events/event.js";
import type { TransportOpener } from "../transport/transport.js";
import type { CallMaker } from "./call.js";
import type { SessionState } from "./states.js";

/** Sees what happens in a session, and changes nothing of it. `observe` makes one. */
export interface SessionObserver {
  /** Opens what the opener opens, and sees what goes through it. */
  opener(opener: TransportOpener): TransportOpener;
  /** Makes calls that are seen on their way. */
  readonly call: CallMaker;
  event(message: EventMessage): void;
  /** An event came that nobody listens to. */
  unheard(): void;
  /** An event was lost, because somebody did not take it in time. */
  dropped(message: EventMessage): void;
  moved(state: SessionState, previous: SessionState): void;
  problem(problem: QapiError): void;
}
