import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { describe, expect, test } from "vitest";
import type { History } from "../../schema/print/history/history.js";
import { versionsPage } from "../../schema/print/history/page.js";
import { versions } from "../../schema/print/versions.js";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { root } from "../support/compile.js";

const page = join(root, "docs/versions.md");
const history = JSON.parse(readFileSync(join(root, "schema/history.json"), "utf8")) as History;
const shipped = versions.map(({ name }) => ({
  name,
  schema: join(root, "schema/qmp", name, "qapi-schema.json"),
}));

test("docs/versions.md is up to date: run `npm run docs:versions`", async () => {
  const options = { ...(await resolveConfig(page)), filepath: page };
  expect(readFileSync(page, "utf8")).toBe(await format(versionsPage(history, shipped), options));
});

describe.each(shipped)("the history of $name", ({ name, schema }) => {
  const definitions = readSchema(schema).model?.definitions ?? [];
  const at = history.versions.indexOf(name);

  test("has every command and event of its bindings", () => {
    const lifetimes = { command: history.monitor.commands, event: history.monitor.events };
    const wrong = definitions.filter((definition) => {
      if (definition.kind !== "command" && definition.kind !== "event") return false;
      const lifetime = lifetimes[definition.kind][definition.name];
      const gone = lifetime?.goneIn === undefined ? Infinity : history.versions.indexOf(lifetime.goneIn);
      return lifetime === undefined || gone <= at;
    });
    expect(at).toBeGreaterThan(0);
    expect(wrong.map((each) => each.name)).toEqual([]);
  });
});
