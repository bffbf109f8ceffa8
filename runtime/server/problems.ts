import type { QapiError } from "../errors/index.js";
import { escapeText } from "../errors/index.js";
import { warn, type ProblemListener } from "../session/observer.js";

/** The time in which one problem of each kind is reported, in milliseconds. */
const period = 1000;

/**
 * Creates a function that reports the problems that clients cause: one of each code per second, with the number of those
 * that were left out, so that a client cannot fill a log.
 */
export function limitedReporter(report: ProblemListener): ProblemListener {
  const kinds = new Map<string, { readonly since: number; omitted: number }>();
  return (problem) => {
    const kind = kinds.get(problem.code);
    const now = performance.now();
    if (kind !== undefined && now - kind.since < period) {
      kind.omitted++;
      return;
    }
    kinds.set(problem.code, { since: now, omitted: 0 });
    report(withCount(problem, kind?.omitted ?? 0));
  };
}

function withCount(problem: QapiError, omitted: number): QapiError {
  if (omitted === 1) problem.message += " (1 similar problem was not reported)";
  else if (omitted > 1) problem.message += ` (${omitted} similar problems were not reported)`;
  return problem;
}

/**
 * Creates a function that calls a problem listener and prints a warning if it fails.
 * @param listener - default: prints a warning.
 */
export function safeReporter(listener: ProblemListener = warn): ProblemListener {
  // A listener may be an asynchronous function.
  const call: (problem: QapiError) => unknown = listener;
  return (problem) => {
    const warnOf = (error: unknown): void => {
      console.warn(
        `qapi-ts: onProblem failed: ${escapeText(messageOf(error))}, called with: ${problem.message}`,
      );
    };
    try {
      const result = call(problem);
      if (result instanceof Promise) result.catch(warnOf);
    } catch (error) {
      warnOf(error);
    }
  };
}

/** Returns the message of a thrown value, which may have no text form. */
export function messageOf(thrown: unknown): string {
  try {
    const message: unknown = thrown instanceof Error ? thrown.message : thrown;
    return String(message);
  } catch {
    return "a value that cannot be converted to a string was thrown";
  }
}
