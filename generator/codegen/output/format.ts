import type { Options, Plugin } from "prettier";

export type Format = (text: string) => Promise<string>;

/** The parsers that prettier can read TypeScript with; they give the same bytes. */
export type FormatParser = "oxc-ts" | "typescript";

/**
 * Loads prettier, with the quick parser where its native part can be loaded, else with prettier's own. Nothing
 * of a user's prettier configuration is read: the same schema gives the same bytes everywhere.
 */
export async function loadFormatter(wanted: FormatParser = "oxc-ts"): Promise<Format> {
  const [{ format }, estree, parser] = await Promise.all([
    import("prettier/standalone"),
    import("prettier/plugins/estree"),
    loadParser(wanted),
  ]);
  const options: Options = {
    parser: parser.name,
    // Both spare work: a search for other languages in it, and a guess whether it is JSX.
    embeddedLanguageFormatting: "off",
    filepath: "bindings.ts",
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
      // No native parser for this machine: the other one is slower, and that is all.
    }
  }
  return { name: "typescript", plugin: await import("prettier/plugins/typescript") };
}
