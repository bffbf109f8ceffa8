export { findChanges, isCurrent, isOfThisOutput, unchanged, type Changes } from "./changes.js";
export { generatorFingerprint } from "./fingerprint.js";
export { readFolder, removeFiles, writeFiles, type FolderContent } from "./folder.js";
export { loadFormatter, type Format } from "./format.js";
export { contentHash } from "./fingerprint.js";
export {
  readManifest,
  removeFormerManifest,
  writeManifest,
  type Manifest,
  type RunIdentity,
} from "./manifest.js";
export { makeFiles } from "./make-files.js";
export {
  inputsKnownTo,
  inputsOf,
  nothingToRead,
  nothingToWrite,
  outputsOf,
  reusable,
  textOf,
  writtenBy,
  type MadeFile,
} from "./cache.js";
