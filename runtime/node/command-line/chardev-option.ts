import { isObject, type JsonObject } from "../../json.js";
import { keyedOption } from "./keyed-option.js";

/** The members of a backend that `-chardev` calls otherwise than `chardev-add`. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  file: { out: "path", in: "input-path" },
  parallel: { device: "path" },
  pipe: { device: "path" },
  serial: { device: "path" },
  spiceport: { fqdn: "name" },
  spicevmc: { type: "name" },
};

/**
 * Writes the arguments of `chardev-add` as the keys and values of `-chardev`.
 * @throws TypeError if they have no backend, or an address that `-chardev` does not take.
 */
export function chardevOption(chardev: object): string {
  const { id, backend } = chardev as JsonObject;
  if (!isObject(backend) || typeof backend["type"] !== "string") {
    throw new TypeError("a chardev has no backend with a type");
  }
  const { type, data } = backend;
  const members = isObject(data) ? Object.entries(data).map((each) => option(type, each)) : [];
  return keyedOption(Object.assign({ backend: type, id }, ...members) as object);
}

function option(type: string, [name, value]: readonly [string, unknown]): JsonObject {
  if (value === undefined) return {};
  if (type === "socket" && name === "addr") return address(value);
  if (type === "udp" && name === "remote") return address(value, ["inet"]);
  if (type === "udp" && name === "local") return localAddress(address(value, ["inet"]));
  return { [renamed[type]?.[name] ?? name]: value };
}

/** Returns the members of a `SocketAddressLegacy` by the keys of `-chardev`. */
function address(value: unknown, types: readonly string[] = ["inet", "unix", "fd"]): JsonObject {
  const { type, data } = isObject(value) ? value : {};
  if (typeof type !== "string" || !types.includes(type) || !isObject(data)) {
    throw new TypeError(`-chardev takes only addresses of the types ${types.join(", ")}`);
  }
  return type === "fd" ? { fd: data["str"] } : data;
}

function localAddress({ host, port }: JsonObject): JsonObject {
  return { localaddr: host, localport: port };
}
