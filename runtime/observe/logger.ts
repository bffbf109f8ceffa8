import { escapeText } from "../errors/index.js";
import type { Tracer } from "./tracer.js";

/** A logger, such as `console` and those of most packages. Levels without a method are not logged. */
export interface Logger {
  /** Logs each step of each call, and each event. */
  debug?(message: string, details: object): unknown;
  /** Logs changes of a session's state. */
  info?(message: string, details: object): unknown;
  /** Logs failed calls, dropped events and problems. */
  warn?(message: string, details: object): unknown;
}

/** Creates a tracer that writes to a logger. */
export function logTracer(logger: Logger): Tracer {
  return {
    queued: (call) => logger.debug?.(`${call.command} queued`, call),
    sent: (call) => logger.debug?.(`${call.command} sent`, call),
    settled: (call, failure) =>
      failure === undefined
        ? logger.debug?.(`${call.command} succeeded`, call)
        : logger.warn?.(failure.message, { ...call, ...failure }),
    event: (event) => logger.debug?.(`event ${escapeText(event.event)} received`, event),
    dropped: (event) => logger.warn?.(`event ${escapeText(event.event)} dropped: a queue is full`, event),
    state: (change) => logger.info?.(`session ${change.state}`, change),
    problem: (failure) => logger.warn?.(failure.message, failure),
  };
}
