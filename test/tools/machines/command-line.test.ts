import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../../../tools/machines/command-line.js";

const qemu = "/usr/bin/qemu-system-x86_64";
const unix = (path: string): object => ({ kind: "unix", path });
const tcp = (host: string, port: string, more: object = {}): object => ({
  kind: "tcp",
  host,
  port,
  tls: false,
  webSocket: false,
  ...more,
});
const noAddress = { kind: "private" };

/** The devices of the monitors of QMP. */
function devicesOf(args: readonly string[]): readonly unknown[] | undefined {
  return parseCommandLine(args)?.monitors.map(({ device }) => device);
}

describe("the monitors of a command line", () => {
  test.each<[string, readonly string[], readonly object[]]>([
    ["-qmp", ["-qmp", "unix:/run/vm.qmp,server=on,wait=off"], [unix("/run/vm.qmp")]],
    ["two dashes", ["--qmp", "unix:/run/vm.qmp,server=on,wait=off"], [unix("/run/vm.qmp")]],
    ["flags of old versions", ["-qmp", "unix:/run/vm.qmp,server,nowait"], [unix("/run/vm.qmp")]],
    ["a comma in a path", ["-qmp", "unix:/run/a,,b.qmp,server=on"], [unix("/run/a,b.qmp")]],
    ["-qmp-pretty", ["-qmp-pretty", "tcp:127.0.0.1:4444,server=on"], [tcp("127.0.0.1", "4444")]],
    ["any host", ["-qmp", "tcp::4444,server,nowait"], [tcp("", "4444")]],
    ["IPv6", ["-qmp", "tcp:[::1]:4444,server=on"], [tcp("::1", "4444")]],
    ["telnet", ["-qmp", "telnet:localhost:4444,server=on"], [tcp("localhost", "4444")]],
    [
      "a WebSocket",
      ["-qmp", "websocket:localhost:4444,server=on"],
      [tcp("localhost", "4444", { webSocket: true })],
    ],
    ["several", ["-qmp", "stdio", "-qmp", "unix:/a,server=on"], [noAddress, unix("/a")]],
    ["a socket that QEMU connects", ["-qmp", "unix:/run/client.sock"], [noAddress]],
    [
      "-mon",
      ["-chardev", "socket,id=m,path=/a,server=on,wait=off", "-mon", "chardev=m,mode=control"],
      [unix("/a")],
    ],
    [
      "-mon with a short form",
      ["-mon", "m,mode=control", "-chardev", "socket,id=m,path=/a,server=on"],
      [unix("/a")],
    ],
    ["a human -mon", ["-chardev", "socket,id=m,path=/a,server=on", "-mon", "chardev=m,mode=readline"], []],
    ["a -mon without mode", ["-chardev", "socket,id=m,path=/a,server=on", "-mon", "m"], []],
    ["-monitor", ["-monitor", "unix:/a,server=on"], []],
    ["-qmp chardev:ID", ["-chardev", "socket,id=m,path=/a,server=on", "-qmp", "chardev:m"], [unix("/a")]],
    [
      "TLS",
      ["-chardev", "socket,id=m,host=::,port=9,server=on,tls-creds=t", "-mon", "m,mode=control"],
      [tcp("::", "9", { tls: true })],
    ],
    [
      "an abstract socket",
      ["-chardev", "socket,id=m,path=a,abstract=on,server=on", "-mon", "m,mode=control"],
      [noAddress],
    ],
    [
      "an inherited descriptor",
      ["-chardev", "socket,id=m,fd=23,server=on,wait=off", "-mon", "chardev=m,id=monitor,mode=control"],
      [{ kind: "descriptor", fd: 23 }],
    ],
    ["a missing chardev", ["-mon", "chardev=x,mode=control"], [noAddress]],
    [
      "-object monitor-qmp",
      ["-chardev", "socket,id=m,path=/a,server=on", "-object", "monitor-qmp,id=q,chardev=m"],
      [unix("/a")],
    ],
    [
      "-object in JSON",
      [
        "-chardev",
        "socket,id=m,path=/a,server=on",
        "-object",
        '{"qom-type":"monitor-qmp","id":"q","chardev":"m"}',
      ],
      [unix("/a")],
    ],
    ["another -object", ["-object", "iothread,id=i", "-object", "{broken"], []],
    ["an option without a value", ["-qmp"], [noAddress]],
  ])("%s", (_name, args, devices) => {
    expect(devicesOf([qemu, ...args])).toEqual(devices);
  });

  test("Proxmox", () => {
    const args = [
      "-id",
      "400",
      "-name",
      "htpc,debug-threads=on",
      "-chardev",
      "socket,id=qmp,path=/var/run/qemu-server/400.qmp,server=on,wait=off",
    ];
    const events = [
      "-mon",
      "chardev=qmp,mode=control",
      "-chardev",
      "socket,id=qmp-event,path=/var/run/qmeventd.sock,reconnect=5",
      "-mon",
      "chardev=qmp-event,mode=control",
    ];
    const line = parseCommandLine([
      "/usr/bin/kvm",
      ...args,
      ...events,
      "-pidfile",
      "/var/run/qemu-server/400.pid",
    ]);
    expect(line).toMatchObject({ program: "kvm", name: "htpc", pidfile: "/var/run/qemu-server/400.pid" });
    expect(line?.monitors.map(({ device }) => device)).toEqual([
      unix("/var/run/qemu-server/400.qmp"),
      noAddress,
    ]);
  });

  test("the storage daemon", () => {
    const args = ["qemu-storage-daemon", "--chardev", "socket,id=m,path=/a,server=on", "--monitor"];
    expect(devicesOf([...args, "chardev=m"])).toEqual([unix("/a")]);
    expect(devicesOf([...args, "m"])).toEqual([unix("/a")]);
  });

  test("are found for a program that a loader starts", () => {
    const loader = ["/x/ld-linux-x86-64.so.2", "--library-path", "/x/lib", "/x/bin/qemu-system-aarch64"];
    expect(parseCommandLine([...loader, "-qmp", "unix:/a,server=on"])).toMatchObject({
      program: "qemu-system-aarch64",
    });
  });
});

test.each([
  [[]],
  [["/bin/sh", "-c", "qemu-system-x86_64 -qmp stdio"]],
  [["vim", "qemu-system-x86_64"]],
  [["qemu-img", "create"]],
  [["qemu-ga"]],
])("%j is not a machine", (args) => {
  expect(parseCommandLine(args)).toBeUndefined();
});

test.each([
  ["guest=web,debug-threads=on", "web"],
  ["web", "web"],
  ["a,,b", "a,b"],
  ["web,process=qemu-web", "web"],
])("-name %s names the machine %s", (value, name) => {
  expect(parseCommandLine([qemu, "-name", value])?.name).toBe(name);
});
