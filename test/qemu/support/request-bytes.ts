import { answersTo } from "./monitor-socket.js";

/** Requests that are changed at random. Each character is a byte. */
export const requestSeeds: readonly string[] = [
  '{"execute":"query-name","id":"a"}',
  '{"execute": "query-name", "id": {"a": [1, -2.5e3, null, true], "b": "\\u00e9\\n"}}\r\n',
  '{"execute":"nope","arguments":{"x":"\\ud83d\\ude00"}}',
  "{'execute':'query-name','id':'\u00c3\u00a9\u00f0\u009f\u0098\u0080'}",
  '{"execute":"query-name","arguments":{"x":1}}',
  '[1,{"a":0.5}]',
  '{"arguments":{},"id":18446744073709551615}',
];

/** What a change inserts. */
export const requestPieces: readonly string[] = [
  ...Array.from("{}[],:\"'\\ \n\t\r0-.%aA"),
  "01",
  "1.",
  "1e5",
  "0e1",
  "true",
  "nul",
  "\\u",
  "\\ud800",
  "\\udc00",
  "\\u0000",
  "\u00c3\u00a9",
  "\u00c0\u0080",
  "\u00ef\u00bf\u00bd",
  "\u00ef\u00bf\u00bf",
  "\u00ed\u00a0\u0080",
  "\u00e2\u0082",
];

const following =
  '{"execute":"query-name","id":"following"}\u00ff{"execute":"query-name","id":"after reset"}';
const isLast = (line: string): boolean => /"id": ?"after reset"\}$/.test(line);

/** QEMU writes a number beyond the range of a double as `inf`, which is not JSON. */
const infinite = /"id": .*\binf\b/;

/**
 * Returns the kind and the id of each answer to some bytes, to a request that follows them immediately, and to one that
 * follows a reset; undefined if an answer is not JSON.
 * @param text - Each character is a byte.
 */
export async function kindsOfAnswers(path: string, text: string): Promise<readonly unknown[] | undefined> {
  const lines = await answersTo(path, Buffer.from(text + following, "latin1"), isLast);
  return lines.some((line) => infinite.test(line)) ? undefined : lines.map(kindOf);
}

function kindOf(line: string): unknown {
  const message = JSON.parse(line) as { id?: unknown; error?: { class: string } };
  return [message.error?.class ?? "return", message.id];
}
