import { join } from "node:path";
import { BoardFlash } from "../../hosts/simulator/board/flash/board-flash.js";
import { ScratchFolder } from "../../hosts/simulator/board/scratch-folder.js";
import { MODEL_FOLDER, PARTITION_TABLE } from "../project-paths.js";
import { provision } from "./provision.js";
import type { SessionOptions } from "./session.js";

type Options = Pick<
  SessionOptions,
  "cloud" | "webhook" | "settings" | "modelFolder" | "onProvisioned"
>;

/** A flash chip for one run, with all that a board is given before its first power. */
export class ScratchFlash {
  readonly chipPath: string;
  readonly flash: BoardFlash;
  readonly #folder = new ScratchFolder("board");

  /** Throws SettingsFileError and ModelFolderError, and leaves nothing then. */
  constructor(options: Options) {
    this.chipPath = join(this.#folder.path, "flash.bin");
    this.flash = new BoardFlash({ chipPath: this.chipPath, tablePath: PARTITION_TABLE });
    try {
      fill(this.flash, options);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.flash.close();
    this.#folder.remove();
  }
}

function fill(flash: BoardFlash, options: Options): void {
  const { cloud, webhook, settings } = options;
  provision(flash, {
    settings: {
      ...settings,
      cloud: { ...groupOf(settings, "cloud"), ...cloud.settings },
      ...(webhook && { webhook: { ...groupOf(settings, "webhook"), ...webhook.settings } }),
    },
    modelFolder: options.modelFolder ?? MODEL_FOLDER,
    ...(cloud.key === undefined ? {} : { cloudKey: cloud.key }),
    ...(cloud.ca === undefined ? {} : { cloudCa: cloud.ca }),
    ...(webhook && { webhookSecret: webhook.secret, webhookCa: webhook.ca }),
  });
  options.onProvisioned?.(flash);
}

function groupOf(settings: Readonly<Record<string, unknown>>, group: string): object {
  return (settings[group] as object | undefined) ?? {};
}
