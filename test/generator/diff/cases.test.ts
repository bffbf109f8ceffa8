import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diffInterfaces } from "../../../generator/diff/diff.js";
import type { Finding } from "../../../generator/diff/finding.js";
import { interfaceOfModel } from "../../../generator/diff/from-model.js";
import { kinds } from "../../../generator/diff/kinds.js";
import { bothWays, introspected, modelIn } from "./support.js";

/** A case is a folder: two schemas, and what is found from the one to the other and back. */
const folder = join(import.meta.dirname, "cases");
const cases = readdirSync(folder);

function line(finding: Finding): string {
  const { wire, types, kind, path, message, old, new: now, type, uses, unstable, deprecated } = finding;
  const what = [old ?? "", now ?? ""].join(" -> ");
  const marks = [...(unstable ? ["unstable"] : []), ...(deprecated ? ["deprecated"] : [])].join(" ");
  return [
    `${path}: ${message} (${kind}${what === " -> " ? "" : `, ${what}`})`,
    `    wire ${wire}, types ${types}${marks && `, of something ${marks}`}`,
    `    ${type === undefined ? "" : `declared by ${type}, `}used by ${uses.join(", ")}`,
  ].join("\n");
}

function told(name: string, findings: readonly Finding[]): string {
  return [`# ${name}`, ...(findings.length === 0 ? ["nothing"] : findings.map(line))].join("\n");
}

describe.each(cases)("%s", (name) => {
  const [oldModel, newModel] = ["old", "new"].map((side) => modelIn(join(folder, name, `${side}.json`)));
  if (!oldModel || !newModel) throw new Error("two schemas");
  const [old, now] = [interfaceOfModel(oldModel), interfaceOfModel(newModel)];

  test("is told as expected", async () => {
    const texts = [
      told("old to new", diffInterfaces(old, now)),
      told("new to old", diffInterfaces(now, old)),
    ];
    await expect(`${texts.join("\n\n")}\n`).toMatchFileSnapshot(join(folder, name, "expected.txt"));
  });

  test("is the mirror of the way back", () => {
    const { there, mirrored } = bothWays(old, now);
    expect(there).toEqual(mirrored);
  });

  test.each([
    ["old", oldModel],
    ["new", newModel],
  ])("the %s one is not different from what a server with it says", (_side, model) => {
    const [schema, answer] = [interfaceOfModel(model), introspected(model)];
    expect(diffInterfaces(schema, answer)).toEqual([]);
    expect(diffInterfaces(answer, schema)).toEqual([]);
    expect(diffInterfaces(schema, schema)).toEqual([]);
  });

  test("servers' answers show what is on the wire", () => {
    const wire = (findings: readonly Finding[]): string[] =>
      findings.filter(({ kind }) => !onlyInSchemas.test(kind)).map(({ kind, path }) => `${kind} ${path}`);
    const asked = diffInterfaces(introspected(oldModel), introspected(newModel));
    expect(asked.filter(({ kind }) => onlyInSchemas.test(kind))).toEqual([]);
    expect(wire(asked)).toEqual(expect.arrayContaining(wire(diffInterfaces(old, now))));
  });
});

/** Names of types, ranges of integers, and how a command is executed: but for `oob`, no server tells. */
const onlyInSchemas = /^(type-(renamed|merged|split)|range-|arguments-(opened|closed)|reply-|preconfig-)/;

test("every kind of change has a case", () => {
  const texts = cases.map((name) => readFileSync(join(folder, name, "expected.txt"), "utf8")).join("\n");
  const found = new Set([...texts.matchAll(/ \(([a-z-]+)(?:, [^\n]*)?\)$/gm)].map(([, kind]) => kind));
  expect(found).toEqual(new Set(Object.keys(kinds)));
});
