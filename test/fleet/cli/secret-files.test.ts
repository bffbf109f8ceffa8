import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { root } from "../../support/compile.js";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";
import { describeWithNats, NatsServer } from "../support/nats-server.js";
import { use } from "../support/use.js";

const folder = mkdtempSync(join(tmpdir(), "qmp-fleet-files-"));
const pipe = join(folder, "pipe");
execFileSync("mkfifo", [pipe]);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly status: number | null;
  readonly text: string;
}

/** Runs a command line of bash, in which `fleet` and `qmp` are the commands. */
function inShell(line: string, env: Readonly<Record<string, string>> = {}): Run {
  const define = (name: string, workspace: string): string =>
    `${name}() { "${process.execPath}" "${join(root, workspace, "dist/cli/main.js")}" "$@"; };`;
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["-c", `${define("fleet", "fleet")} ${define("qmp", "tools")} ${line}`],
    { encoding: "utf8", timeout: 30_000, env: { ...process.env, ...env } },
  );
  return { status, text: stdout + stderr };
}

const serve = "fleet serve --site a --host h --nats nats://127.0.0.1:1";

describe.each([
  ["a pipe without a writer", pipe, /not a regular file/],
  ["a device", "/dev/zero", /not a regular file/],
  ["a file that does not exist", "/no/file", /ENOENT/],
])("%s", (_, file, reason) => {
  test.each<[name: string, line: string, env?: Readonly<Record<string, string>>]>([
    ["--creds", `${serve} --creds ${file}`],
    ["--password-file", `${serve} --user u --password-file ${file}`],
    ["--ca", `${serve} --ca ${file}`],
    ["--cert", `${serve} --cert ${file}`],
    ["--key", `${serve} --key ${file}`],
    ["NATS_PASSWORD_FILE", serve, { NATS_PASSWORD_FILE: file }],
    ["NATS_CREDS", serve, { NATS_CREDS: file }],
    ["NATS_PASSWORD_FILE of qmp", "qmp ps --fleet", { NATS_PASSWORD_FILE: file }],
    ["NATS_CREDS of qmp", "qmp exec nats:a/h/vm stop", { NATS_CREDS: file }],
  ])("is refused at once as %s", (_name, line, env) => {
    const { status, text } = inShell(line, env);
    expect(text).toMatch(reason);
    expect(text).toMatch(/^qmp(-fleet)?: [^\n]+\n$/);
    expect(status).toBe(2);
  });
});

test.each(["pipe", "/dev/null", "."])("an audit log in %s is refused at once", (name) => {
  const file = name === "pipe" ? pipe : name;
  for (const line of [`${serve} --audit ${file}`, `qmp share /x --listen unix:/y --audit ${file}`]) {
    const { status, text } = inShell(line);
    expect(text).toMatch(
      /--audit names a file that cannot be written: (it is not a regular file|EISDIR|ENXIO)/,
    );
    expect(status).toBe(2);
  }
});

describeWithNats("a server of NATS with users", () => {
  test("takes the password of a file, of a pipe of the shell and of the environment, and refuses another one", async () => {
    const users = 'authorization { users = [ { user: u, password: "right" } ] }';
    const nats = use(await new NatsServer(users).start());
    const right = join(temporaryFolder(), "password");
    writeFileSync(right, "right\n");
    const env = { NATS_URL: nats.url, NATS_USER: "u" };
    // The stores do not exist yet: the connection was accepted.
    const accepted = /no owner has served it yet|stores of the fleet cannot be opened/;
    expect(inShell("qmp ps --fleet", { ...env, NATS_PASSWORD_FILE: right }).text).toMatch(accepted);
    const main = join(root, "tools/dist/cli/main.js");
    const piped = `env NATS_PASSWORD_FILE=<(echo right) "${process.execPath}" "${main}" ps --fleet`;
    expect(inShell(piped, env).text).toMatch(accepted);
    const refused = inShell(
      `${serve.replace("nats://127.0.0.1:1", nats.url)} --user u --password-file <(echo wrong)`,
    );
    expect(refused.text).toMatch(/cannot connect to NATS at .*: .*authorization violation/i);
    expect(refused.status).toBe(4);
  });
});
