import type { MemberPath, SupportQuestion } from "./question.js";
import { textIn, type Place, type SchemaIndex } from "./schema-index.js";

/** Whether a server that describes itself so offers what is asked for. */
export function offers(index: SchemaIndex, question: SupportQuestion): boolean {
  const { feature } = question;
  const places = placesOf(index, question);
  return places.some(({ info }) => feature === undefined || hasFeature(info["features"], feature));
}

function hasFeature(features: unknown, feature: string): boolean {
  return Array.isArray(features) && features.includes(feature);
}

/** Where the server has what is asked for; a name can be a member in several branches. */
function placesOf(index: SchemaIndex, question: SupportQuestion): Place[] {
  const start = startOf(index, question);
  const path = pathOf(question);
  if (path === undefined) return start;
  const members = path.reduce(
    (places, name) => places.flatMap(({ type }) => (type === undefined ? [] : index.members(type, name))),
    start,
  );
  const value = "value" in question ? question.value : undefined;
  if (value === undefined) return members;
  return members.flatMap(({ type }) => (type === undefined ? [] : index.values(type, value)));
}

function startOf(index: SchemaIndex, question: SupportQuestion): Place[] {
  const info =
    "command" in question
      ? index.message("command", question.command)
      : index.message("event", question.event);
  const key = "returns" in question ? "ret-type" : "arg-type";
  return info ? [{ info, type: textIn(info[key]) }] : [];
}

function pathOf(question: SupportQuestion): readonly string[] | undefined {
  let path: MemberPath | undefined;
  if ("argument" in question) path = question.argument;
  else if ("returns" in question) path = question.returns;
  else if ("data" in question) path = question.data;
  return typeof path === "string" ? [path] : path;
}
