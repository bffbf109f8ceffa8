import { describe, expect, test } from "vitest";
import { ConsoleHistory, type TextStorage } from "../../../../../tools/explore/page/console/history.js";
import type { Draft } from "../../../../../tools/explore/page/console/request-text.js";

/** Storage that a test can look into. */
class MemoryStorage implements TextStorage {
  readonly texts = new Map<string, string>();
  getItem(key: string): string | null {
    return this.texts.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.texts.set(key, value);
  }
}

const draft = (command: string, args: Draft["arguments"] = {}): Draft => ({ command, arguments: args });

describe("the history of the console", () => {
  test("has the latest command first, and each once", () => {
    const storage = new MemoryStorage();
    const history = new ConsoleHistory(storage, "qmp");
    for (const command of ["stop", "cont", "stop"]) history.add(draft(command));
    expect(history.load()).toEqual([draft("stop"), draft("cont")]);
    expect(new ConsoleHistory(storage, "qmp").load()).toEqual([draft("stop"), draft("cont")]);
    expect(new ConsoleHistory(storage, "qga").load()).toEqual([]);
  });

  test("keeps integers exact", () => {
    const history = new ConsoleHistory(new MemoryStorage(), "qmp");
    expect(history.add(draft("balloon", { value: 2n ** 63n }))).toEqual([
      draft("balloon", { value: 2n ** 63n }),
    ]);
  });

  test.each<[string, Draft["arguments"]]>([
    ["object-add", { "qom-type": "secret", id: "s", data: "hunter22" }],
    ["set_password", { protocol: "vnc", password: "hunter22" }],
    ["blockdev-add", { driver: "ssh", file: { "x-password": "hunter22" } }],
    ["human-monitor-command", { "command-line": "set_password vnc hunter22" }],
    ["guest-set-user-password", { username: "root", password: "aHVudGVyMjI=", crypted: false }],
  ])("does not keep %s with a secret", (command, args) => {
    const storage = new MemoryStorage();
    expect(new ConsoleHistory(storage, "qmp").add(draft(command, args))).toEqual([]);
    expect([...storage.texts.values()].join()).not.toMatch(/hunter|aHVu/);
  });

  test("ignores what it cannot read", () => {
    const storage = new MemoryStorage();
    storage.setItem("qmp", '[3, "{", "[]", "{\\"execute\\": \\"stop\\"}"]');
    expect(new ConsoleHistory(storage, "qmp").load()).toEqual([draft("stop")]);
    storage.setItem("qmp", "{");
    expect(new ConsoleHistory(storage, "qmp").load()).toEqual([]);
  });

  test("has a limit, and survives storage that is full", () => {
    const storage = new MemoryStorage();
    const history = new ConsoleHistory(storage, "qmp");
    for (let index = 0; index < 205; index++) history.add(draft(`x-${String(index)}`));
    expect(history.load()).toHaveLength(200);
    expect(history.load()[0]).toEqual(draft("x-204"));
    storage.setItem = () => {
      throw new Error("QuotaExceededError");
    };
    expect(history.add(draft("stop"))).toHaveLength(200);
    history.clear();
  });
});
