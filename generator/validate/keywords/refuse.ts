import { _, Name, nil, str, type Code, type KeywordCxt } from "ajv";

/** Why a value is refused: when, and the facts from which the runtime makes words. */
export interface Refusal {
  readonly when: Code;
  readonly keyword: string;
  readonly params: Code;
}

/**
 * The code that refuses the value, or a member of it. The compiler's own way writes all of an error at each place,
 * which makes half of the code of a large schema; this one calls one function.
 */
export function refuse(context: KeywordCxt, { when, keyword, params }: Refusal, member?: string): void {
  const { gen, it } = context;
  const failing = gen.scopeValue("func", { ref: failWith, code: failingCode });
  gen.if(when, () => {
    gen.return(_`${failing}(${it.validateName}, ${pathTo(context, member)}, ${keyword}, ${params})`);
  });
}

/** The path of the value that a keyword looks at, or of a member of it. */
export function pathTo({ it }: KeywordCxt, member?: string): Code {
  const below = member === undefined ? nil : _`${`/${member}`}`;
  return [it.errorPath, below].reduce<Code>(
    (path, step) => (step.emptyStr() ? path : str`${path}${step}`),
    new Name("instancePath"),
  );
}

interface Failing {
  errors?: unknown;
}

/** The function as this process calls it, and as a generated module holds it. */
const failWith = (validate: Failing, instancePath: string, keyword: string, params: object): false => {
  validate.errors = [{ instancePath, keyword, params }];
  return false;
};
const failingCode = _`(validate, instancePath, keyword, params) => { validate.errors = [{ instancePath, keyword, params }]; return false; }`;
