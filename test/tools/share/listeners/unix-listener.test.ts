import { execFileSync, spawn } from "node:child_process";
import { existsSync, lstatSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { connect } from "qapi-ts";
import { expect, test } from "vitest";
import { ScriptedMachine, share } from "../support.js";

const start = (): Promise<ScriptedMachine> =>
  new ScriptedMachine((request, machine) => {
    machine.reply(request);
  }).start();

test("only the user may connect, or also a group", async () => {
  await using machine = await start();
  await using fixture = await share(machine);
  expect(statSync(fixture.path).mode & 0o777).toBe(0o600);
  const path = join(machine.folder, "group.sock");
  const gid = process.getgid?.() ?? 0;
  await fixture.shared.listen({ kind: "unix", path, group: gid });
  expect(statSync(path).mode & 0o777).toBe(0o660);
  expect(statSync(path).gid).toBe(gid);
  const name = execFileSync("id", ["-gn"], { encoding: "utf8" }).trim();
  const named = await fixture.shared.listen({ kind: "unix", path: `${path}2`, group: name });
  expect(statSync(`${path}2`).gid).toBe(gid);
  await named.close();
  expect(existsSync(`${path}2`)).toBe(false);
  await expect(
    fixture.shared.listen({ kind: "unix", path: `${path}3`, group: "no-such-group" }),
  ).rejects.toThrow('there is no group "no-such-group" in /etc/group. Use a name from there, or a number.');
  expect(existsSync(`${path}3`)).toBe(false);
  // The mask of the process is as before.
  writeFileSync(`${path}4`, "");
  expect(statSync(`${path}4`).mode & 0o700).toBe(0o600);
});

test("a socket that a killed program has left is replaced", async () => {
  await using machine = await start();
  const path = join(machine.folder, "shared.sock");
  const program = `require("net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`;
  await once(spawn(process.execPath, ["-e", program]), "exit");
  const stale = lstatSync(path);
  expect(stale.isSocket()).toBe(true);
  await using fixture = await share(machine);
  expect(lstatSync(path).ino === stale.ino && lstatSync(path).mtimeMs === stale.mtimeMs).toBe(false);
  await using session = await connect({ path: fixture.path });
  expect(await session.call("query-status")).toEqual({});
});

test("nothing else is left in the folder", async () => {
  await using machine = await start();
  await using fixture = await share(machine);
  expect(readdirSync(machine.folder).toSorted()).toEqual(["monitor.sock", "shared.sock"]);
  await fixture.shared.close();
  expect(readdirSync(machine.folder)).toEqual(["monitor.sock"]);
});

test("nothing else at the path is replaced", async () => {
  await using machine = await start();
  await using fixture = await share(machine);
  const listen = (name: string): Promise<unknown> =>
    fixture.shared.listen({ kind: "unix", path: join(machine.folder, name) });
  writeFileSync(join(machine.folder, "file"), "text");
  await expect(listen("file")).rejects.toThrow(
    /file exists and is not a socket. Use another path, or remove it.$/,
  );
  symlinkSync("shared.sock", join(machine.folder, "link"));
  await expect(listen("link")).rejects.toThrow(/link exists and is not a socket/);
  symlinkSync("nothing", join(machine.folder, "dangling"));
  await expect(listen("dangling")).rejects.toThrow(/dangling exists and is not a socket/);
  await expect(listen("shared.sock")).rejects.toThrow(/another program listens at unix:.*shared.sock/);
  await expect(listen("monitor.sock")).rejects.toThrow(/another program listens at unix:.*monitor.sock/);
  await expect(listen("no-such-folder/x")).rejects.toThrow(
    /no-such-folder\/x: there is no folder .*no-such-folder. Create it, or use another path.$/,
  );
  await expect(listen("x".repeat(110))).rejects.toThrow(/has at most 107 bytes/);
});

test("a socket that replaced ours is not removed", async () => {
  await using machine = await start();
  const path = join(machine.folder, "shared.sock");
  await using fixture = await share(machine);
  const moved = join(machine.folder, "moved");
  execFileSync("mv", [path, moved]);
  const other = createServer();
  await once(other.listen(path), "listening");
  const { ino } = lstatSync(path);
  await fixture.shared.close();
  expect(lstatSync(path).ino).toBe(ino);
  other.close();
});
