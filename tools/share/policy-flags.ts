import type { Effect } from "qapi-ts/qmp/effects";
import { reasonOf, UsageError } from "../failure.js";
import { createPolicy, type Policy, type PolicyOptions } from "./policy/policy.js";

/** The options that set what clients may execute, as commander parses them. */
export interface PolicyFlags {
  /** Effects and patterns of commands. */
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
  readonly paths?: readonly string[] | undefined;
}

/** The effects, the strongest first. */
const effects: readonly Effect[] = ["destroy", "change", "read"];

/** Converts the options to those of a policy. The strongest effect counts; other values of `--allow` are patterns. */
export function policyOptionsOf({ allow = [], deny, paths }: PolicyFlags): PolicyOptions {
  const isEffect = (text: string): boolean => effects.some((effect) => effect === text);
  return {
    effect: effects.find((effect) => allow.includes(effect)),
    allow: allow.filter((text) => !isEffect(text)),
    deny,
    paths,
  };
}

/** Creates the policy of the options. @throws UsageError if one is invalid. */
export function policyOf(flags: PolicyFlags): Policy {
  try {
    return createPolicy(policyOptionsOf(flags));
  } catch (cause) {
    throw new UsageError(`--paths, --allow or --deny: ${reasonOf(cause)}.`, { cause });
  }
}
