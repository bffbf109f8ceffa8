import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../../support/compile.js";

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...args: readonly string[]): Promise<Run> {
  const main = join(root, "fleet/dist/cli/main.js");
  const env = { ...process.env, NATS_URL: "" };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args], { env });
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Run;
  }
}

const place = ["--site", "a", "--host", "h"];

test.each([
  [[], 2, "qmp-fleet: Missing command. Run `qmp-fleet --help` for the list.\n"],
  [
    ["serve", ...place, "--creeds", "/x"],
    2,
    "qmp-fleet: unknown option '--creeds' (Did you mean --creds?) Run `qmp-fleet serve --help`.\n",
  ],
  [["help", "serv"], 2, "qmp-fleet: unknown command 'serv' (Did you mean serve?) Run `qmp-fleet --help`.\n"],
  [["serve"], 2, "qmp-fleet: required option '--site <site>' not specified Run `qmp-fleet serve --help`.\n"],
  [["serve", ...place, "--lease", "0"], 2, /^qmp-fleet: .*Use a number of seconds.*\n$/],
  [
    ["serve", ...place, "--creds", "/no/file"],
    2,
    "qmp-fleet: --creds names a file that cannot be read: /no/file.\n",
  ],
  [["serve", ...place, "--paths", "relative"], 2, /^qmp-fleet: --paths, --allow or --deny: .*\n$/],
  [
    ["serve", ...place, "--nats", "nats://127.0.0.1:1"],
    4,
    /^qmp-fleet: cannot connect to NATS at nats:\/\/127\.0\.0\.1:1: connection refused\..*\n$/,
  ],
  [
    ["permissions", "--owner", "--site", "a"],
    2,
    "qmp-fleet: --owner needs --site and --host, because an owner serves one host.\n",
  ],
])("qmp-fleet %j fails in one line", async (args, code, message) => {
  const result = await run(...args);
  expect(result.stderr).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
  expect(result.code).toBe(code);
});

test.each(["serve", "permissions"])("the help of %s lists its exit codes", async (name) => {
  const [option, help] = await Promise.all([run(name, "--help"), run("help", name)]);
  expect(option.stdout).toMatch(/Exit codes: 0 done/);
  expect(help).toEqual(option);
});

test("prints the permissions of a user that may only read one machine", async () => {
  const where = [...place, "--machine", "vm 1"];
  const { stdout } = await run("permissions", "--effect", "read", ...where, "--inbox", "_INBOX_x");
  const { publish, subscribe } = JSON.parse(stdout) as {
    publish: { allow: string[] };
    subscribe: { allow: string[] };
  };
  expect(publish.allow).toContain("qmp.a.h.vm=201.cmd.query-status");
  expect(publish.allow.filter((each) => /\.cmd\.(\*|stop|quit|device_add)$/.test(each))).toEqual([]);
  expect(subscribe.allow).toEqual(["_INBOX_x.>", "qmp.a.h.vm=201.event.*"]);
});
