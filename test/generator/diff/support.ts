import { diffInterfaces } from "../../../generator/diff/diff.js";
import { changeKinds, type SchemaChange } from "../../../generator/diff/change-kinds.js";
import { interfaceOfAnswer } from "../../../generator/diff/from-answer.js";
import { introspect, type IntrospectOptions } from "../../../generator/introspection/introspect.js";
import { readSchemaInfo } from "../../../generator/introspection/schema-info.js";
import type { Interface } from "../../../generator/diff/interface.js";
import type { Model } from "../../../generator/model/index.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";

export function modelIn(file: string): Model {
  const { model, diagnostics } = readSchema(file);
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return model;
}

/** Returns the interface that a server with this schema reports. */
export function introspected(model: Model, options: IntrospectOptions = {}): Interface {
  return interfaceOfAnswer(readSchemaInfo(JSON.parse(JSON.stringify(introspect(model, options)))));
}

/** The part of a change that does not depend on which side is the old one. */
function essence({ kind, old, new: now, directions, uses }: SchemaChange): string {
  return JSON.stringify([kind, old, now, directions, uses]);
}

/** Compares in both directions and mirrors the changes of the second one. Both lists must be equal. */
export function bothDirections(old: Interface, now: Interface): { forward: string[]; mirrored: string[] } {
  const backward = diffInterfaces(now, old).map(({ old: before, new: after, ...change }) => ({
    ...change,
    kind: changeKinds[change.kind].mirror,
    ...(after !== undefined && { old: after }),
    ...(before !== undefined && { new: before }),
  }));
  return { forward: diffInterfaces(old, now).map(essence).sort(), mirrored: backward.map(essence).sort() };
}
