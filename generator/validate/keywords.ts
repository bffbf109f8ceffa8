import { _, type Code, type CodeKeywordDefinition, type KeywordCxt, stringify } from "ajv";
import { type Check, emitCheck, emitHelper, emitReference, emitStringSet } from "./keyword-code.js";

/** `properties`, as in JSON Schema. Inherited properties of the value are ignored. */
export const propertiesKeyword: CodeKeywordDefinition = {
  keyword: "properties",
  type: "object",
  schemaType: "object",
  code: (context) => {
    for (const [name, schema] of Object.entries(context.schema as Record<string, object>)) {
      emitProperty(context, name, schema);
    }
  },
};

function emitProperty(context: KeywordCxt, name: string, schema: object): void {
  const { gen, keyword, data } = context;
  if (Object.keys(schema).length === 0) return;
  const value = _`${data}[${name}]`;
  const isPresent = presenceTest(data, name);
  const check = scalarCheck(context, schema, value);
  if (check !== undefined) {
    emitCheck(context, { ...check, failsIf: _`${isPresent} && ${check.failsIf}` }, name);
    return;
  }
  gen.if(isPresent, () => {
    if ("$ref" in schema) emitReference(context, String(schema.$ref), value, name);
    else context.subschema({ keyword, schemaProp: name, dataProp: name }, gen.name("valid"));
  });
}

function presenceTest(data: Code, name: string): Code {
  const isDefined = _`${data}[${name}] !== undefined`;
  return name in Object.prototype ? _`Object.hasOwn(${data}, ${name}) && ${isDefined}` : isDefined;
}

/** `required`, as in JSON Schema. */
export const requiredKeyword: CodeKeywordDefinition = {
  keyword: "required",
  type: "object",
  schemaType: "array",
  code: (context) => {
    const { gen, data } = context;
    const find = emitHelper(context, findMissingHelper);
    const missing = gen.const("missing", _`${find}(${data}, ${stringify(context.schema)})`);
    emitCheck(context, {
      keyword: "required",
      failsIf: _`${missing} !== undefined`,
      params: _`{missing: ${missing}}`,
    });
  },
};

/** `closed: [names]`: no other members. */
export const closedKeyword: CodeKeywordDefinition = {
  keyword: "closed",
  type: "object",
  schemaType: "array",
  code: (context) => {
    const { gen, data } = context;
    const names = emitStringSet(context, context.schema as readonly string[]);
    const find = emitHelper(context, findUnexpectedHelper);
    const unexpected = gen.const("unexpected", _`${find}(${data}, ${names})`);
    emitCheck(context, {
      keyword: "closed",
      failsIf: _`${unexpected} !== undefined`,
      params: _`{unexpected: ${unexpected}}`,
    });
  },
};

// JSON has no undefined, so a member with that value counts as absent.
const findMissingHelper = _`(value, names) => names.find((name) => !Object.hasOwn(value, name) || value[name] === undefined)`;
const findUnexpectedHelper = _`(value, names) => Object.keys(value).find((name) => !names.has(name) && value[name] !== undefined)`;

/** The checks of scalar values. They are emitted by keywords, and inline in the code of the containing object. */
const checks: Readonly<Record<string, (context: KeywordCxt, schema: unknown, data: Code) => Check>> = {
  type: (_context, type, data) => ({
    keyword: "type",
    failsIf: type === "null" ? _`${data} !== null` : _`typeof ${data} != ${String(type)}`,
    params: _`{type: ${String(type)}}`,
  }),

  /** `integer: RANGE`: an integer of an exact range. Values beyond the exact range of `number` are bigint. */
  integer: (context, range, data) => {
    const [min, max] = boundsOf(String(range));
    return {
      keyword: "integer",
      failsIf: _`!${emitHelper(context, inRangeHelper)}(${data}, ${min}, ${max})`,
      params: _`{range: ${String(range)}}`,
    };
  },

  /** `numeric: true`: any JSON number, of any size. */
  numeric: (_context, _schema, data) => ({
    keyword: "numeric",
    failsIf: _`!(typeof ${data} == "bigint" || Number.isFinite(${data}))`,
    params: _`{}`,
  }),

  /** `among: [values]`: one of these strings. */
  among: (context, values, data) => {
    const set = emitStringSet(context, values as readonly string[]);
    return { keyword: "among", failsIf: _`!${set}.has(${data})`, params: _`{values: ${set}}` };
  },
};

