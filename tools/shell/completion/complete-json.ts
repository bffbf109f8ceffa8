import { findNodeAtLocation, getLocation, parseTree, type JSONPath, type Node } from "jsonc-parser";
import type { Candidate, Completion } from "./candidate.js";
import { offerMembers, type MemberForm } from "./member-candidates.js";
import type { Given, Places } from "./place.js";
import { memberHint } from "./type-text.js";
import { possibleValues } from "./value-candidates.js";
import type { ValueSource } from "./value-source.js";

/** What follows the name of a member. */
const opening: Readonly<Record<MemberForm, string>> = {
  value: "",
  object: "{",
  list: "[",
  "object-list": "[{",
};

/**
 * Completes the arguments of a command in JSON, or a request.
 * @param from - the offset of the JSON in the input.
 * @param command - the command; undefined if the JSON is a request, which names it.
 */
export async function completeJson(
  input: string,
  from: number,
  command: string | undefined,
  places: Places,
  source: ValueSource,
): Promise<Completion> {
  const json = input.slice(from);
  const { path, previousNode, isAtPropertyKey } = getLocation(json, json.length);
  const start = from + (previousNode?.offset ?? json.length);
  const prefix = typeof previousNode?.value === "string" ? previousNode.value : "";
  const root = parseTree(json, []);
  const isRequest = command === undefined;
  const steps = path.map(String);
  if (isRequest && steps.length === 1)
    return { start, candidates: requestCandidates(steps, isAtPropertyKey, prefix, places) };
  if (isRequest && steps[0] !== "arguments") return { start, candidates: [] };
  const name = command ?? valueOf(root, ["execute"]) ?? "";
  const below = isRequest ? ["arguments"] : [];
  const given: Given = (at) => valueOf(root, [...below, ...pathOf(at)]);
  const at = isRequest ? steps.slice(1) : steps;
  // After a complete value, only a comma or a bracket can follow.
  if (previousNode === undefined && !/[{[,:]\s*$/.test(json)) return { start, candidates: [] };
  if (isAtPropertyKey) {
    const parent = at.slice(0, -1);
    const present = keysOf(root, [...path.slice(0, -1)], prefix);
    const members = places.membersAt(name, parent, given).filter(({ info }) => !present.has(info.name));
    const candidates = offerMembers(places, members, prefix).map(
      ({ member, form, type, summary }): Candidate => ({
        text: `${JSON.stringify(member.info.name)}: ${opening[form]}`,
        suffix: "",
        label: `${member.info.name}${form === "value" ? "" : ` ${opening[form]}`}`,
        type,
        summary,
      }),
    );
    return { start, candidates };
  }
  const member = places.memberAt(name, at, given);
  if (member === undefined) return { start, candidates: [] };
  const values = possibleValues(places, member, await source.values(name, member, prefix, given));
  const candidates = values
    .filter(({ value }) => value.startsWith(prefix))
    .map(({ value, isString, summary }): Candidate => {
      return { text: isString ? JSON.stringify(value) : value, suffix: "", label: value, summary };
    });
  return { start, candidates, hint: memberHint(places.schema, member) };
}

function requestCandidates(
  [key]: readonly string[],
  isKey: boolean,
  prefix: string,
  { schema, documentation }: Places,
): Candidate[] {
  const names = isKey
    ? ["execute", "arguments"]
    : key === "execute"
      ? [...schema.commands.keys()].sort()
      : [];
  return names
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({
      text: JSON.stringify(name) + (isKey ? `: ${name === "arguments" ? "{" : ""}` : ""),
      suffix: "",
      label: name,
      summary: isKey ? undefined : documentation.summary(name),
    }));
}

function pathOf(dotted: string): JSONPath {
  return dotted.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

function valueOf(root: Node | undefined, path: JSONPath): string | undefined {
  const value: unknown = root === undefined ? undefined : findNodeAtLocation(root, path)?.value;
  return typeof value === "string" ? value : undefined;
}

/** Returns the members that an object has, except for the one at the cursor. */
function keysOf(root: Node | undefined, path: JSONPath, current: string): ReadonlySet<string> {
  const object = root === undefined ? undefined : findNodeAtLocation(root, path);
  const keys = (object?.children ?? []).map((property) => String(property.children?.[0]?.value));
  return new Set(keys.filter((key) => key !== current));
}
