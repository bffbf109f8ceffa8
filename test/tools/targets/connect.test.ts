import { join } from "node:path";
import { expect, test } from "vitest";
import { describeWithEach } from "../../qemu/support/binaries.js";
import { makeCertificates } from "../../qemu/support/certificates.js";
import { bareMachine, connectTo, start, startMachine, startAgent } from "../../qemu/support/machine.js";
import { freePort } from "../../qemu/support/ports.js";
import { qmp, runQmp } from "../support/run-qmp.js";

const kvm = (target: string, ...options: readonly string[]): ReturnType<typeof runQmp> =>
  runQmp(["exec", ...options, target, "query-kvm"]);

describeWithEach("emulator", "targets with real QEMU", (binary) => {
  test("unix:, a path and tcp:", async () => {
    const port = await freePort();
    await using machine = await startMachine(binary, "-qmp", `tcp:127.0.0.1:${port},server=on,wait=off`);
    await (await connectTo(machine)).close();
    for (const target of [`unix:${machine.path}`, machine.path, `tcp:127.0.0.1:${port}`]) {
      expect(await kvm(target)).toMatchObject({ status: 0, stderr: "" });
    }
  });

  test("tls: with a certificate authority, and the error without it", async () => {
    const port = await freePort();
    await using machine = await start(binary, (folder) => {
      makeCertificates(folder);
      return [
        ...bareMachine,
        "-qmp",
        `unix:${join(folder, "monitor.sock")},server=on,wait=off`,
        "-object",
        `tls-creds-x509,id=t,dir=${folder},endpoint=server,verify-peer=off`,
        "-chardev",
        `socket,id=m,host=127.0.0.1,port=${port},server=on,wait=off,tls-creds=t`,
        "-mon",
        "m,mode=control",
      ];
    });
    await (await connectTo(machine)).close();
    const target = `tls:localhost:${port}`;
    expect(await kvm(target, "--ca", join(machine.folder, "ca-cert.pem"))).toMatchObject({
      status: 0,
      stderr: "",
    });
    expect(await kvm(target, "--insecure")).toMatchObject({ status: 0, stderr: "" });
    const refused = await kvm(target);
    expect(refused).toMatchObject({ status: 4, stdout: "" });
    expect(refused.stderr).toMatch(/^qmp: cannot connect to tls:localhost:\d+: .*certificate/);
  });

  test("ws:", async () => {
    const port = await freePort();
    await using machine = await startMachine(
      binary,
      "-chardev",
      `socket,id=w,host=127.0.0.1,port=${port},websocket=on,server=on,wait=off`,
      "-mon",
      "w,mode=control",
    );
    await (await connectTo(machine)).close();
    // A message over a WebSocket waits in QEMU 7.2 and 10.0 until another event wakes its thread.
    const waking = setInterval(() => {
      // The last one may find that the machine has ended.
      connectTo(machine)
        .then((session) => session.close())
        .catch(() => undefined);
    }, 100);
    try {
      expect(await kvm(`ws://127.0.0.1:${port}`)).toMatchObject({ status: 0, stderr: "" });
    } finally {
      clearInterval(waking);
    }
  });
});

describeWithEach("guest agent", "qga: with a real agent", (agent) => {
  test("arguments are typed by the shipped schema", async () => {
    await using process = await startAgent(agent);
    const target = `qga:${process.path}`;
    let run = await runQmp(["exec", target, "guest-info"]);
    for (let attempt = 0; run.status === 4 && attempt < 20; attempt++)
      run = await runQmp(["exec", target, "guest-info"]);
    expect(JSON.parse(run.stdout)).toMatchObject({ version: expect.any(String) as string });
    const started = await qmp([
      "exec",
      target,
      "guest-exec",
      "--path",
      "/bin/echo",
      "--arg",
      "a b",
      "--arg",
      "c",
      "--capture-output",
    ]);
    expect(JSON.parse(started)).toMatchObject({ pid: expect.any(Number) as number });
    const misspelt = await runQmp(["exec", target, "guest-exec", "--pth", "/bin/true"]);
    expect(misspelt).toMatchObject({ status: 2, stdout: "" });
    expect(misspelt.stderr).toContain('guest-exec: there is no argument "pth" (did you mean "path"?)');
  });
});
