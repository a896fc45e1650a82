import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "./image-cases.js";
import { ROOT } from "./native-driver.js";

/** test/golden/image.json: pictures whose bytes are fixed, and what every host makes of them. */
export interface Golden {
  readonly name: string;
  readonly from: string;
  readonly jpeg: Uint8Array;
  readonly expected: GoldenExpectation;
}

export interface GoldenExpectation {
  readonly code: string;
  readonly width: number;
  readonly height: number;
  /** SHA-256 of the 96 x 96 tensor by channels and fit. */
  readonly tensors: Readonly<Record<string, string>>;
  /** The 256 bytes, base64, by channels. */
  readonly signatures: Readonly<Record<string, string>>;
}

interface StoredGolden {
  readonly name: string;
  readonly from: string;
  readonly jpeg: string;
  readonly expected: GoldenExpectation;
}

const PATH = join(ROOT, "test/golden/image.json");

export function readGoldens(): Golden[] {
  const { pictures } = JSON.parse(readFileSync(PATH, "utf8")) as { pictures: StoredGolden[] };
  return pictures.map((stored) => ({ ...stored, jpeg: Buffer.from(stored.jpeg, "base64") }));
}

export function goldenOf(name: string): Golden {
  const found = readGoldens().find((golden) => golden.name === name);
  if (!found) throw new Error(`test/golden/image.json has no picture ${name}`);
  return found;
}

/** What the C makes of a picture now. */
export function expectationOf(
  jpeg: Uint8Array,
  environment: Readonly<Record<string, string>> = {},
): GoldenExpectation {
  const tensors: Record<string, string> = {};
  const signatures: Record<string, string> = {};
  let last = decode(jpeg, {}, environment);
  for (const channels of [1, 3] as const) {
    for (const fit of ["squash", "crop"] as const) {
      last = decode(jpeg, { channels, fit }, environment);
      if (last.code !== "ok") continue;
      tensors[`${channels}-${fit}`] = createHash("sha256").update(last.tensor).digest("hex");
      signatures[channels] = Buffer.from(last.signature).toString("base64");
    }
  }
  const { code, width, height } = last;
  return { code, width, height, tensors, signatures };
}

export function writeGoldens(pictures: readonly Omit<Golden, "expected">[]): void {
  const stored = pictures.map(({ name, from, jpeg }) => ({
    name,
    from,
    jpeg: Buffer.from(jpeg).toString("base64"),
    expected: expectationOf(jpeg),
  }));
  writeFileSync(PATH, `${JSON.stringify({ pictures: stored }, null, 2)}\n`);
}
