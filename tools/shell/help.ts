import { exitCodes, ToolError } from "../failure.js";
import { firstSentence, type DefinitionEntry, type Documentation } from "../documentation/documentation.js";
import { formatRows } from "../output/table.js";
import { suggest } from "../output/suggest.js";
import { shellCommands } from "./shell-commands.js";

const overview = `
Write COMMAND --NAME VALUE, COMMAND --NAME.MEMBER VALUE, or COMMAND {"NAME": VALUE}. JSON may take several lines.

  Tab           completes, or lists what is possible; again: takes the next one (Shift-Tab: the one before)
  Enter, Space  accept what Tab has selected
  Up, Down      recall commands that begin with what is typed
  Ctrl-C        cancels a command that runs, or gives up the line
  Ctrl-D        leaves

`;

/** Returns how to use the shell. */
export function shellHelp(): string {
  return `${overview.trimStart()}${formatRows([], Object.entries(shellCommands))}`;
}

/**
 * Returns the documentation of a command, an event or a type.
 * @throws ToolError if there is no such definition.
 */
export function helpText(documentation: Documentation, name: string): string {
  const entry = documentation.definitions.get(name);
  if (entry === undefined) {
    const names = [...documentation.definitions.keys()];
    throw new ToolError(exitCodes.usage, `help: there is no "${name}"${suggest(name, names)}.`);
  }
  return [
    titleOf(name, entry),
    ...(entry.text === undefined ? [] : [plain(entry.text)]),
    ...membersText(documentation, name, entry),
    ...section("Returns", [entry.returns, entry.returnsText]),
    ...section("Errors", [entry.errors]),
    ...featuresText(entry),
  ]
    .join("\n\n")
    .concat("\n");
}

function titleOf(name: string, { kind, since }: DefinitionEntry): string {
  return `${name} (${kind}${since === undefined ? "" : `, since ${since}`})`;
}

function membersText(documentation: Documentation, name: string, entry: DefinitionEntry): string[] {
  const title = titles[entry.kind];
  if (entry.kind === "enum" || entry.kind === "alternate") {
    const rows = Object.entries(entry.parts ?? {}).map(([part, type]) => [
      part,
      ...(type === "" ? [] : [type]),
      plain(entry.partTexts?.[part] ?? ""),
    ]);
    return rows.length === 0 ? [] : [block(title, rows)];
  }
  const members = documentation.members(name, () => undefined);
  const rows = members.map(({ name: member, type, optional, text }) => [
    member,
    `${type}${optional ? "" : ", required"}`,
    plain(text ?? ""),
  ]);
  return [...(rows.length === 0 ? [] : [block(title, rows)]), ...branchesText(documentation, name)];
}

/** Lists the branches of a union, or of the union that is the data of a command. */
function branchesText(documentation: Documentation, name: string): string[] {
  const entry = documentation.definitions.get(name);
  if (entry === undefined) return [];
  if (entry.branches === undefined)
    return entry.base === undefined ? [] : branchesText(documentation, entry.base);
  const rows = Object.entries(entry.branches).map(([value, type]) => [
    value,
    type,
    firstSentence(documentation.definitions.get(type)?.text) ?? "",
  ]);
  return [block(`More members, by ${entry.discriminator ?? "value"}`, rows)];
}

const titles: Readonly<Record<DefinitionEntry["kind"], string>> = {
  command: "Arguments",
  accessor: "Arguments",
  event: "Data",
  enum: "Values",
  alternate: "Alternatives",
  struct: "Members",
  union: "Members",
};

function featuresText({ features }: DefinitionEntry): string[] {
  const rows = Object.entries(features ?? {}).map(([feature, text]) => [feature, plain(text)]);
  return rows.length === 0 ? [] : [block("Features", rows)];
}

function section(title: string, texts: readonly (string | undefined)[]): string[] {
  const given = texts.filter((text) => text !== undefined);
  return given.length === 0 ? [] : [`${title}: ${plain(given.join(". "))}`];
}

function block(title: string, rows: readonly (readonly string[])[]): string {
  const indented = formatRows([], rows)
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}`);
  return [`${title}:`, ...indented].join("\n");
}

/** Removes the marks of references. */
function plain(text: string): string {
  return text.replace(/@(?=\w)/g, "");
}
