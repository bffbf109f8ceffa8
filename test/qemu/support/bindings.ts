import * as newest from "../../../generated/qmp/index.js";
import * as newestValidators from "../../../generated/qmp/validators.js";
import * as ten from "../../../generated/qmp-10.0/index.js";
import * as tenValidators from "../../../generated/qmp-10.0/validators.js";
import * as seven from "../../../generated/qmp-7.2/index.js";
import * as sevenValidators from "../../../generated/qmp-7.2/validators.js";
import * as daemon from "../../../generated/qsd/index.js";
import * as daemonValidators from "../../../generated/qsd/validators.js";
import type { Protocol, ProtocolDescriptor } from "../../../runtime/index.js";
import type { Validators } from "../../../runtime/session/session-options.js";
import type { Version } from "./sources.js";

/** The shipped bindings of one server, their validators, and the folder of the schema that they are generated from. */
export interface Bindings {
  readonly functions: Readonly<Record<string, unknown>>;
  readonly protocol: ProtocolDescriptor<Protocol>;
  readonly validators: Validators;
  readonly schema: string;
}

export const monitorBindings: Readonly<Record<Version, Bindings>> = {
  "11.1": { functions: newest, protocol: newest.qmp, validators: newestValidators, schema: "qmp/11.1" },
  "10.0": { functions: ten, protocol: ten.qmp, validators: tenValidators, schema: "qmp/10.0" },
  "7.2": { functions: seven, protocol: seven.qmp, validators: sevenValidators, schema: "qmp/7.2" },
};

export const storageDaemonBindings: Bindings = {
  functions: daemon,
  protocol: daemon.qsd,
  validators: daemonValidators,
  schema: "qsd",
};
