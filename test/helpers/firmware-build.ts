import { mkdirSync, writeFileSync } from "node:fs";
import { writeFile } from "./fake-programs.js";
import { partitionTableBytes } from "./partition-bytes.js";
import type { ScratchFolder } from "./scratch-folder.js";

/** What ESP-IDF leaves of a build, with other bytes for each piece. Returns the folder's path. */
export function writeFirmwareBuild(folder: ScratchFolder): string {
  const files: Readonly<Record<string, Uint8Array>> = {
    "bootloader/bootloader.bin": new Uint8Array(100).fill(1),
    "partition_table/partition-table.bin": partitionTableBytes(),
    "ota_data_initial.bin": new Uint8Array(0x2000).fill(0xff),
    "xs_esp32.bin": new Uint8Array(5000).fill(2),
  };
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(folder.path(`idf/${name}`.replace(/\/[^/]*$/, "")), { recursive: true });
    writeFileSync(folder.path(`idf/${name}`), bytes);
  }
  const flasher = {
    write_flash_args: ["--flash-mode", "dio", "--flash-size", "4MB", "--flash-freq", "40m"],
    flash_files: {
      "0x1000": "bootloader/bootloader.bin",
      "0x20000": "xs_esp32.bin",
      "0x10000": "partition_table/partition-table.bin",
      "0x17000": "ota_data_initial.bin",
    },
  };
  writeFile(folder, "idf/flasher_args.json", JSON.stringify(flasher));
  return folder.path("idf");
}
