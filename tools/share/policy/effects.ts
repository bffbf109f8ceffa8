import type { CommandEffect, Effect, HostResource } from "qapi-ts/qmp/effects";
import { effects as newest } from "qapi-ts/qmp/effects";
import { effects as ten } from "qapi-ts/qmp/10.0/effects";
import { effects as seven } from "qapi-ts/qmp/7.2/effects";
import { effects as daemon } from "qapi-ts/qsd/effects";
import { programsIn, resourcesIn } from "./resources.js";

/** The effects, the weakest first. */
const order: readonly Effect[] = ["read", "change", "destroy"];

/** Whether an effect is at most another one. */
export function isAtMost(effect: Effect, highest: Effect): boolean {
  return order.indexOf(effect) <= order.indexOf(highest);
}

/** What each command does in any shipped release: the worst of its effects, and all its arguments that name resources. */
const table: ReadonlyMap<string, CommandEffect> = merge([newest, ten, seven, daemon]);

function merge(tables: readonly Readonly<Record<string, CommandEffect>>[]): Map<string, CommandEffect> {
  const merged = new Map<string, CommandEffect>();
  for (const [command, one] of tables.flatMap((each) => Object.entries(each))) {
    const other = merged.get(command) ?? one;
    merged.set(command, {
      effect: isAtMost(one.effect, other.effect) ? other.effect : one.effect,
      host: union(one.host ?? [], other.host ?? []),
    });
  }
  return merged;
}

function union(one: readonly HostResource[], other: readonly HostResource[]): readonly HostResource[] {
  const keyOf = ({ path, kind }: HostResource): string => `${kind} ${path}`;
  return [...new Map([...one, ...other].map((resource) => [keyOf(resource), resource])).values()];
}

/** Whether the effects and the resources of a command are known. */
export function isKnown(command: string): boolean {
  return table.has(command);
}

/** Returns the arguments of a command that name resources of the host. */
export function hostResources(command: string): readonly HostResource[] {
  return table.get(command)?.host ?? [];
}

/** Returns what a command does with any arguments. One that is not known counts as `destroy`. */
export function effectOf(command: string): Effect {
  return table.get(command)?.effect ?? "destroy";
}

/**
 * Returns what a call does. One that makes the machine run a program, or that creates a monitor, can do everything that its
 * program or the monitor's client can, so that it counts as `destroy`.
 */
export function effectOfCall(command: string, args: object): Effect {
  const effect = effectOf(command);
  if (effect === "destroy") return effect;
  if (command === "object-add" && isMonitor(args)) return "destroy";
  return programsIn(resourcesIn(args, hostResources(command))).length > 0 ? "destroy" : effect;
}

function isMonitor(args: object): boolean {
  return "qom-type" in args && String(args["qom-type"]).startsWith("monitor-");
}
