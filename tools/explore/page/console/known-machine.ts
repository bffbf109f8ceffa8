import { readSchemaInfo } from "qapi-ts-generator/introspection";
import type { Documentation } from "../../../documentation/documentation.js";
import { MachineSchema } from "../../../schema/machine-schema.js";
import { LiveValues } from "../../../shell/live/live-values.js";
import type { OpenMachine } from "../connection/machine.js";
import { loadModel } from "../data/model.js";
import { FormBuilder } from "./form/build-form.js";
import { documentationOf } from "./documentation-of-model.js";

/** What a command does; undefined if it is not known. */
type CommandEffectWord = "read" | "change" | "destroy" | undefined;

/** What the page has of a machine: its own schema, and the documentation of the shipped model that fits it. */
export interface KnownMachine {
  readonly machine: OpenMachine;
  readonly schema: MachineSchema;
  readonly documentation: Documentation;
  readonly effects: ReadonlyMap<string, CommandEffectWord>;
  readonly forms: FormBuilder;
  readonly live: LiveValues;
}

/** The limit of the machine's schema, in milliseconds. */
const timeout = 30_000;

/** The limit of queries for names, in milliseconds. */
const liveTimeout = 10_000;

const known = new WeakMap<OpenMachine, Promise<KnownMachine>>();

/**
 * Queries the schema of a machine, once for each connection: after a restart it may be another version.
 * @throws Error (as a rejection) if it has none.
 */
export function knowMachine(machine: OpenMachine): Promise<KnownMachine> {
  const present = known.get(machine);
  if (present !== undefined) return present;
  const loading = loadMachine(machine);
  known.set(machine, loading);
  loading.catch(() => known.delete(machine));
  return loading;
}

async function loadMachine(machine: OpenMachine): Promise<KnownMachine> {
  const { session, model } = machine;
  const [answer, definitions] = await Promise.all([
    session.call("query-qmp-schema", undefined, { timeout }),
    loadModel(model).then((loaded) => loaded.definitions()),
  ]);
  const schema = new MachineSchema(readSchemaInfo(answer));
  const documentation = documentationOf(definitions);
  const effects = new Map(
    [...definitions.values()].map((each) => [each.name, each.kind === "command" ? each.effect : undefined]),
  );
  // Names appear when they arrive, so that a slow machine may take its time.
  const live = new LiveValues((command, args) => session.call(command, args, { timeout: liveTimeout }));
  return { machine, schema, documentation, effects, forms: new FormBuilder(schema, documentation), live };
}
