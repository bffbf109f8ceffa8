import type { DiagnosticCode } from "../diagnostics/codes.js";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { ErrorObject } from "ajv";
import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from "jsonc-parser";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { DiagnosticSource } from "../diagnostics/format.js";
import type { Position } from "../model/index.js";
import { targetDefaults, type Target } from "../target.js";
import { configSchema } from "./schema.js";

/** What a configuration file asks for, or what is wrong with it. */
export interface ConfigReading {
  readonly targets: readonly Target[];
  readonly diagnostics: readonly Diagnostic[];
  readonly source: DiagnosticSource;
}

/** Reads a configuration: JSON, in which comments may stand; its paths are relative to it. */
export async function readConfig(file: string): Promise<ConfigReading> {
  const source = { file, text: readFileSync(file, "utf8").replace(/^\ufeff/, "") };
  const errors: ParseError[] = [];
  const root = parseTree(source.text, errors, { allowTrailingComma: true });
  if (root === undefined || errors.length > 0) {
    return { targets: [], diagnostics: syntaxErrors(source, errors), source };
  }
  const diagnostics = await shapeErrors(source, root);
  const targets = diagnostics.length > 0 ? [] : targetsOf(getNodeValue(root) as Config, dirname(file));
  return { targets, diagnostics, source };
}

/** What the schema has ensured. */
interface Config {
  readonly targets: readonly (Pick<Target, "schema" | "out"> &
    Partial<Pick<Target, "name" | "runtime" | "reference" | "validators">> & {
      readonly define?: readonly string[];
    })[];
}

function targetsOf(config: Config, folder: string): readonly Target[] {
  return config.targets.map(({ schema, out, define, ...chosen }) => ({
    ...targetDefaults,
    ...chosen,
    defines: define,
    schema: resolve(folder, schema),
    out: resolve(folder, out),
  }));
}

function syntaxErrors(source: DiagnosticSource, errors: readonly ParseError[]): readonly Diagnostic[] {
  if (errors.length === 0) return [finding(source, "config-syntax", "the file is empty", 0)];
  return errors.map(({ error, offset }) => {
    const what = printParseErrorCode(error)
      .replace(/([a-z])(?=[A-Z])/g, "$1 ")
      .toLowerCase();
    return finding(source, "config-syntax", `this is not JSON: ${what}`, offset);
  });
}

async function shapeErrors(source: DiagnosticSource, root: Node): Promise<readonly Diagnostic[]> {
  const { Ajv } = await import("ajv");
  const ajv = new Ajv({ allErrors: true, verbose: true, strictTypes: false, keywords: ["expected"] });
  const validate = ajv.compile(configSchema);
  if (validate(getNodeValue(root))) return [];
  return (validate.errors ?? [])
    .map((error) => shapeError(source, root, error))
    .sort((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
}

function shapeError(source: DiagnosticSource, root: Node, error: ErrorObject): Diagnostic {
  const path = pathOf(error.instancePath);
  const node = findNodeAtLocation(root, [...path]) ?? root;
  const place = path.length === 0 ? "the configuration" : `'${path.join(".")}'`;
  switch (error.keyword) {
    case "required":
      return finding(
        source,
        "config-shape",
        `${place} lacks the member '${String(error.params["missingProperty"])}'`,
        node.offset,
      );
    case "additionalProperties": {
      const key = String(error.params["additionalProperty"]);
      const member = node.children?.find((property) => property.children?.[0]?.value === key);
      return finding(source, "config-shape", `${place} has no member '${key}'`, (member ?? node).offset);
    }
    default: {
      const expected: unknown = error.parentSchema?.["expected"];
      return finding(source, "config-shape", `${place} must be ${String(expected)}`, node.offset);
    }
  }
}

/** A JSON Pointer's steps; what looks like an index is one, for members have no such names. */
function pathOf(pointer: string): readonly (string | number)[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

function finding(
  source: DiagnosticSource,
  code: DiagnosticCode,
  message: string,
  offset: number,
): Diagnostic {
  return { code, severity: "error", message, position: positionAt(source, offset) };
}

function positionAt({ file, text }: DiagnosticSource, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { file, line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}
