// Nothing here is an error.
import { connect } from "qapi-ts";
import type { QmpCommands } from "qapi-ts/qmp";
import { type CommandEffect, type Effect, effects, type HostResource } from "qapi-ts/qmp/effects";
import { effects as effectsOf100 } from "qapi-ts/qmp/10.0/effects";
import { effects as effectsOf72 } from "qapi-ts/qmp/7.2/effects";
import { effects as effectsOfAgent } from "qapi-ts/qga/effects";
import { effects as effectsOfStorage } from "qapi-ts/qsd/effects";

export const effect: Effect = effects["query-block"].effect;
export const host: readonly HostResource[] = effects["blockdev-add"].host ?? [];
export const ofEach: Readonly<Record<keyof QmpCommands, CommandEffect>> = effects;
export const ofOthers: readonly CommandEffect[] = [
  effectsOf100["query-migrationthreads"],
  effectsOf72["x-query-profile"],
  effectsOfAgent["guest-exec"],
  effectsOfStorage["blockdev-add"],
];
void connect({ path: "/run/vm.qmp", readTimeout: Infinity, callTimeout: () => undefined });
