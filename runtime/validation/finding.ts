import { expectations } from "./expectations.js";

/** What is wrong with a value. */
export interface Finding {
  /** Where in the value: `file.locking`, `keys[0].data`; empty where it is the value as a whole. */
  readonly path: string;
  /** What was expected there. */
  readonly reason: string;
}

/** A failure as validators report it. */
export interface ValidationError {
  /** A JSON Pointer. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A validator as the generator makes it: it says whether a value is right, and keeps what is wrong. */
export interface Validate {
  (value: unknown): boolean;
  readonly errors?: readonly ValidationError[] | null;
}

/** What a validator finds wrong with a value; undefined where there is no validator. For generated code. */
export function judge(validate: Validate | undefined, value: unknown): Finding | undefined {
  if (validate === undefined) return undefined;
  try {
    return validate(value) ? undefined : findingOf(validate.errors);
  } catch (error) {
    // Types may hold themselves, and so may values; whoever sent one chose how deep.
    if (error instanceof RangeError) return { path: "", reason: "must not nest so deep" };
    throw error;
  }
}

/** Puts a validator's first failure into words. */
export function findingOf(errors: readonly ValidationError[] | null | undefined): Finding | undefined {
  const error = errors?.[0];
  if (error === undefined) return undefined;
  const steps = stepsOf(error.instancePath);
  const { missing, unexpected } = error.params;
  if (typeof missing === "string") {
    return { path: formatPath([...steps, missing]), reason: "is missing" };
  }
  if (typeof unexpected === "string") {
    return { path: formatPath([...steps, unexpected]), reason: "is unexpected" };
  }
  return { path: formatPath(steps), reason: `must be ${expectation(error)}` };
}

function expectation({ keyword, params }: ValidationError): string {
  const say = expectations[keyword];
  return say === undefined ? keyword : say(params);
}

/** The path of a member as a person would write it. */
export function formatPath(steps: readonly (string | number)[]): string {
  return steps.map(formatStep).join("").replace(/^\./, "");
}

function formatStep(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}

/** A JSON Pointer's steps. What looks like an index is one: members have no such names. */
function stepsOf(pointer: string): readonly (string | number)[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
