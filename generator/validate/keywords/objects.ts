import { _, stringify, type Code, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import { emitCheck, emitHelper, emitReference, emitStringSet } from "./code.js";
import { scalarCheck } from "./scalars.js";

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
