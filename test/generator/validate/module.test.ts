import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createPrinter, generate, type Target } from "qapi-ts-generator";
import { describe, expect, test } from "vitest";
import { validators } from "../../../generated/qmp/validators-code.js";
import { validateArguments, validateEvent, validateReturn } from "../../../generated/qmp/validators.js";
import { isCurrent } from "../../../generator/codegen/output/folder.js";
import { base64Members } from "../../../generator/model/index.js";
import { readAnnotated } from "../../../generator/frontend/read-schema.js";
import { targetDefaults } from "../../../generator/config/target.js";
import { MessageValidator, validateLine } from "../../../generator/validate/message.js";
import { parseStrictly } from "../../../generator/validate/strict-parser.js";
import { validate } from "../../../runtime/codegen.js";
import { requests } from "../../support/requests/requests.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const root = join(import.meta.dirname, "../../..");

describe("the shipped validators", () => {
  test("agree with the validator of the command line", async () => {
    const folder = join(root, "schema/qmp");
    const { model, annotations } = await readAnnotated(
      join(folder, "11.1/qapi-schema.json"),
      join(folder, "annotations.json"),
      { skipUnknown: true },
    );
    if (model === undefined || annotations === undefined) throw new Error("The schema is invalid");
    const validator = new MessageValidator(model, { base64: base64Members(model, annotations) });
    const counts = { accept: 0, reject: 0 };
    for (const { command, text } of requests(model, 5)) {
      if (counts.accept + counts.reject === 1500) break;
      const expected = validateLine(`{"kind": "command", "json": ${text}}`, validator);
      // The shipped validators do not validate envelopes.
      if (!/^(accept|reject arguments\.)/.test(expected) || text.includes('"exec-oob"')) continue;
      const request = parseStrictly(text, { parseFraction: () => 0.5, onDuplicate: () => undefined }) as {
        readonly arguments?: unknown;
      };
      const error = validate(validators[`arguments:${command}`], request.arguments ?? {});
      expect(error === undefined ? "accept" : `reject arguments.${error.path}: ${error.reason}`).toBe(
        expected,
      );
      counts[error === undefined ? "accept" : "reject"]++;
    }
    expect(Math.min(counts.accept, counts.reject)).toBeGreaterThan(300);
  });

  test("find the first error and accept unknown names", () => {
    expect(validateArguments("device_del", {})).toEqual({ path: "id", reason: "is missing" });
    expect(validateArguments("device_del", { id: "x", absent: undefined })).toBeUndefined();
    expect(validateArguments("query-status", undefined)).toBeUndefined();
    expect(validateArguments("constructor" as "stop", { any: 1 })).toBeUndefined();
    expect(validateReturn("query-status", { running: true })).toEqual({
      path: "status",
      reason: "is missing",
    });
    expect(validateEvent("STOP", undefined)).toBeUndefined();
    expect(validateEvent("DEVICE_DELETED", { path: 7 })).toEqual({
      path: "path",
      reason: "must be a string",
    });
  });

  test("accept 64-bit integers as number and bigint within their exact range", () => {
    const threshold = (value: number | bigint): unknown =>
      validateArguments("block-set-write-threshold", { "node-name": "n", "write-threshold": value });
    for (const good of [0, 2 ** 53, 2n ** 64n - 1n, -1, -(2n ** 63n)])
      expect(threshold(good)).toBeUndefined();
    for (const bad of [0.5, NaN, Infinity, 2 ** 64, 2n ** 64n, -(2n ** 63n) - 1n]) {
      expect(threshold(bad)).toMatchObject({ path: "write-threshold" });
    }
  });

  test("reject circular values", () => {
    const disk: Record<string, unknown> = { driver: "qcow2", file: "f" };
    disk["backing"] = disk;
    expect(validateArguments("blockdev-add", disk)).toEqual({ path: "", reason: "must not nest so deep" });
  });

  test("import only types of the runtime", () => {
    const code = readFileSync(join(root, "generated/qmp/validators-code.ts"), "utf8");
    expect(code.match(/^import .*$/gm)).toEqual([
      'import type { Validator } from "../../runtime/codegen.js";',
    ]);
    expect(code).not.toMatch(/\brequire\(|\bimport\(|\bajv\b/);
    // 1.1 MB for all of QEMU; a larger size indicates a regression.
    expect(code.length).toBeLessThan(1_400_000);
  });
});

describe("generate", () => {
  test("creates validators, reports them as current, and removes them", async () => {
    const schema = join(import.meta.dirname, "cases/schema.json");
    const out = temporaryFolder();
    const plain: Target = { ...targetDefaults, schema, out };
    const withValidators: Target = { ...plain, validators: true };
    const printer = createPrinter();
    try {
      expect((await generate(plain, printer)).changes?.missing).not.toContain("validators.ts");
      expect((await generate(withValidators, printer)).changes?.missing).toEqual([
        "validators-code.ts",
        "validators.ts",
      ]);
      const again = await generate(withValidators, printer, { check: true });
      expect(again.changes && isCurrent(again.changes)).toBe(true);
      const without = await generate(plain, printer);
      expect(without.changes?.superfluous).toEqual(["validators-code.ts", "validators.ts"]);
    } finally {
      await printer.close();
    }
  });
});
