import type { QapiError } from "../errors/index.js";
import type { ProblemListener } from "../observe/session-observer.js";

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

/** Returns the message of a thrown value, which may have no text form. */
export function messageOf(thrown: unknown): string {
  try {
    const message: unknown = thrown instanceof Error ? thrown.message : thrown;
    return String(message);
  } catch {
    return "a value that cannot be converted to a string was thrown";
  }
}
