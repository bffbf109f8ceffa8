import type { QapiError } from "../errors/base.js";
import { NegotiationError } from "../errors/connection.js";
import type { JsonObject } from "../json/guards.js";
import type { Call } from "./call.js";
import type { Orphan } from "./unattributed-errors.js";
import { unexpected } from "./failures.js";
import type { SessionState } from "./states.js";
import type { Greeting } from "./greeting.js";
import { classify, type ErrorContent } from "./message.js";
import { commandError, unreadable } from "./server-errors.js";

/** The core, as far as it has to do with what is unusual. */
export interface UnusualCore {
  readonly state: SessionState;
  greeted(greeting: Greeting): void;
  event(message: JsonObject): void;
  /** A call was answered with an error. @returns false when no call has this id. */
  refused(id: unknown, errorFor: (call: Call) => QapiError): boolean;
  /** Something came that may be the answer of one of the calls in flight. @returns false when there are none. */
  orphan(orphan: Orphan): boolean;
  problem(error: QapiError): void;
  fail(error: QapiError): void;
}

/** Takes a message, whatever it is: most are neither errors nor strays, and the core need not know of those. */
export function receiveUnusual(core: UnusualCore, message: unknown): void {
  const told = classify(message);
  switch (told.kind) {
    case "greeting":
      if (core.state === "connecting") core.greeted(told.greeting);
      // Nothing of before will be answered.
      else core.fail(unexpected("a second greeting", told.greeting));
      break;
    case "event":
      core.event(message as JsonObject);
      break;
    case "return":
      core.problem(unexpected("a reply that nobody awaits", { return: told.value, id: told.id }));
      break;
    case "error":
      receiveError(core, told.id, told.error, told.raw);
      break;
    case "unknown":
      core.problem(unexpected("a message of no known kind", told.raw));
      break;
  }
}

/** Takes text that is no message. It may have been a reply; one that is found missing is told. */
export function receiveMalformed(core: UnusualCore, text: string): void {
  core.problem(unreadable(undefined, text));
  core.orphan({ errorFor: (call) => unreadable(call, text), certain: false });
}

function receiveError(core: UnusualCore, id: unknown, error: ErrorContent, raw: unknown): void {
  const isOrphan = id === undefined || id === null;
  const errorFor = (call: Call): QapiError => commandError(call, error, raw, isOrphan);
  const claimed = isOrphan ? core.orphan({ errorFor, certain: true }) : core.refused(id, errorFor);
  if (!claimed) unclaimed(core, commandError(undefined, error, raw, false), raw);
}

/** An error that no call can have caused: before the greeting, it is the server's refusal of the client. */
function unclaimed(core: UnusualCore, problem: QapiError, raw: unknown): void {
  if (core.state === "connecting") {
    core.fail(new NegotiationError(problem.message, { cause: problem, received: raw }));
  } else core.problem(problem);
}
