import type { StandardSchemaV1 } from "@standard-schema/spec";
import { initTRPC, TRPCError } from "@trpc/server";
import fc from "fast-check";
import type { GuestFileWriteArguments } from "qapi-ts/qga";
import * as qga from "qapi-ts/qga/validators";
import type { DeviceDelArguments, StatusInfo } from "qapi-ts/qmp";
import * as qmp from "qapi-ts/qmp/validators";
import { describe, expect, expectTypeOf, test } from "vitest";
import { formatPath } from "../../../runtime/codegen.js";

/** As the specification describes the use of a schema. */
async function standardValidate<Schema extends StandardSchemaV1>(
  schema: Schema,
  value: unknown,
): Promise<StandardSchemaV1.Result<StandardSchemaV1.InferOutput<Schema>>> {
  return await schema["~standard"].validate(value);
}

type Unplug = ReturnType<typeof qmp.argumentsSchema<"device_del">>;
type Status = ReturnType<typeof qmp.returnSchema<"query-status">>;
type Unplugged = ReturnType<typeof qmp.eventSchema<"DEVICE_DELETED">>;
type Write = ReturnType<typeof qga.argumentsSchema<"guest-file-write">>;

describe("a Standard Schema", () => {
  test("has the version and the vendor that the specification requires", () => {
    const schema: StandardSchemaV1 = qmp.argumentsSchema("device_del");
    expect(schema).toEqual({
      "~standard": { version: 1, vendor: "qapi-ts", validate: expect.any(Function) as unknown },
    });
  });

  test("has the types of the bindings as input and output", () => {
    expectTypeOf<Unplug>().toExtend<StandardSchemaV1<DeviceDelArguments>>();
    expectTypeOf<StandardSchemaV1.InferInput<Unplug>>().toEqualTypeOf<DeviceDelArguments>();
    expectTypeOf<StandardSchemaV1.InferOutput<Unplug>>().toEqualTypeOf<DeviceDelArguments>();
    expectTypeOf<StandardSchemaV1.InferOutput<Status>>().toEqualTypeOf<StatusInfo>();
    expectTypeOf<StandardSchemaV1.InferOutput<Unplugged>["path"]>().toEqualTypeOf<string>();
    expectTypeOf<StandardSchemaV1.InferInput<Write>>().toEqualTypeOf<GuestFileWriteArguments>();
  });

  test("returns a valid value unchanged, and else the place and the reason of the first problem", async () => {
    const value = { id: "net0" };
    const result = await standardValidate(qmp.argumentsSchema("device_del"), value);
    expect(result.issues === undefined && result.value).toBe(value);
    expect(await standardValidate(qmp.argumentsSchema("device_del"), {})).toEqual({
      issues: [{ message: "is missing", path: ["id"] }],
    });
    const nodes = { actions: [{ type: "blockdev-snapshot-sync", data: { "snapshot-file": 1 } }] };
    expect(await standardValidate(qmp.argumentsSchema("transaction"), nodes)).toEqual({
      issues: [{ message: "must be a string", path: ["actions", 0, "data", "snapshot-file"] }],
    });
    expect(await standardValidate(qmp.returnSchema("query-status"), null)).toEqual({
      issues: [{ message: "must be an object", path: [] }],
    });
  });

  test("accepts undefined where every member is optional", async () => {
    expect(await standardValidate(qmp.argumentsSchema("query-status"), undefined)).toEqual({
      value: undefined,
    });
    expect(await standardValidate(qmp.eventSchema("STOP"), undefined)).toEqual({ value: undefined });
    expect(await standardValidate(qmp.argumentsSchema("device_del"), undefined)).toHaveProperty("issues");
  });

  test("accepts bytes where the bindings take bytes, and only there", async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const value = { handle: 1, "buf-b64": bytes };
    expect(await standardValidate(qga.argumentsSchema("guest-file-write"), value)).toEqual({ value });
    expect(
      await standardValidate(qga.argumentsSchema("guest-file-write"), { handle: 1, "buf-b64": "!" }),
    ).toEqual({
      issues: [{ message: "must be text in base64", path: ["buf-b64"] }],
    });
    expect(
      await standardValidate(qga.returnSchema("guest-file-read"), { count: 3, "buf-b64": bytes, eof: true }),
    ).toHaveProperty("value");
    expect(await standardValidate(qga.argumentsSchema("guest-file-open"), { path: bytes })).toHaveProperty(
      "issues",
    );
  });

  test("is refused for a command or event that the schema does not have", () => {
    expect(() => qmp.argumentsSchema("constructor" as "stop")).toThrow(TypeError);
    expect(() => qmp.returnSchema("__proto__" as "stop")).toThrow(TypeError);
    expect(() => qmp.eventSchema("GONE" as "STOP")).toThrow(TypeError);
  });

  test("decides as the validators do", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.object({ key: fc.constantFrom("id", "driver", "filename", "a") }),
        async (value) => {
          for (const command of ["device_del", "blockdev-add", "query-status"] as const) {
            const { issues } = await standardValidate(qmp.argumentsSchema(command), value);
            const [issue] = issues ?? [];
            const expected = qmp.validateArguments(command, value);
            const path = (issue?.path ?? []) as readonly (string | number)[];
            expect(issue && { path: formatPath(path), reason: issue.message }).toEqual(expected);
          }
        },
      ),
    );
  });
});

describe("tRPC", () => {
  const { router, procedure, createCallerFactory } = initTRPC.create();
  const api = router({
    unplug: procedure
      .input(qmp.argumentsSchema("device_del"))
      .mutation(({ input }) => `unplugged ${input.id}`),
    status: procedure
      .output(qmp.returnSchema("query-status"))
      .query(() => ({ running: true, status: "running" as const })),
  });
  const caller = createCallerFactory(api)({});

  test("takes the schemas as they are, with their types", async () => {
    expectTypeOf<Parameters<typeof caller.unplug>>().toEqualTypeOf<[input: DeviceDelArguments]>();
    expect(await caller.unplug({ id: "net0" })).toBe("unplugged net0");
    expect(await caller.status()).toEqual({ running: true, status: "running" });
  });

  test("reports the issues of an invalid input", async () => {
    const error: unknown = await caller.unplug({} as DeviceDelArguments).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TRPCError);
    expect((error as TRPCError).code).toBe("BAD_REQUEST");
    expect((error as TRPCError).cause).toMatchObject({ issues: [{ message: "is missing", path: ["id"] }] });
  });
});
