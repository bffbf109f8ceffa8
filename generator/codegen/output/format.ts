import type { Options, Plugin } from "prettier";

export type Format = (text: string) => Promise<string>;

/** Prettier parsers for TypeScript. Both produce the same output. */
type FormatParser = "oxc-ts" | "typescript";

/**
 * Loads prettier with the native parser if it is available, otherwise with prettier's own. User configuration is
 * ignored, so that a schema produces the same bytes everywhere.
 */
export async function loadFormatter(wanted: FormatParser = "oxc-ts"): Promise<Format> {
  const [{ format }, estree, parser] = await Promise.all([
    import("prettier/standalone"),
    import("prettier/plugins/estree"),
    loadParser(wanted),
  ]);
  const options: Options = {
    parser: parser.name,
    // These options skip the search for embedded languages and the detection of JSX, whose regular expression is
    // quadratic. The generated code has nothing that would have another meaning in a file with JSX.
    embeddedLanguageFormatting: "off",
    filepath: "bindings.tsx",
    plugins: [estree.default, parser.plugin],
    printWidth: 110,
  };
  return (text) => format(text, options);
}

interface Parser {
  readonly name: FormatParser;
  readonly plugin: Plugin;
}

async function loadParser(wanted: FormatParser): Promise<Parser> {
  if (wanted === "oxc-ts") {
    try {
      return { name: "oxc-ts", plugin: await import("@prettier/plugin-oxc") };
    } catch {
      // The platform has no native parser. The other one is slower.
    }
  }
  return { name: "typescript", plugin: await import("prettier/plugins/typescript") };
}
