import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scaledSchemas } from "../../../bench/support/scaled-schemas.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { importAnswers, introspect, parseAnswer, type Model } from "../../../generator/index.js";
import { runCompiled, runHere } from "../cli/support.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { expectLinear, factor } from "./linear.js";

/** What generate and diff are measured with: valid schemas, whose types are returned by commands. */
const schemas = Object.entries(scaledSchemas).filter(([name]) =>
  [
    "structs",
    "members",
    "enum values",
    "chain of unions",
    "unions over one struct",
    "branches of a union",
    "features",
    "accessors",
    "documented members",
  ].includes(name),
);

/** Adds a command for each type. */
function used(schema: string): string {
  const types = [...schema.matchAll(/'(?:struct|union)': '(\w+)'/g)];
  const commands = types.map(([, name], n) => `{ 'command': 'use-${n}', 'returns': [ '${name ?? ""}' ] }\n`);
  return `${schema}\n${commands.join("")}`;
}

function modelOf(schema: string): Model {
  const folder = temporaryFolder({ "s.json": `${schema}\n` });
  const { model, diagnostics } = readSchema(join(folder, "s.json"));
  if (model === undefined) throw new Error(diagnostics[0]?.message);
  return model;
}

describe("the time of diff grows with the schemas, not with their square", () => {
  test.each(schemas)("%s", async (_, make) => {
    const folder = temporaryFolder();
    const write = (count: number): readonly string[] => {
      const text = used(make(count));
      return [text, text.replaceAll("'str'", "'int'")].map((each, index) => {
        const file = join(folder, `${count}-${index}.json`);
        writeFileSync(file, `${each}\n`);
        return file;
      });
    };
    const [small, large] = [write(500), write(500 * factor)];
    await expectLinear(
      () => runHere(["diff", ...small, "--no-color"]),
      () => runHere(["diff", ...large, "--no-color"]),
    );
  });

  test("many commands that use the same types", async () => {
    const chain = (count: number, type: string): string =>
      Array.from(
        { length: count },
        (_, n) =>
          `{ 'struct': 'S${n}a', 'data': { 'm': '${type}', '*n': 'S${(n + 1) % count}a' } }\n{ 'command': 'c${n}', 'returns': [ 'S0a' ] }\n`,
      ).join("");
    const folder = temporaryFolder();
    const write = (count: number, type: string): string => {
      const file = join(folder, `${count}-${type}.json`);
      writeFileSync(file, chain(count, type));
      return file;
    };
    const files = (count: number): string[] => [write(count, "str"), write(count, "int")];
    const [small, large] = [files(250), files(250 * factor)];
    await expectLinear(
      () => runHere(["diff", ...small]),
      () => runHere(["diff", ...large]),
    );
  });
});

describe("the time of import grows with the answer, not with its square", () => {
  const answerOf = (model: Model): string => JSON.stringify(introspect(model));

  test.each(schemas)("%s, with the names of the schema", async (_, make) => {
    const importOf = (count: number) => {
      const names = modelOf(used(make(count)));
      const answer = parseAnswer("answer", answerOf(names));
      return () => importAnswers([answer], { names });
    };
    await expectLinear(importOf(500), importOf(500 * factor));
  });

  test("types that no command uses, with the names of a schema", async () => {
    const importOf = (count: number) => {
      const schema = scaledSchemas["structs"]?.(count) ?? "";
      const names = modelOf(schema);
      const infos = Array.from({ length: count }, (_, n) => ({
        name: String(n),
        "meta-type": "object",
        members: [{ name: "a", type: "str" }],
      }));
      const text = JSON.stringify([...infos, { name: "str", "meta-type": "builtin", "json-type": "string" }]);
      const answer = parseAnswer("answer", text);
      return () => importAnswers([answer], { names });
    };
    await expectLinear(importOf(500), importOf(500 * factor));
  });
});

test("a schema whose types have more than 500,000 members with those of their bases is refused at the type", async () => {
  const folder = temporaryFolder({
    "s.json": `${scaledSchemas["chain of bases"]?.(1100) ?? ""}\n{ 'command': 'c', 'returns': 'S5a' }\n`,
  });
  const file = join(folder, "s.json");
  const expected = /s\.json:1000:\d+: the types have more than 500000 members with those of their bases\n$/;
  const validators = runCompiled(folder, ["generate", file, "--out", join(folder, "out"), "--validators"]);
  expect(validators).toMatchObject({ status: 1, error: expect.stringMatching(expected) as string });
  expect(existsSync(join(folder, "out"))).toBe(false);
  const { status, error } = await runHere(["diff", file, file]);
  expect({ status, error }).toEqual({ status: 1, error: expect.stringMatching(expected) as string });
  expect((await runHere(["check", file])).status).toBe(0);
});

test("base64 members to which more than 1,000 paths lead from a command are refused", async () => {
  const layers = Array.from(
    { length: 40 },
    (_, n) => `{ 'struct': 'S${n}a', 'data': { 'a': 'S${n + 1}a', 'b': 'S${n + 1}a' } }\n`,
  ).join("");
  const schema = `${layers}{ 'struct': 'S40a', 'data': { 'x': 'str' } }\n{ 'command': 'c', 'data': 'S0a' }\n`;
  const folder = temporaryFolder({ "s.json": schema, "a.json": '{ "base64": { "S40a": [ "x" ] } }\n' });
  const { status, error } = await runHere([
    "check",
    join(folder, "s.json"),
    "--annotations",
    join(folder, "a.json"),
  ]);
  expect(status).toBe(1);
  expect(error).toContain(
    'a.json:1:3: error annotation-mismatch: more than 1000 paths lead from the command "c"',
  );
});
