import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { LoadedSchema } from "../load.js";
import { findForms, type FoundForm } from "./find-forms.js";
import { formerForms, newerForms, todaysFirst, type FormerForm } from "./forms.js";

/** The former language in which a schema is written. */
export interface FormerLanguage {
  /** The last QEMU version that accepted all of the schema. */
  readonly until: number;
  /** The first QEMU version that accepted all of the schema, as far as its forms show. Default: 0. */
  readonly since: number;
  /** The form that determines `until`. */
  readonly evidence: FoundForm;
  readonly form: FormerForm;
}

/**
 * Determines in which former language a schema is written. Undefined for today's, which is that of a schema that
 * contains anything that only today's language has: there, a former form is a mistake.
 */
export function languageOf(schema: LoadedSchema): FormerLanguage | undefined {
  let oldest: Pick<FormerLanguage, "evidence" | "form" | "until"> | undefined;
  let since = 0;
  let hasMacro = false;
  for (const evidence of findForms(schema)) {
    if ("former" in evidence.form) {
      const form = evidence.form.former;
      const { until } = formerForms[form];
      if (oldest === undefined || until < oldest.until) oldest = { evidence, form, until };
    } else if (evidence.form.newer === "macro") hasMacro = true;
    else since = Math.max(since, newerForms[evidence.form.newer]);
    if (since >= todaysFirst) return undefined;
  }
  // A union without a discriminator is more likely a mistake if the conditions are those of today.
  if (oldest === undefined || (oldest.form === "simpleUnion" && hasMacro)) return undefined;
  return { ...oldest, since };
}

/** Reports whether a schema may use what QEMU accepted up to a version: nothing in the schema is newer. */
export function permits({ until, since }: FormerLanguage, version: number): boolean {
  return since <= until && until <= version;
}

/** Says in which language a schema is written. */
export function noteOf({ evidence, form, until }: FormerLanguage): Diagnostic {
  const { expression, offset } = evidence;
  return {
    code: "former-language",
    severity: "note",
    message: `the schema is written in the language of QEMU ${until.toFixed(1)} and older: ${formerForms[form].text}`,
    position: expression.source.position(offset),
    help: "it is read as that version read it, without the rules for documentation",
  };
}
