import type { JsonPath } from "../../config/json-file/json-file.js";
import type { AnnotatedCompletion, Command } from "../index.js";
import { CompletionJudge } from "./completion-judge.js";
import type { Judge } from "./judge.js";
import type { WrittenCompletion } from "./written.js";

/** How commands complete, as far as the model bears it out. */
export function resolveCompletions(
  judge: Judge,
  completions: Readonly<Record<string, WrittenCompletion>>,
): ReadonlyMap<string, AnnotatedCompletion> {
  const resolved = new Map<string, AnnotatedCompletion>();
  for (const [name, written] of Object.entries(completions)) {
    const path = ["completions", name];
    const command = judge.command(name, path);
    if (command === undefined) continue;
    checkCompletion(judge, command, written, path);
    resolved.set(name, { description: { ...written }, position: judge.position(path) });
  }
  return resolved;
}

function checkCompletion(judge: Judge, command: Command, written: WrittenCompletion, path: JsonPath): void {
  const { done = [], failed = [], state, job, progress, forced } = written;
  const one = new CompletionJudge(judge, command);
  if (done.length === 0 && state === undefined && job === undefined) {
    judge.misfit("nothing says when it is complete: give 'done', 'state' or 'job'", path);
  }
  for (const [key, endings] of Object.entries({ done, failed })) {
    for (const [index, ending] of endings.entries()) one.ending(ending, [...path, key, index]);
  }
  for (const [index, id] of (job?.id ?? []).entries()) one.argument(id, [...path, "job", "id", index]);
  if (state) checkState(judge, one, state, [...path, "state"]);
  if (progress) checkProgress(one, progress, [...path, "progress"]);
  if (forced) checkFallback(judge, one, forced, [...path, "forced"]);
}

type State = NonNullable<WrittenCompletion["state"]>;
type ProgressSource = NonNullable<WrittenCompletion["progress"]>;
type Fallback = NonNullable<WrittenCompletion["forced"]>;

function checkState(judge: Judge, one: CompletionJudge, state: State, path: JsonPath): void {
  for (const [index, event] of (state.wake ?? []).entries()) judge.event(event, [...path, "wake", index]);
  const answer = one.query(state, path);
  if (answer === undefined) return;
  one.conditions(answer, state.done ?? [], [...path, "done"]);
  one.conditions(answer, state.failed ?? [], [...path, "failed"]);
  one.members(answer, state, ["error"], path);
}

function checkProgress(one: CompletionJudge, progress: ProgressSource, path: JsonPath): void {
  if (progress.towards !== undefined) one.argument(progress.towards, [...path, "towards"]);
  const answer = one.query(progress, path);
  if (answer !== undefined) one.members(answer, progress, ["current", "remaining", "total"], path);
}

function checkFallback(judge: Judge, one: CompletionJudge, forced: Fallback, path: JsonPath): void {
  const command = judge.command(forced.command, [...path, "command"]);
  if (command === undefined) return;
  for (const [index, ending] of (forced.done ?? []).entries()) one.ending(ending, [...path, "done", index]);
  const other = new CompletionJudge(judge, command);
  for (const [name, given] of Object.entries(forced.arguments ?? {})) {
    const at = [...path, "arguments", name];
    other.argument(name, at);
    if ("argument" in given) one.argument(given.argument, [...at, "argument"]);
  }
}
