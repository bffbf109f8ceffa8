import picomatch from "picomatch";
import type { Effect } from "qapi-ts/qmp/effects";
import { patternOptions } from "../../events/event-filter.js";
import { effectOf, effectOfCall, hostResources, isAtMost, isKnown } from "./effects.js";
import { Folders } from "./folders.js";
import { pathsIn } from "./host-paths.js";
import { programsIn, resourcesIn, type NamedResource } from "./resources.js";

/** What clients may execute. */
export interface PolicyOptions {
  /** The highest effect that a command may have: `change` includes `read`, and `destroy` includes both. Default: `read`. */
  readonly effect?: Effect | undefined;
  /** The commands that may be executed with any effect, as patterns with `*` and `?`. Default: none. */
  readonly allow?: readonly string[] | undefined;
  /** The commands that may not be executed, as patterns. This rule precedes the others. Default: none. */
  readonly deny?: readonly string[] | undefined;
  /**
   * The folders of the machine's host that arguments may name, as absolute paths. Other paths, programs that the machine
   * would run, commands of the human monitor, and commands whose arguments are not known are refused. Default: any path.
   */
  readonly paths?: readonly string[] | undefined;
}

/** Why a command is refused. */
export interface Refusal {
  /** The rule, such as `allow read` or `deny blockdev-*`. */
  readonly rule: string;
  /** The whole reason, which the client receives. */
  readonly message: string;
}

/** Decides which commands a client may execute. */
export interface Policy {
  /** Returns why a command is refused; undefined if it is not. */
  check(command: string, args: object): Refusal | undefined;
}

interface Pattern {
  readonly text: string;
  readonly matches: (command: string) => boolean;
}

/**
 * Creates a policy.
 * @throws RangeError if a folder is not an absolute path; TypeError if a pattern is empty.
 */
export function createPolicy({ effect = "read", allow, deny, paths }: PolicyOptions = {}): Policy {
  const [allowed, denied] = [patternsOf(allow), patternsOf(deny)];
  const folders = paths && new Folders(paths);
  const pathsRule = `paths ${paths?.join(" ") ?? ""}`;
  return {
    check: (command, args) => {
      const pattern = denied.find(({ matches }) => matches(command));
      if (pattern !== undefined) return refusal(`deny ${pattern.text}`, `${quote(command)} is denied`);
      if (!allowed.some(({ matches }) => matches(command))) {
        const actual = effectOfCall(command, args);
        if (!isAtMost(actual, effect)) return refusal(`allow ${effect}`, describe(command, actual));
      }
      const problem = folders && pathProblem(command, args, folders);
      return problem === undefined ? undefined : refusal(pathsRule, problem);
    },
  };
}

function patternsOf(texts: readonly string[] = []): readonly Pattern[] {
  return texts.map((text) => ({ text, matches: picomatch(text, patternOptions) }));
}

function refusal(rule: string, reason: string): Refusal {
  return { rule, message: `refused by the rule "${rule}": ${reason}` };
}

function describe(command: string, effect: Effect): string {
  if (!isKnown(command)) return `the effect of ${quote(command)} is not known, which counts as "destroy"`;
  const detail = effect === effectOf(command) ? "" : " with these arguments, which can do anything";
  return `${quote(command)} has the effect "${effect}"${detail}`;
}

/** The most characters of a client's text in a message. */
const maxQuote = 200;

function quote(text: string): string {
  return `"${text.length > maxQuote ? `${text.slice(0, maxQuote)}...` : text}"`;
}

/** Returns the argument of a command that is not in the folders; undefined if there is none. */
function pathProblem(command: string, args: object, folders: Folders): string | undefined {
  if (!isKnown(command)) return `the arguments of ${quote(command)} are not known`;
  const resources = resourcesIn(args, hostResources(command));
  const [program] = programsIn(resources);
  if (program !== undefined) return `"${program.argument}" names a program or a monitor command`;
  for (const resource of resources) {
    const problem = resource.kinds.has("path") ? resourceProblem(resource, folders) : undefined;
    if (problem !== undefined)
      return `"${resource.argument}" names ${quote(resource.text)}, which ${problem}`;
  }
  return undefined;
}

function resourceProblem(resource: NamedResource, folders: Folders): string | undefined {
  const named = pathsIn(resource);
  if ("problem" in named) return named.problem;
  for (const path of named.paths) {
    const problem = folders.problemOf(path);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
