import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const main = join(import.meta.dirname, "../../../tools/dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "qmp-files-"));
const path = (name: string): string => join(folder, name);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

execFileSync("mkfifo", [path("pipe")]);
writeFileSync(path("sparse"), "");
truncateSync(path("sparse"), 4 * 1024 ** 3);

/** What must not be read, and the reason. */
const unreadable: readonly (readonly [string, string, RegExp])[] = [
  ["a pipe", path("pipe"), /not a regular file/],
  ["a device", "/dev/zero", /not a regular file/],
  ["a folder", folder, /not a regular file/],
  ["a file of 4 GiB", path("sparse"), /larger than \d+ MiB/],
];

const share = ["share", "unix:/nowhere", "--listen"];

/** The command lines that name a file. */
const commands: readonly (readonly [string, (file: string) => readonly string[]])[] = [
  ["a recording to replay", (file) => ["replay", file, "--listen", `unix:${path("replayed")}`]],
  ["a recording of events", (file) => ["events", `recording:${file}`]],
  ["a token", (file) => [...share, "ws://127.0.0.1:0", "--token", file]],
  [
    "a certificate",
    (file) => [...share, "tls:127.0.0.1:0", "--tls-cert", file, "--tls-key", file, "--tls-ca", file],
  ],
  ["an authority", (file) => ["exec", "--ca", file, "tls:127.0.0.1:1", "query-status"]],
];

describe.each(unreadable)("%s is refused at once", (_, file, reason) => {
  test.each(commands)("is refused as %s", (_name, args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args(file)], {
      encoding: "utf8",
      timeout: 20_000,
      killSignal: "SIGKILL",
    });
    expect(stdout + stderr).toMatch(reason);
    expect(status).toBe(2);
  });
});

/** Runs a command line of bash, in which `qmp` is the command. */
function inShell(line: string): { readonly status: number | null; readonly text: string } {
  const script = `qmp() { "${process.execPath}" "${main}" "$@"; }; ${line}`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8", timeout: 20_000 });
  return { status, text: stdout + stderr };
}

describe("a pipe that the shell passes", () => {
  test("is read", () => {
    const { status, text } = inShell(
      "qmp share unix:/nowhere --listen ws://127.0.0.1:0 --token <(echo short)",
    );
    expect(text).toContain("is not a token");
    expect(status).toBe(2);
  });

  test("is read up to the limit", () => {
    const { status, text } = inShell("qmp exec --ca <(cat /dev/zero) tls:127.0.0.1:1 query-status");
    expect(text).toMatch(/larger than 1 MiB/);
    expect(status).toBe(2);
  });
});
