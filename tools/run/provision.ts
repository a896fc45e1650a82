import type { BoardFlash } from "../../hosts/simulator/board/flash/board-flash.js";
import {
  CLOUD_CA_KEY,
  CLOUD_KEY_KEY,
  WEBHOOK_CA_KEY,
  WEBHOOK_SECRET_KEY,
} from "../../modules/settings/credentials.js";
import { SETTINGS_TABLE } from "../../modules/settings/schema.js";
import { parseSettings } from "../../modules/settings/settings.js";
import { SETTINGS_DOMAIN, SETTINGS_KEY } from "../../modules/settings/store.js";
import { readModelFiles } from "../model-files.js";
import { encodeModelSlot } from "../model-slot.js";

/** What a board is given before its first boot, as a maker would at the bench. */
export interface Provision {
  /** Differences from the defaults, by group and name. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly cloudKey?: string;
  /** DER of the one authority that the cloud's certificate must come from. */
  readonly cloudCa?: Uint8Array;
  /** What signs the webhook's events. */
  readonly webhookSecret?: string;
  /** DER of the one authority that the webhook's certificate must come from. */
  readonly webhookCa?: Uint8Array;
  /** A folder with model.json and the file that it names. */
  readonly modelFolder: string;
}

export class ModelFolderError extends Error {}

/** Settings that the firmware would refuse; each line names one and what is allowed. */
export class SettingsFileError extends Error {}

const OF_A_BOARD = /^(wifi\.(ssid|password)|credentials)$/;
const BOARD_HINT =
  "Wi-Fi's name and password, and credentials, are a board's: leave them out here, and give them to\n" +
  "the board with npx nightjar settings FILE --port PORT.\n";

export function provision(flash: BoardFlash, given: Provision): void {
  checkSettings(given.settings);
  flash.writePartition("model_0", readModelSlot(given.modelFolder));
  flash.writeSetting(SETTINGS_DOMAIN, SETTINGS_KEY, "string", JSON.stringify(given.settings));
  if (given.cloudKey) flash.writeSetting(SETTINGS_DOMAIN, CLOUD_KEY_KEY, "string", given.cloudKey);
  if (given.cloudCa) flash.writeSetting(SETTINGS_DOMAIN, CLOUD_CA_KEY, "buffer", given.cloudCa);
  const { webhookSecret, webhookCa } = given;
  if (webhookSecret)
    flash.writeSetting(SETTINGS_DOMAIN, WEBHOOK_SECRET_KEY, "string", webhookSecret);
  if (webhookCa) flash.writeSetting(SETTINGS_DOMAIN, WEBHOOK_CA_KEY, "buffer", webhookCa);
}

/**
 * By the firmware's own rules, so that a mistake is told before anything runs. A message tells no
 * text that was given, and nothing under a name that is not ours: a board's file holds passwords.
 */
export function checkSettings(settings: unknown): void {
  const parsed = parseSettings(settings);
  if (parsed.ok) return;
  const lines = parsed.errors.map(
    ({ path, value, allowed }) => `  ${path}: ${told(path, value)}, where ${allowed} is allowed`,
  );
  const hint = parsed.errors.some(({ path }) => OF_A_BOARD.test(path)) ? BOARD_HINT : "";
  throw new SettingsFileError(
    `these settings cannot be used:\n${lines.join("\n")}\n${hint}npx nightjar settings lists them all.`,
  );
}

function told(path: string, value: string): string {
  const [group = "", name = ""] = path.split(".");
  const settings = Object.entries(SETTINGS_TABLE).find(([each]) => each === group)?.[1];
  if (settings === undefined) return "unknown";
  if (name !== "" && !Object.hasOwn(settings, name)) return "unknown";
  return name === "" || value.startsWith('"') ? "refused" : value;
}

/** The slot's bytes. What the firmware would refuse at every wake is refused here already. */
export function readModelSlot(folder: string): Uint8Array {
  try {
    const { described, model } = readModelFiles(folder);
    return encodeModelSlot({ manifest: described, model });
  } catch (error) {
    throw new ModelFolderError(
      `the model in ${folder} cannot be used: ${(error as Error).message}`,
    );
  }
}
