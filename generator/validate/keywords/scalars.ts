import { _, stringify, type CodeKeywordDefinition } from "ajv";
import { facts } from "./facts.js";

/** `numeric: true`: any number that JSON can write, of whatever size. */
export const numericKeyword: CodeKeywordDefinition = {
  keyword: "numeric",
  schemaType: "boolean",
  error: facts(() => _`{}`),
  code: (context) => {
    const { data } = context;
    context.fail(_`!(typeof ${data} == "bigint" || Number.isFinite(${data}))`);
  },
};

/** `among: [values]`: one of these strings. */
export const amongKeyword: CodeKeywordDefinition = {
  keyword: "among",
  schemaType: "array",
  error: facts(({ params: { values } }) => _`{values: ${values}}`),
  code: (context) => {
    const values = stringSet(context);
    context.setParams({ values });
    context.fail(_`!${values}.has(${context.data})`);
  },
};

/** `closed: [names]`: no members but these. */
export const closedKeyword: CodeKeywordDefinition = {
  keyword: "closed",
  type: "object",
  schemaType: "array",
  error: facts(({ params: { unexpected } }) => _`{unexpected: ${unexpected}}`),
  code: (context) => {
    const { gen, data } = context;
    const names = stringSet(context);
    const unexpected = gen.const("unexpected", _`Object.keys(${data}).find((name) => !${names}.has(name))`);
    context.setParams({ unexpected });
    context.fail(_`${unexpected} !== undefined`);
  },
};

/** `base64: true`: the text of bytes, as RFC 4648 writes them. */
export const base64Keyword: CodeKeywordDefinition = {
  keyword: "base64",
  type: "string",
  schemaType: "boolean",
  error: facts(() => _`{}`),
  code: (context) => {
    const { data } = context;
    context.fail(_`${data}.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(${data})`);
  },
};

type Context = Parameters<CodeKeywordDefinition["code"]>[0];

/** A set that the module holds once, however many places ask for it. */
function stringSet({ gen, schema }: Context): ReturnType<Context["gen"]["scopeValue"]> {
  const key = JSON.stringify(schema);
  return gen.scopeValue("keyword", {
    key,
    ref: new Set(schema as string[]),
    code: _`new Set(${stringify(schema)})`,
  });
}
