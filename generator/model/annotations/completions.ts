import type { JsonPath } from "../../config/json-file/json-file.js";
import { quote } from "../../diagnostics/escape.js";
import type { Command } from "../model.js";
import type { CompletionEntry } from "./annotations-file.js";
import type { AnnotatedCompletion } from "./annotations.js";
import { CompletionValidator } from "./completion-validator.js";
import type { AnnotationValidator } from "./validator.js";

/** Resolves how commands complete. Reports entries that do not match the model. */
export function resolveCompletions(
  validator: AnnotationValidator,
  completions: Readonly<Record<string, CompletionEntry>>,
): ReadonlyMap<string, AnnotatedCompletion> {
  const resolved = new Map<string, AnnotatedCompletion>();
  for (const [name, entry] of Object.entries(completions)) {
    const path = ["completions", name];
    const command = validator.command(name, path);
    if (command === undefined) continue;
    checkCompletion(validator, command, entry, path);
    resolved.set(name, { description: { ...entry }, position: validator.position(path) });
  }
  return resolved;
}

function checkCompletion(
  validator: AnnotationValidator,
  command: Command,
  entry: CompletionEntry,
  path: JsonPath,
): void {
  const { done = [], failed = [], state, job, progress, forced, cancel } = entry;
  const completion = new CompletionValidator(validator, command);
  if (done.length === 0 && state === undefined && job === undefined) {
    const message = `the completion of ${quote(command.name)} has none of the keys 'done', 'state' and 'job'`;
    validator.mismatch(message, path);
  }
  for (const [key, endings] of Object.entries({ done, failed })) {
    for (const [index, ending] of endings.entries()) completion.ending(ending, [...path, key, index]);
  }
  for (const [index, id] of (job?.id ?? []).entries()) {
    completion.argument(id, [...path, "job", "id", index]);
  }
  if (state) checkState(validator, completion, state, [...path, "state"]);
  if (progress) checkProgress(completion, progress, [...path, "progress"]);
  if (forced) checkFallback(completion, forced, [...path, "forced"]);
  if (cancel) completion.call(cancel, [...path, "cancel"]);
}

type State = NonNullable<CompletionEntry["state"]>;
type ProgressSource = NonNullable<CompletionEntry["progress"]>;
type Fallback = NonNullable<CompletionEntry["forced"]>;

function checkState(
  validator: AnnotationValidator,
  completion: CompletionValidator,
  state: State,
  path: JsonPath,
): void {
  for (const [index, event] of (state.wake ?? []).entries()) {
    validator.event(event, [...path, "wake", index]);
  }
  const answer = completion.query(state, path);
  if (answer === undefined) return;
  completion.conditions(answer, state.done ?? [], [...path, "done"]);
  completion.conditions(answer, state.failed ?? [], [...path, "failed"]);
  completion.members(answer, state, ["error"], path);
}

function checkProgress(completion: CompletionValidator, progress: ProgressSource, path: JsonPath): void {
  if (progress.towards !== undefined) completion.argument(progress.towards, [...path, "towards"]);
  const answer = completion.query(progress, path);
  if (answer !== undefined) completion.members(answer, progress, ["current", "remaining", "total"], path);
}

function checkFallback(completion: CompletionValidator, forced: Fallback, path: JsonPath): void {
  if (completion.call(forced, path) === undefined) return;
  for (const [index, ending] of (forced.done ?? []).entries()) {
    completion.ending(ending, [...path, "done", index]);
  }
}
