import { FLASH_BYTES } from "./flash-rules.js";
import {
  alignmentOf,
  type Partition,
  PartitionTableError,
  verify,
  verifyAgainst,
} from "./partition-rules.js";
import { NUMBER_MULTIPLIERS, SUBTYPE, subtypeOf, TYPE, typeOf } from "./partition-types.js";

export { type Partition, PartitionTableError };

/** Where the table itself lies: CONFIG_PARTITION_TABLE_OFFSET. */
export const PARTITION_TABLE_OFFSET = 0x10000;
const PARTITION_TABLE_BYTES = 0x1000;

export interface PartitionTableOptions {
  readonly flashBytes?: number;
  readonly tableOffset?: number;
}

/** The partitions in the order of the file. */
export class PartitionTable {
  readonly partitions: readonly Partition[];

  constructor(partitions: readonly Partition[]) {
    this.partitions = partitions;
  }

  find(name: string): Partition | undefined {
    return this.partitions.find((partition) => partition.name === name);
  }
}

/**
 * Reads a partition table as ESP-IDF's gen_esp32part does: comments, blank offsets, numbers in
 * decimal or hex with K or M, named or numbered types. Throws PartitionTableError.
 */
export function parsePartitionTable(
  text: string,
  { flashBytes = FLASH_BYTES, tableOffset = PARTITION_TABLE_OFFSET }: PartitionTableOptions = {},
): PartitionTable {
  const first = tableOffset + PARTITION_TABLE_BYTES;
  const partitions: Partition[] = [];
  let end = first;
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const content = raw.trim();
    if (content === "" || content.startsWith("#")) continue;
    const partition = parseLine(content, index + 1, end);
    verify(partition, { first, flashBytes });
    verifyAgainst(partition, partitions);
    partitions.push(partition);
    end = partition.offset + partition.byteLength;
  }
  if (partitions.length === 0) throw new PartitionTableError(1, "no partition");
  return new PartitionTable(partitions);
}

function parseLine(content: string, line: number, previousEnd: number): Partition {
  const fields = content.split(",").map((field) => field.trim());
  const [name = "", typeText = "", subtypeText = "", offsetText = "", sizeText = ""] = fields;
  const type = parseType(typeText, line);
  const flags = parseFlags(fields[5] ?? "", line);
  const align = alignmentOf(type);
  const offset =
    offsetText === ""
      ? Math.ceil(previousEnd / align) * align
      : parseNumber(offsetText, "offset", line);
  if (sizeText === "") throw new PartitionTableError(line, "the size is missing");
  return {
    name,
    type,
    subtype: parseSubtype(subtypeText, type, line),
    offset,
    byteLength: parseNumber(sizeText, "size", line),
    encrypted: flags.includes("encrypted"),
    readonly: flags.includes("readonly"),
    line,
  };
}

function parseType(text: string, line: number): number {
  if (text === "") throw new PartitionTableError(line, "the type is missing");
  const type = typeOf(text) ?? parseNumber(text, "type", line);
  if (type === TYPE.bootloader || type === TYPE.partition_table) {
    throw new PartitionTableError(line, `type "${text}" has no place in this table`);
  }
  if (type > 0xfe) throw new PartitionTableError(line, `type ${text} is above 0xFE`);
  return type;
}

function parseSubtype(text: string, type: number, line: number): number {
  if (text === "") {
    if (type === TYPE.app) throw new PartitionTableError(line, "an app partition needs a subtype");
    return SUBTYPE.undefined;
  }
  const subtype = subtypeOf(type, text) ?? parseNumber(text, "subtype", line);
  if (subtype > 0xfe) throw new PartitionTableError(line, `subtype ${text} is above 0xFE`);
  return subtype;
}

function parseFlags(text: string, line: number): string[] {
  const flags = text.split(":").filter((flag) => flag !== "");
  for (const flag of flags) {
    if (flag !== "encrypted" && flag !== "readonly") {
      throw new PartitionTableError(line, `unknown flag "${flag}"`);
    }
  }
  return flags;
}

function parseNumber(text: string, field: string, line: number): number {
  const [, digits, suffix = ""] = /^(0x[0-9a-f]+|[0-9]+)([km]?)$/i.exec(text) ?? [];
  if (digits === undefined) {
    throw new PartitionTableError(line, `"${text}" is not a valid ${field}`);
  }
  return Number(digits) * (NUMBER_MULTIPLIERS[suffix.toLowerCase()] as number);
}
