/** Keys of a manifest that the desktop host obeys. */
export const UNDERSTOOD = new Set(["build", "include", "modules", "preload", "platforms", "error"]);
/** Those that only mcconfig can mean anything by. */
export const FOR_MCCONFIG = new Set([
  "creation",
  "defines",
  "config",
  "typescript",
  "strip",
  "dependency",
  "recipes",
]);
/** Variables of mcconfig's own; on the desktop host nothing may hang on them. */
export const SDK_VARIABLES = new Set([
  "BLEMODULEPATH",
  "BUILD",
  "BUILD_SIMULATOR",
  "COMMODETTO",
  "CONTRIBUTED",
  "ESP32_SUBCLASS",
  "IDF_PATH",
  "MODDABLE",
  "MODULES",
  "SIMULATOR",
  "SUBPLATFORMMANIFEST",
  "TYPINGS",
]);
