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
interface LocatedIssue {
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

type Params = Readonly<Record<string, unknown>>;

/** Describes what a schema keyword expects, such as `an integer from 0 to 255`. */
function describeExpected(keyword: string, params: Params): string {
  return descriptions[keyword]?.(params) ?? keyword;
}

const descriptions: Readonly<Record<string, (params: Params) => string>> = {
  type: ({ type }) => typeNames[String(type)] ?? String(type),
  alternatives: ({ types }) => joinWithOr(stringsOf(types).map((type) => typeNames[type] ?? type)),
  among: ({ values }) => describeValues([...(values as Iterable<string>)]),
  base64: () => "text in base64",
  integer: ({ range }) => `an integer ${rangeNames[String(range)] ?? ""}`,
  numeric: () => "a number",
};

const typeNames: Readonly<Record<string, string>> = {
  array: "an array",
  boolean: "true or false",
  null: "null",
  number: "a number",
  object: "an object",
  string: "a string",
};

const rangeNames: Readonly<Record<string, string>> = {
  int8: "from -128 to 127",
  int16: "from -32768 to 32767",
  int32: "from -2147483648 to 2147483647",
  int64: "from -2^63 to 2^63-1",
  uint8: "from 0 to 255",
  uint16: "from 0 to 65535",
  uint32: "from 0 to 4294967295",
  uint64: "from 0 to 2^64-1",
  "uint64-or-negative": "from 0 to 2^64-1",
};

/** An enumeration with more values is listed in part. */
const maxValues = 8;

function describeValues(values: readonly string[]): string {
  if (values.length === 0) return "a value of an enumeration that has none";
  const quoted = values.slice(0, maxValues).map((value) => JSON.stringify(value));
  const more = values.length - quoted.length;
  return more > 0 ? `one of ${quoted.join(", ")} and ${more} more` : joinWithOr(quoted);
}

function joinWithOr(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} or ${last}`;
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
