type Names = Readonly<Record<string, number>>;

/** ESP-IDF's names for the numbers in a partition table (esp_partition.h). */
export const TYPE = Object.freeze({ app: 0, data: 1, bootloader: 2, partition_table: 3 });

/** Subtypes of data partitions that this table has rules for. */
export const SUBTYPE = Object.freeze({ ota: 0x00, nvs: 0x02, undefined: 0x06 });

const SUBTYPES: ReadonlyMap<number, Names> = new Map([
  [
    TYPE.app,
    {
      factory: 0x00,
      ...Object.fromEntries(Array.from({ length: 16 }, (_, slot) => [`ota_${slot}`, 0x10 + slot])),
      test: 0x20,
    },
  ],
  [
    TYPE.data,
    {
      ...SUBTYPE,
      phy: 0x01,
      coredump: 0x03,
      nvs_keys: 0x04,
      efuse: 0x05,
      esphttpd: 0x80,
      fat: 0x81,
      spiffs: 0x82,
      littlefs: 0x83,
    },
  ],
]);

export const NUMBER_MULTIPLIERS: Names = Object.freeze({ "": 1, k: 1024, m: 1024 * 1024 });

/** The number of a type by its name, whatever its case. */
export function typeOf(name: string): number | undefined {
  return numberOf(TYPE, name);
}

export function subtypeOf(type: number, name: string): number | undefined {
  return numberOf(SUBTYPES.get(type) ?? {}, name);
}

function numberOf(names: Names, name: string): number | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(names, key) ? names[key] : undefined;
}
