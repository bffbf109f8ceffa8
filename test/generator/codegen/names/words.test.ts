import { expect, test } from "vitest";
import { camelCase, identifier, pascalCase, typeCase } from "../../../../generator/codegen/names/allocate.js";

test.each([
  ["device_add", "DeviceAdd", "deviceAdd"],
  ["query-cpus-fast", "QueryCpusFast", "queryCpusFast"],
  ["NIC_RX_FILTER_CHANGED", "NicRxFilterChanged", "nicRxFilterChanged"],
  ["__com.redhat_drive-mirror", "ComRedhatDriveMirror", "comRedhatDriveMirror"],
  ["x-blockdev-amend", "XBlockdevAmend", "xBlockdevAmend"],
  ["QCryptoBlock", "QCryptoBlock", "qCryptoBlock"],
  ["__proto__", "Proto", "proto"],
  ["ipv4-addr", "Ipv4Addr", "ipv4Addr"],
  ["'; drop(\u2028`", "Drop", "drop"],
  ["*/", "", ""],
])("%s", (name, pascal, camel) => {
  expect(pascalCase(name)).toBe(pascal);
  expect(camelCase(name)).toBe(camel);
});

test("keeps type names in PascalCase", () => {
  expect(typeCase("COLOStatus")).toBe("COLOStatus");
  expect(typeCase("X86CPURegister32")).toBe("X86CPURegister32");
  expect(typeCase("some_type")).toBe("SomeType");
});

test("makes valid identifiers", () => {
  expect(identifier("2nd")).toBe("_2nd");
  expect(identifier("")).toBe("unnamed");
  expect(identifier("plain")).toBe("plain");
});
