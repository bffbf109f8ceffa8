import { diffInterfaces } from "../../../generator/diff/diff.js";
import type { Finding } from "../../../generator/diff/finding.js";
import { interfaceOfAnswer } from "../../../generator/diff/from-answer.js";
import { kinds } from "../../../generator/diff/kinds.js";
import { introspect, type IntrospectOptions } from "../../../generator/introspection/introspect.js";
import { readSchemaInfo } from "../../../generator/introspection/read-schema-info.js";
import type { Interface } from "../../../generator/diff/interface.js";
import type { Model } from "../../../generator/model/index.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";

export function modelIn(file: string): Model {
  const { model, diagnostics } = readSchema(file);
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return model;
}

/** What a server with this schema would say of itself, read. */
export function introspected(model: Model, options: IntrospectOptions = {}): Interface {
  return interfaceOfAnswer(readSchemaInfo(JSON.parse(JSON.stringify(introspect(model, options)))));
}

/** What is the same of a finding whichever side is the old one: path and marks depend on that. */
function essence({ kind, old, new: now, directions, uses }: Finding): string {
  return JSON.stringify([kind, old, now, directions, uses]);
}

/** The essences of both ways; the way back seen in the mirror. They are to be equal. */
export function bothWays(old: Interface, now: Interface): { there: string[]; mirrored: string[] } {
  const back = diffInterfaces(now, old).map(({ old: before, new: after, ...finding }) => ({
    ...finding,
    kind: kinds[finding.kind].mirror,
    ...(after !== undefined && { old: after }),
    ...(before !== undefined && { new: before }),
  }));
  return { there: diffInterfaces(old, now).map(essence).sort(), mirrored: back.map(essence).sort() };
}
