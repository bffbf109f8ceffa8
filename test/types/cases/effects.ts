import { connect } from "qapi-ts";
import { type Effect, effects, type HostResourceKind } from "qapi-ts/qmp/effects";
import { effects as effectsOf72 } from "qapi-ts/qmp/7.2/effects";
import { effects as effectsOfAgent } from "qapi-ts/qga/effects";

// Commands that the protocol does not have.
export const misspelt: unknown = effects["query-blok"];
export const newer: unknown = effectsOf72["blockdev-set-active"];
export const foreign: unknown = effectsOfAgent["query-block"];

// Other effects and kinds, and a table that a program changes.
export const wrong: Effect = "write";
export const kind: HostResourceKind = "file";
effects.quit = { effect: "read" };
effects.quit.effect = "read";
effects["blockdev-add"].host?.push({ path: "x", kind: "path" });

// A timeout that is not a number.
void connect({ path: "/run/vm.qmp", readTimeout: "30 s" });
void connect({ path: "/run/vm.qmp", readTimeout: () => 30 });
