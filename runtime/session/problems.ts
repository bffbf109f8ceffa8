import type { QapiError } from "../errors/base.js";

/**
 * Told of what is no caller's to hear of: a listener that threw, text that is no message, a reply that nobody
 * awaits, an error that no call can have caused.
 */
export type ProblemListener = (problem: QapiError) => void;

/** A problem that nobody asked to be told of is still said, once and harmlessly. */
export const warn: ProblemListener = (problem) => {
  console.warn(`qapi-ts: ${problem.message}`);
};
