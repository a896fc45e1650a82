import { FolderSource } from "../../hosts/simulator/board/camera/folder-source.js";
import type { FrameSource } from "../../hosts/simulator/board/camera/frame-source.js";
import { SceneSource } from "../../hosts/simulator/board/camera/scene-source.js";
import { type Cloud, localCloud, noCloud, realCloud } from "../run/cloud.js";
import { readModelSlot } from "../run/provision.js";
import { localWebhook, type Webhook } from "../run/webhook.js";
import type { RunOptions } from "./run-options.js";

/** What a session is given of `--model`. Throws ModelFolderError, before anything is opened. */
export function modelOf({ modelFolder }: RunOptions): { modelFolder?: string } {
  if (modelFolder === undefined) return {};
  readModelSlot(modelFolder);
  return { modelFolder };
}

/** Throws FrameSourceError. */
export function openSource({ camera, seed }: RunOptions): FrameSource {
  if (camera === "scenes" || camera === "night") {
    return new SceneSource({ seed, night: camera === "night" });
  }
  return new FolderSource({ folder: camera, seed });
}

export function openCloud({ cloud, seed, words }: RunOptions): Cloud | Promise<Cloud> {
  switch (cloud.kind) {
    case "local":
      return localCloud(seed, words);
    case "off":
      return noCloud();
    case "url":
      return realCloud(cloud.url, cloud.key, words);
  }
}

export async function openWebhook({ webhook }: RunOptions): Promise<Webhook | undefined> {
  return webhook === "local" ? localWebhook() : undefined;
}
