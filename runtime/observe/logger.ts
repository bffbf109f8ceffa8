import { printable } from "../errors/index.js";
import type { Tracer } from "./tracer.js";

/** Where to log: `console` is one, and so are most loggers. What it lacks is not logged. */
export interface Logger {
  /** Each step of each call, each event. */
  debug?(message: string, details: object): void;
  /** Changes of a session's state. */
  info?(message: string, details: object): void;
  /** Calls that failed, events that were lost, problems. */
  warn?(message: string, details: object): void;
}

/** A tracer that logs. */
export function logging(logger: Logger): Tracer {
  return {
    queued: (call) => logger.debug?.(`${call.command} waits to be sent`, call),
    sent: (call) => logger.debug?.(`${call.command} was sent`, call),
    settled: (call, failure) => {
      if (failure === undefined) logger.debug?.(`${call.command} succeeded`, call);
      else logger.warn?.(failure.message, { ...call, ...failure });
    },
    event: (event) => logger.debug?.(`${printable(event.event)} came`, event),
    dropped: (event) => logger.warn?.(`${printable(event.event)} was lost: a queue was full`, event),
    state: (change) => logger.info?.(`the session is ${change.state}`, change),
    problem: (failure) => logger.warn?.(failure.message, failure),
  };
}