/** Returns the check of a schema for scalar values; undefined for other schemas. */
function scalarCheck(context: KeywordCxt, schema: object, data: Code): Check | undefined {
  const [only, ...more] = Object.entries(schema) as [string, unknown][];
  if (only === undefined || more.length > 0 || only[1] === "array" || only[1] === "object") return undefined;
  return checks[only[0]]?.(context, only[1], data);
}

/** The scalar keywords that JSON Schema does not have. */
export const scalarKeywords: readonly CodeKeywordDefinition[] = ["integer", "numeric", "among"].map(
  (keyword) => ({
    keyword,
    code: (context) => {
      const check = checks[keyword]?.(context, context.schema, context.data);
      if (check !== undefined) emitCheck(context, check);
    },
  }),
);

/** `base64: true`: base64 as in RFC 4648, section 4, with padding. */
export const base64Keyword: CodeKeywordDefinition = {
  keyword: "base64",
  type: "string",
  code: (context) => {
    const { data } = context;
    const failsIf = _`${data}.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(${data})`;
    emitCheck(context, { keyword: "base64", failsIf, params: _`{}` });
  },
};

const inRangeHelper = _`(value, from, to) => (typeof value == "bigint" || Number.isInteger(value)) && value >= from && value <= to`;

function boundsOf(range: string): readonly [Code, Code] {
  const found = ranges.get(range);
  if (found === undefined) throw new Error(`Unknown integer range ${range}`);
  return found;
}

const ranges: ReadonlyMap<string, readonly [Code, Code]> = new Map([
  ["int8", [_`-128`, _`127`]],
  ["int16", [_`-32768`, _`32767`]],
  ["int32", [_`-2147483648`, _`2147483647`]],
  ["int64", [_`-9223372036854775808n`, _`9223372036854775807n`]],
  ["uint8", [_`0`, _`255`]],
  ["uint16", [_`0`, _`65535`]],
  ["uint32", [_`0`, _`4294967295`]],
  ["uint64", [_`0`, _`18446744073709551615n`]],
  ["uint64-or-negative", [_`-9223372036854775808n`, _`18446744073709551615n`]],
]);

/**
 * `discriminator: NAME, branches: { VALUE: SCHEMA }`: the value of the discriminator selects the schema. A value
 * without a schema is accepted.
 */
export const branchesKeyword: CodeKeywordDefinition = {
  keyword: "branches",
  type: "object",
  schemaType: "object",
  dependencies: ["discriminator"],
  code: (context) => {
    const tag = context.gen.const("tag", _`${context.data}[${discriminatorOf(context)}]`);
    emitChoice(context, (value) => _`${tag} === ${value}`);
  },
};

function discriminatorOf({ parentSchema }: KeywordCxt): string {
  return String(parentSchema["discriminator"]);
}

/** `alternatives: { TYPE: SCHEMA }`: the JSON type of the value selects the schema. Other types are rejected. */
export const alternativesKeyword: CodeKeywordDefinition = {
  keyword: "alternatives",
  schemaType: "object",
  code: (context) => {
    const params = _`{types: ${stringify(Object.keys(context.schema as object))}}`;
    emitChoice(
      context,
      (type) => typeTest(type, context.data),
      () => emitCheck(context, { keyword: "alternatives", failsIf: _`true`, params }),
    );
  },
};

function typeTest(type: string, data: Code): Code {
  switch (type) {
    case "null":
      return _`${data} === null`;
    case "array":
      return _`Array.isArray(${data})`;
    case "object":
      return _`typeof ${data} == "object" && ${data} !== null && !Array.isArray(${data})`;
    case "number":
      return _`typeof ${data} == "number" || typeof ${data} == "bigint"`;
    default:
      return _`typeof ${data} == ${type}`;
  }
}

/** Emits an `if` chain that applies the schema whose name passes the test. */
function emitChoice(context: KeywordCxt, test: (name: string) => Code, otherwise?: () => void): void {
  const { gen } = context;
  const choices = Object.entries(context.schema as Record<string, object>);
  for (const [index, [name, schema]] of choices.entries()) {
    if (index === 0) gen.if(test(name));
    else gen.elseIf(test(name));
    emitSchema(context, name, schema);
  }
  if (otherwise !== undefined) {
    if (choices.length > 0) gen.else();
    otherwise();
  }
  if (choices.length > 0) gen.endIf();
}

function emitSchema(context: KeywordCxt, name: string, schema: object): void {
  const { gen, keyword, data } = context;
  if ("$ref" in schema) emitReference(context, String(schema.$ref), data);
  else context.subschema({ keyword, schemaProp: name }, gen.name("valid"));
}
