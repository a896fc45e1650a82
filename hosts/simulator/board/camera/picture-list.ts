import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs";
import { join, relative, sep } from "node:path";

import { FrameSourceError, type SkipReason } from "./frame-source.js";

/** A tree of pictures may be deep, or turn back on itself through a link. */
const FOLDER_DEPTH_MAX = 16;

const JPEG_EXTENSION = /\.jpe?g$/i;
const OTHER_PICTURE_EXTENSION = /\.(png|gif|webp|bmp|tiff?|heic|heif|avif|jxl|jp2|ppm)$/i;

/** A file that claims to be a picture. */
export interface ListedPicture {
  readonly path: string;
  /** Relative to the folder, with "/" between the parts. */
  readonly name: string;
  readonly label: boolean | undefined;
}

/** Every picture below `folder`, by name. Hidden files and what is no picture are passed over. */
export function listPictures(folder: string): ListedPicture[] {
  requireFolder(folder);
  const found: ListedPicture[] = [];
  collect(folder, folder, 0, found);
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function requireFolder(folder: string): void {
  const stats = statOf(folder);
  if (stats === undefined) {
    throw new FrameSourceError(
      "camera-folder-missing",
      `There is no folder "${folder}". Name a folder with JPEG files, or use --camera scenes.`,
    );
  }
  if (!stats.isDirectory()) {
    throw new FrameSourceError(
      "camera-folder-not-a-folder",
      `"${folder}" is a file. Name the folder that holds your JPEG files, not one of them.`,
    );
  }
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function collect(folder: string, root: string, depth: number, found: ListedPicture[]): void {
  for (const entry of entriesOf(folder, root)) {
    if (entry.startsWith(".")) continue;
    const path = join(folder, entry);
    const kind = kindOf(path);
    if (kind === "folder" && depth < FOLDER_DEPTH_MAX) collect(path, root, depth + 1, found);
    const claims = JPEG_EXTENSION.test(entry) || OTHER_PICTURE_EXTENSION.test(entry);
    if (kind !== "file" || !claims) continue;
    const name = relative(root, path).split(sep).join("/");
    found.push({ path, name, label: labelOf(name) });
  }
}

function entriesOf(folder: string, root: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    if (folder !== root) return [];
    throw new FrameSourceError(
      "camera-folder-unreadable",
      `The folder "${folder}" may not be read. Give yourself permission to read it.`,
    );
  }
}

/** Links to folders are not followed, since they may lead round in a circle. */
function kindOf(path: string): "file" | "folder" | "other" {
  try {
    if (lstatSync(path).isDirectory()) return "folder";
    const stats = statOf(path);
    return stats === undefined || stats.isFile() ? "file" : "other";
  } catch {
    return "file";
  }
}

/** The folder nearest to the picture decides where both words stand in the path. */
function labelOf(name: string): boolean | undefined {
  const folders = name.toLowerCase().split("/").slice(0, -1).reverse();
  for (const folder of folders) {
    if (folder === "person") return true;
    if (folder === "noperson") return false;
  }
  return undefined;
}

/** Why a file cannot be a picture, judged by its name and first bytes; undefined where it may be. */
export function refuseAtSight(path: string): SkipReason | undefined {
  const start = new Uint8Array(3);
  try {
    const file = openSync(path, "r");
    try {
      const length = readSync(file, start);
      if (length === 0) return "empty";
    } finally {
      closeSync(file);
    }
  } catch {
    return "unreadable";
  }
  const isJpeg = start[0] === 0xff && start[1] === 0xd8 && start[2] === 0xff;
  if (JPEG_EXTENSION.test(path)) return isJpeg ? undefined : "not-jpeg";
  return isJpeg ? "wrong-extension" : "not-jpeg";
}
