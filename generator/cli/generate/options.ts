import { parseArgs } from "node:util";
import {
  namePattern,
  referencePattern,
  specifierPattern,
  targetDefaults,
  type Target,
} from "../../config/target.js";
import { UsageError } from "../terminal.js";

/** What somebody asked of `generate`. */
export interface GenerateRequest {
  readonly from:
    { readonly kind: "target"; readonly target: Target } | { readonly kind: "config"; readonly file: string };
  readonly check: boolean;
  readonly quiet: boolean;
}

const targetOptions = ["out", "name", "runtime", "define", "reference", "annotations", "validators"] as const;

/** Reads the command's arguments; what cannot be meant is a `UsageError`. */
export function readOptions(args: readonly string[]): GenerateRequest {
  const { values, positionals } = parse(args);
  const { check = false, quiet = false } = values;
  if (values.config === undefined) {
    return { from: { kind: "target", target: targetOf(values, positionals) }, check, quiet };
  }
  const also = targetOptions.find((option) => values[option] !== undefined);
  if (positionals.length > 0 || also !== undefined) {
    throw new UsageError(
      `A configuration says everything: --config goes without ${also === undefined ? "a schema" : `--${also}`}.`,
    );
  }
  return { from: { kind: "config", file: values.config }, check, quiet };
}

interface Values {
  readonly out?: string;
  readonly name?: string;
  readonly runtime?: string;
  readonly reference?: string;
  readonly annotations?: string;
  readonly define?: readonly string[];
  readonly validators?: boolean;
  readonly config?: string;
  readonly check?: boolean;
  readonly quiet?: boolean;
}

function parse(args: readonly string[]): {
  readonly values: Values;
  readonly positionals: readonly string[];
} {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: "string", short: "o" },
        name: { type: "string" },
        runtime: { type: "string" },
        reference: { type: "string" },
        annotations: { type: "string" },
        define: { type: "string", short: "D", multiple: true },
        validators: { type: "boolean" },
        config: { type: "string", short: "c" },
        check: { type: "boolean" },
        quiet: { type: "boolean", short: "q" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function targetOf(values: Values, positionals: readonly string[]): Target {
  const [schema, ...more] = positionals;
  if (schema === undefined)
    throw new UsageError("Which schema? Name its file, or a configuration by --config.");
  if (more.length > 0) throw new UsageError(`One schema at a time: ${more.join(" ")} is one too many.`);
  if (values.out === undefined) throw new UsageError("Where to? Name a folder by --out.");
  const { name = targetDefaults.name, runtime = targetDefaults.runtime } = values;
  if (!new RegExp(namePattern).test(name)) throw new UsageError("--name takes a name in PascalCase.");
  if (!new RegExp(specifierPattern).test(runtime))
    throw new UsageError("--runtime takes a module specifier.");
  if (values.reference !== undefined && !new RegExp(referencePattern).test(values.reference)) {
    throw new UsageError("--reference takes an http or https URL.");
  }
  const { out, reference, annotations, define: defines, validators } = values;
  const chosen = { schema, out, name, runtime, reference, annotations, defines };
  return validators === true ? { ...chosen, validators } : chosen;
}
