import { describeExpected } from "./describe-expected.js";

/** The first problem that a validator finds in a value. */
export interface ValidationIssue {
  /** The path of the invalid member, such as `file.locking` or `keys[0].data`; empty for the value as a whole. */
  readonly path: string;
  /** What is wrong, such as `must be a string` or `is missing`. */
  readonly reason: string;
}

/** An error as a compiled validator reports it. */
export interface ValidatorError {
  /** A JSON Pointer to the invalid value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A compiled validator: returns whether a value is valid, and keeps the errors of the last call. */
export interface Validator {
  (value: unknown): boolean;
  readonly errors?: readonly ValidatorError[] | null;
}

/** A problem whose place is given by the names and indices that lead to it. */
export interface LocatedIssue {
  readonly steps: readonly (string | number)[];
  readonly reason: string;
}

/** Validates a value. Returns undefined if the value is valid or there is no validator. */
export function validate(validator: Validator | undefined, value: unknown): ValidationIssue | undefined {
  return validator && formatted(findIssue(validator, value));
}

/** Returns the first problem of a value; undefined if it is valid. */
export function findIssue(validator: Validator, value: unknown): LocatedIssue | undefined {
  try {
    return validator(value) ? undefined : locate(validator.errors);
  } catch (error) {
    // Recursive types allow any depth, so a peer's value can exhaust the stack.
    if (error instanceof RangeError) return { steps: [], reason: "must not nest so deep" };
    throw error;
  }
}

/** Describes the first of a validator's errors. */
export function issueOf(errors: readonly ValidatorError[] | null | undefined): ValidationIssue | undefined {
  return formatted(locate(errors));
}

function formatted(issue: LocatedIssue | undefined): ValidationIssue | undefined {
  return issue && { path: formatPath(issue.steps), reason: issue.reason };
}

function locate(errors: readonly ValidatorError[] | null | undefined): LocatedIssue | undefined {
  const error = errors?.[0];
  if (error === undefined) return undefined;
  const steps = parsePointer(error.instancePath);
  const { missing, unexpected } = error.params;
  if (typeof missing === "string") return { steps: [...steps, missing], reason: "is missing" };
  if (typeof unexpected === "string") return { steps: [...steps, unexpected], reason: "is unexpected" };
  return { steps, reason: `must be ${describeExpected(error.keyword, error.params)}` };
}

/** Formats the path of a member, such as `keys[0].data`. */
export function formatPath(steps: readonly (string | number)[]): string {
  return steps.map(formatStep).join("").replace(/^\./, "");
}

function formatStep(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}

/** The steps of a JSON Pointer. Digits alone are an index: no QAPI member has such a name. */
function parsePointer(pointer: string): readonly (string | number)[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
