import { Parser } from "@asyncapi/parser";
import { describe, expect, test } from "vitest";
import { asyncApiDocument } from "../../../generator/export/asyncapi-document.js";
import { jsonText } from "../../../generator/export/model/document.js";
import { lowerAccessors } from "../../../generator/model/make-model.js";
import { cases, readCase } from "./model/documents.js";

/** The parser takes 17 seconds for QEMU's schema, so that one version of it is parsed. */
const parsed = cases.filter(({ schema }) => !/qmp\/(10|7)|qsd/.test(schema));

describe.each(parsed)("the AsyncAPI document of $schema", (given) => {
  test(
    "is valid by AsyncAPI's parser, with an operation for each command and event",
    { timeout: 300_000 },
    async () => {
      const { model, annotations } = await readCase(given);
      const server = { name: "QEMU", version: "11.1" };
      const text = jsonText(asyncApiDocument({ model, annotations, server }), 3);
      const { document, diagnostics } = await new Parser().parse(text);
      expect(diagnostics.filter(({ code }) => code !== "asyncapi-latest-version")).toEqual([]);
      expect(document?.info().version()).toBe("11.1");
      const wire = lowerAccessors(model).definitions;
      const received = document
        ?.operations()
        .filterByReceive()
        .map((each) => each.id());
      const sent = document
        ?.operations()
        .filterBySend()
        .map((each) => each.id());
      expect(received).toEqual(
        wire.filter(({ kind }) => kind === "command").map(({ name }) => `command.${name}`),
      );
      expect(sent?.filter((id) => id !== "greeting")).toEqual(
        wire.filter(({ kind }) => kind === "event").map(({ name }) => `event.${name}`),
      );
      for (const operation of document?.operations().filterByReceive() ?? []) {
        expect(
          operation
            .reply()
            ?.messages()
            .map((each) => each.id()),
        ).toContain("error");
      }
    },
  );
});

test("messages have the form of the wire", async () => {
  const { model, annotations } = await readCase({ schema: "test/generator/frontend/accepted/signals.json" });
  const document = asyncApiDocument({ model, annotations, server: undefined });
  expect(document).toMatchSnapshot();
});
