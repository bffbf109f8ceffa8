import type { ModelDocument } from "../export/model/document.js";
import { readDocument, type ModelReading } from "../export/model/read-document.js";
import { readText } from "../files/read-text.js";
import { modelFileOf } from "./files.js";

/** The models that are shipped: QEMU's monitor in three versions, its storage daemon and its guest agent. */
export type ShippedModel = "qmp-11.1" | "qmp-10.0" | "qmp-7.2" | "qsd" | "qga";

/** Reads a shipped model with its documentation, annotations and devices. Its form is not validated: a test does. */
export function shippedModel(name: ShippedModel): ModelReading {
  return readDocument(JSON.parse(readText(modelFileOf(name))) as ModelDocument);
}
