import { _, stringify, type Code, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import { callReference } from "./reference.js";
import { refuse } from "./refuse.js";
import { scalarRefusal, stringSet } from "./scalars.js";

/** `properties`: as JSON Schema has it; a member is the object's own, whatever objects inherit. */
export const propertiesKeyword: CodeKeywordDefinition = {
  keyword: "properties",
  type: "object",
  schemaType: "object",
  code: (context) => {
    for (const [name, schema] of Object.entries(context.schema as Record<string, object>)) {
      property(context, name, schema);
    }
  },
};

function property(context: KeywordCxt, name: string, schema: object): void {
  const { gen, keyword, data } = context;
  if (Object.keys(schema).length === 0) return;
  const value = _`${data}[${name}]`;
  const isThere = presence(data, name);
  const refusal = scalarRefusal(context, schema, value);
  if (refusal !== undefined) {
    refuse(context, { ...refusal, when: _`${isThere} && ${refusal.when}` }, name);
    return;
  }
  gen.if(isThere, () => {
    if ("$ref" in schema) callReference(context, String(schema.$ref), value, name);
    else context.subschema({ keyword, schemaProp: name, dataProp: name }, gen.name("valid"));
  });
}

function presence(data: Code, name: string): Code {
  const isDefined = _`${data}[${name}] !== undefined`;
  return name in Object.prototype ? _`Object.hasOwn(${data}, ${name}) && ${isDefined}` : isDefined;
}

/** `required`: as JSON Schema has it. */
export const requiredKeyword: CodeKeywordDefinition = {
  keyword: "required",
  type: "object",
  schemaType: "array",
  code: (context) => {
    const { gen, data } = context;
    const find = gen.scopeValue("func", { ref: findMissing, code: findMissingCode });
    const missing = gen.const("missing", _`${find}(${data}, ${stringify(context.schema)})`);
    refuse(context, {
      keyword: "required",
      when: _`${missing} !== undefined`,
      params: _`{missing: ${missing}}`,
    });
  },
};

/** `closed: [names]`: no members but these. */
export const closedKeyword: CodeKeywordDefinition = {
  keyword: "closed",
  type: "object",
  schemaType: "array",
  code: (context) => {
    const { gen, data } = context;
    const names = stringSet(context, context.schema as readonly string[]);
    const find = gen.scopeValue("func", { ref: findUnexpected, code: findUnexpectedCode });
    const unexpected = gen.const("unexpected", _`${find}(${data}, ${names})`);
    const when = _`${unexpected} !== undefined`;
    refuse(context, { keyword: "closed", when, params: _`{unexpected: ${unexpected}}` });
  },
};

type JsonObject = Readonly<Record<string, unknown>>;

const findMissing = (value: JsonObject, names: readonly string[]): string | undefined =>
  names.find((name) => !Object.hasOwn(value, name) || value[name] === undefined);
const findMissingCode = _`(value, names) => names.find((name) => !Object.hasOwn(value, name) || value[name] === undefined)`;

// A member that is undefined is none, since JSON cannot write it.
const findUnexpected = (value: JsonObject, names: ReadonlySet<string>): string | undefined =>
  Object.keys(value).find((name) => !names.has(name) && value[name] !== undefined);
const findUnexpectedCode = _`(value, names) => Object.keys(value).find((name) => !names.has(name) && value[name] !== undefined)`;
