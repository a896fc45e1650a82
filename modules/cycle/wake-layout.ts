/**
 * The wake record in RTC memory (docs/SPEC.md, "Wake record"). Everything is little-endian, as are
 * all machines that run the firmware: fields lie at multiples of their size and are read in place.
 */
export const RECORD_MAGIC = 0x534b_574e;
export const RECORD_VERSION = 5;
export const RECORD_BYTES = 624;
/** What a host sets aside. */
export const RECORD_BYTES_MAX = 2_048;

/** Where the fields lie that are not copied, in bytes. */
export const BYTE_AT = {
  hashPrefix: 32,
  reference: 120,
  ledger: 388,
  recent: 468,
  standing: 616,
} as const;

/** Fields of 4 bytes, counted in such. */
export const WORD_AT = {
  magic: 0,
  /** Version in the lower half, bytes of the record in the upper. */
  format: 1,
  wakes: 2,
  coldStarts: 3,
  /** Flags in the lowest byte, the decision in the next, then the count against presence. */
  flags: 4,
  skips: 5,
  stills: 6,
  /** A float. */
  lastProbability: 7,
  hourCount: 16,
  hourCountBefore: 17,
  dayCount: 20,
  dayCountBefore: 21,
  looks: 22,
  inferences: 23,
  totalSkips: 24,
  sent: 25,
  answered: 26,
  failures: 27,
  /** Quiet wakes in the lower half, then the battery's rung, then uncertain decisions in a row. */
  quiet: 96,
  /** When the outbox brings the radio up, seconds by the steady clock; deliveries in a row that failed. */
  deliveryDue: 149,
  deliveryFailures: 150,
  /** Where the sensor's exposure stood, 0 where nobody knows. */
  exposure: 151,
  crc32: RECORD_BYTES / 4 - 1,
} as const;

/** Fields of 8 bytes, doubles, counted in such. */
export const DOUBLE_AT = {
  lastAskMs: 5,
  notBeforeMs: 6,
  hourStartMs: 7,
  dayStartMs: 9,
  bytesSent: 14,
  pinClearMs: 47,
  clockStepMs: 76,
} as const;

export const FLAG = { known: 1, present: 2, verified: 4, asked: 8 } as const;
