import { join } from "node:path";
import { onTestFinished, expect, test } from "vitest";
import { askServer } from "../../../generator/introspection/ask-server.js";
import { anyProtocol, CommandFailure, createServer } from "../../../runtime/server/index.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** Serves `query-qmp-schema`, and `query-version` if it has a handler, and asks the server. */
async function ask(versionHandler: { readonly "query-version"?: () => unknown }): Promise<unknown> {
  const server = createServer(anyProtocol, { "query-qmp-schema": () => [], ...versionHandler });
  onTestFinished(() => server.close());
  const path = join(temporaryFolder(), "qmp.sock");
  await server.listen({ path });
  return await askServer({ kind: "address", target: { path } });
}

test("a server is asked for its schema and its version", async () => {
  expect(await ask({ "query-version": () => ({ package: "" }) })).toEqual({
    version: { package: "" },
    schema: [],
  });
});

test("a server without query-version has no version", async () => {
  expect(await ask({})).toEqual({ version: undefined, schema: [] });
});

test("another failure of query-version is reported", async () => {
  const fail = (): never => {
    throw new CommandFailure("not now");
  };
  await expect(ask({ "query-version": fail })).rejects.toThrow("not now");
});
