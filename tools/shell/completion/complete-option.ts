import type { Candidate, Completion } from "./candidate.js";
import { offerMembers, type OfferedMember } from "./member-candidates.js";
import type { Given, Places } from "./place.js";
import { memberHint } from "./type-text.js";
import { possibleValues } from "./value-candidates.js";
import type { ValueSource } from "./value-source.js";
import { quoteWord, type Word } from "./words.js";

/** Completes a command in the words of a shell: `--NAME VALUE`, where a name may be a dotted path. */
export async function completeOption(
  words: readonly Word[],
  command: string,
  places: Places,
  values: ValueSource,
): Promise<Completion> {
  const current = words.at(-1);
  const previous = words.at(-2);
  if (current === undefined) return { start: 0, candidates: [] };
  const options = givenOptions(words.slice(1, -1));
  const given: Given = (path) => options.get(path);
  const [, inlineName] = /^--([^=]+)=/.exec(current.value) ?? [];
  if (inlineName !== undefined) {
    const prefix = current.value.slice(inlineName.length + 3);
    const context = { name: inlineName, prefix, before: `--${inlineName}=`, start: current.start };
    return completeValue(context, command, places, values, given);
  }
  const name = previous === undefined ? undefined : optionName(previous.value);
  if (name !== undefined && !current.value.startsWith("--")) {
    const context = { name, prefix: current.value, before: "", start: current.start };
    return completeValue(context, command, places, values, given);
  }
  return completeName(current, command, places, values, given, options);
}

interface ValueContext {
  readonly name: string;
  readonly prefix: string;
  /** What the word has before the value. */
  readonly before: string;
  readonly start: number;
}

async function completeValue(
  { name, prefix, before, start }: ValueContext,
  command: string,
  places: Places,
  source: ValueSource,
  given: Given,
): Promise<Completion> {
  const member = places.memberAt(command, name.split("."), given);
  const possible =
    member === undefined
      ? await source.openValues(command, name, given)
      : possibleValues(places, member, await source.values(command, member, prefix, given));
  const candidates = possible
    .filter(({ value }) => value.startsWith(prefix))
    .map(({ value, summary, continues }): Candidate => ({
      text: before + quoteWord(value),
      suffix: continues === true ? "" : " ",
      label: value,
      summary,
    }));
  return { start, candidates, hint: member && memberHint(places.schema, member) };
}

async function completeName(
  { value, start }: Word,
  command: string,
  places: Places,
  source: ValueSource,
  given: Given,
  options: ReadonlyMap<string, string>,
): Promise<Completion> {
  if (value !== "" && !"--".startsWith(value.slice(0, 2))) {
    return { start, candidates: [], hint: "Write --NAME VALUE, or the arguments as one JSON object." };
  }
  const path = value.replace(/^--?/, "").split(".");
  const prefix = path.pop() ?? "";
  const members = places.membersAt(command, path, given);
  const open = members.filter((member) => !options.has(member.path));
  const candidates = offerMembers(places, open, prefix)
    // What has members cannot be a value.
    .filter(({ member, form }) => form !== "value" || !hasMembers(member.path, options))
    .map((each) => optionCandidate(each, options));
  if (path.length === 0) {
    const known = new Set(members.map(({ info }) => info.name));
    const more = await source.openMembers(command, given);
    for (const { name, summary } of more) {
      if (known.has(name) || options.has(name) || !name.startsWith(prefix)) continue;
      candidates.push({ text: `--${name}`, suffix: " ", label: `--${name}`, type: "property", summary });
    }
  }
  const exact = members.find(({ info }) => info.name === prefix);
  return { start, candidates, hint: exact && memberHint(places.schema, exact) };
}

function optionCandidate(
  { member, form, type, summary }: OfferedMember,
  options: ReadonlyMap<string, string>,
): Candidate {
  const isObject = form === "object" || form === "object-list";
  const position = form === "object-list" ? `.${nextPosition(member.path, options)}` : "";
  const text = `--${member.path}${position}${isObject ? "." : ""}`;
  return { text, suffix: isObject ? "" : " ", label: text, type, summary };
}

function hasMembers(path: string, options: ReadonlyMap<string, string>): boolean {
  return [...options.keys()].some((name) => name.startsWith(`${path}.`));
}

/** Returns the position of the list's last item that has members, or 0. */
function nextPosition(path: string, options: ReadonlyMap<string, string>): number {
  const positions = [...options.keys()]
    .filter((name) => name.startsWith(`${path}.`))
    .map((name) => Number.parseInt(name.slice(path.length + 1), 10));
  return Math.max(0, ...positions.filter((position) => !Number.isNaN(position)));
}

function optionName(word: string): string | undefined {
  return /^--([^=]+)$/.exec(word)?.[1];
}

/** Returns the options by their names. The value of an option without one is empty. */
function givenOptions(words: readonly Word[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const [index, { value }] of words.entries()) {
    const [, name, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(value) ?? [];
    if (name === undefined) continue;
    const next = words[index + 1]?.value;
    options.set(name, inline ?? (next === undefined || next.startsWith("--") ? "" : next));
  }
  return options;
}
