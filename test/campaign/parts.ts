import { importPart, schemaPart } from "./generator.js";
import type { Part } from "./part.js";
import { bytesParts, commandsParts } from "./qemu.js";
import { restartsPart } from "./restarts.js";
import { serverPart } from "./server.js";
import { sessionParts } from "./sessions.js";
import { sharePart } from "./share.js";
import { framingPart, jsonPart } from "./text.js";
import { webSocketPart } from "./web-socket.js";

/** The parts of the campaign. Add a case where its kind is when a fault is found. */
export const parts: readonly Part[] = [
  ...sessionParts,
  serverPart,
  sharePart,
  jsonPart,
  framingPart,
  ...bytesParts,
  schemaPart,
  importPart,
  webSocketPart,
  restartsPart,
  ...commandsParts,
];
