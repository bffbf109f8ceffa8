import { parseExactly } from "qapi-ts";
import { hostResources } from "./effects.js";
import { resourcesIn, type NamedResource } from "./resources.js";

/** The paths that a text names, or why they cannot be known. */
type NamedPaths = { readonly paths: readonly string[] } | { readonly problem: string };

/** Addresses on a network, whose texts name no path of the host. */
const remote =
  /^(?:tcp|rdma|vsock):|^(?:nbds?|https?|ftps?|ssh|iscsi|nfs|gluster|gluster\+tcp|gluster\+rdma|null-co|null-aio):\/\//;

/** The deepest nesting of `json:` in itself. */
const maxNesting = 8;

/**
 * Returns the paths of the host that the text of an argument names. QEMU reads several notations where a path may be: a
 * protocol in front of a colon, `file:`, and `json:` with the options of a block node.
 */
export function pathsIn(resource: Pick<NamedResource, "text" | "kinds" | "argument">, depth = 0): NamedPaths {
  const { text, kinds, argument } = resource;
  const [, protocol, rest = ""] = /^([^:/]*):(.*)$/s.exec(text) ?? [];
  if (protocol === undefined) return { paths: text === "" ? [] : [text] };
  if (protocol === "file") return { paths: [rest, rest.replace(/,offset=.*$/s, "")] };
  if (protocol === "json") return depth < maxNesting ? pathsInOptions(rest, depth + 1) : nested;
  if (protocol === "unix") return { paths: [rest] };
  const hasAddress = kinds.has("address");
  // A descriptor that another command has passed.
  if (protocol === "fd" && (hasAddress || argument === "protocol")) return { paths: [] };
  if (hasAddress && remote.test(text)) return { paths: [] };
  return { problem: `uses "${protocol}:", whose paths cannot be checked; use a path, file: or json:` };
}

const nested: NamedPaths = { problem: "nests json: too deeply" };

/** Returns the paths in the options of a block node. They are nested objects, or have names with dots, or both. */
function pathsInOptions(json: string, depth: number): NamedPaths {
  const options = parseOptions(json);
  if (options === undefined) return { problem: "has options after json: that are not a JSON object" };
  const paths: string[] = [];
  for (const resource of resourcesIn(unflatten(options) ?? {}, hostResources("blockdev-add"))) {
    if (!resource.kinds.has("path")) continue;
    const found = pathsIn(resource, depth);
    if ("problem" in found) return found;
    paths.push(...found.paths);
  }
  return { paths };
}

function parseOptions(json: string): object | undefined {
  try {
    const value = parseExactly(json);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Turns members such as `"file.filename"` into nested objects. The objects are in a list, which the search traverses. */
function unflatten(value: unknown): object | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).map(([name, member]: [string, unknown]) =>
    name.split(".").reduceRight((inner: unknown, step) => ({ [step]: inner }), unflatten(member) ?? member),
  );
}
