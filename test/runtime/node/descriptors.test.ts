import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";
import { root } from "../../support/compile.js";

/** Calls a command with a descriptor, then without, and prints the outcome. */
const program = `
  import { connect } from "qapi-ts";
  import { anyProtocol, createServer } from "qapi-ts/server";
  const served = [];
  const server = createServer(anyProtocol, { getfd: ({ fdname }) => void served.push(fdname) });
  await server.listen({ path: "socket" });
  const session = await connect({ path: "socket" });
  const error = await session.call("getfd", { fdname: "with" }, { fds: [0] }).catch((error) => error);
  await session.call("getfd", { fdname: "without" });
  await session.close();
  await server.close();
  const { name, code, message, serverMayHaveActed } = error;
  console.log(JSON.stringify({ name, code, message, serverMayHaveActed, served }));`;

/** Runs the program in a folder where only the published package and these packages are installed. */
async function run(packages: Readonly<Record<string, string>>): Promise<unknown> {
  const folder = temporaryFolder();
  const installed = join(folder, "node_modules/qapi-ts");
  cpSync(join(root, "package.json"), join(installed, "package.json"));
  cpSync(join(root, "dist/runtime"), join(installed, "dist/runtime"), { recursive: true });
  for (const [path, text] of Object.entries({ ...packages, "program.mjs": program })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { stdout } = await promisify(execFile)(process.execPath, ["program.mjs"], { cwd: folder });
  return JSON.parse(stdout);
}

const refused = {
  name: "DescriptorError",
  code: "descriptors-impossible",
  serverMayHaveActed: false,
  served: ["without"],
};

test("refuses descriptors without koffi, names what to install and keeps the session", async () => {
  expect(await run({})).toEqual({
    ...refused,
    message: "getfd was not sent: sending descriptors needs the package koffi: npm install koffi",
  });
});

test("refuses a package koffi that lacks the expected functions", async () => {
  const packages = {
    "node_modules/koffi/package.json": '{ "name": "koffi", "type": "module", "exports": "./index.js" }',
    "node_modules/koffi/index.js": "export default {};",
  };
  expect(await run(packages)).toEqual({
    ...refused,
    message: "getfd was not sent: the installed package koffi does not have the expected functions",
  });
});
