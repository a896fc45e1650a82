import assert from "node:assert/strict";
import { buildDriver, runDriver, SANITIZED, uint32s } from "./native-driver.js";

const NEVER = 0xffff_ffff;
/** More than any boot here changes; a bound for the loops below. */
const CHANGES_MAX = 40;
const RESTORING = 2;

type Settings = Readonly<Record<string, string>>;

const OURS: Settings = {
  settings: '{"cloud":{"host":"my.own.server"}}',
  "cloud-key": "sk-1",
  "cloud-ca": "DER",
  "wifi-ssid": "home",
  "wifi-password": "secret too",
};

const ascii = (text: string) => new TextEncoder().encode(text);
const store = (settings: Settings) =>
  Object.entries(settings).flatMap(([key, value]) => [
    uint32s(0, key.length, value.length),
    ascii(key),
    ascii(value),
  ]);
const boot = ({ isDamaged = false, cutAt = NEVER } = {}) => uint32s(1, Number(isDamaged), cutAt);
const damagedBootRefusing = (change: number) => uint32s(2, 1, change);
const TELL = uint32s(3, 0, 0);
const keep = (isReadable: boolean) => uint32s(4, Number(isReadable), 0);
const ERASE_COPY = uint32s(5, 0, 0);
const mark = (value: number) => uint32s(6, value, 0);

/** What a board answers that stored OURS and was booted, which copied them. */
class Answer {
  readonly #bytes: Buffer;
  #at = 8;

  constructor(...steps: readonly Uint8Array[]) {
    const program = buildDriver({
      name: "settings-store",
      sources: [
        "test/native/settings_store_driver.c",
        "test/native/fake_flash.c",
        "test/native/fake_nvs.c",
        "native/storage/settings_store_esp32.c",
        "native/storage/settings_mark_esp32.c",
        "native/storage/settings_copy.c",
        "native/storage/nvs_value_esp32.c",
        "native/checksum/checksum_crc32.c",
      ],
      flags: [...SANITIZED, "-Itest/native/esp_idf"],
    });
    this.#bytes = runDriver(program, [...store(OURS), boot(), ...steps]);
  }

  boot(): { wasReached: boolean; isRestored: boolean } {
    return { wasReached: this.#number() === 1, isRestored: this.#number() === 1 };
  }

  settings(): Settings {
    const entries = Array.from({ length: this.#number() }, () => {
      const [keyChars, valueChars] = [this.#number(), this.#number()];
      return [this.#text(keyChars), this.#text(valueChars)] as const;
    });
    return Object.fromEntries(entries);
  }

  #number(): number {
    this.#at += 4;
    return this.#bytes.readUInt32LE(this.#at - 4);
  }

  #text(chars: number): string {
    this.#at += chars;
    return this.#bytes.toString("latin1", this.#at - chars, this.#at);
  }
}

describe("settings that are given back to a storage begun anew", () => {
  it("are those of the copy", () => {
    const answer = new Answer(boot({ isDamaged: true }), TELL);
    assert.deepEqual(answer.boot(), { wasReached: false, isRestored: true });
    assert.deepEqual(answer.settings(), OURS);
  });

  it("are all there after a loss of power at any change, and stay so", () => {
    let cuts = 0;
    for (let cutAt = 0; cutAt < CHANGES_MAX; cutAt++) {
      const next = [boot(), TELL, boot(), TELL, boot({ isDamaged: true }), TELL];
      const answer = new Answer(boot({ isDamaged: true, cutAt }), ...next);
      if (!answer.boot().wasReached) break;
      for (const when of ["at once", "later", "from the copy"]) {
        answer.boot();
        assert.deepEqual(answer.settings(), OURS, `cut at ${cutAt}, ${when}`);
      }
      cuts += 1;
    }
    console.log(`      ${cuts} cut points`);
    // Two marks, five values, and the copy's erase, body and header.
    assert.equal(cuts, 10);
  });

  it("are all there where power goes twice, while the restore begins again", () => {
    for (const first of [2, 6]) {
      for (let cutAt = 0; cutAt < 16; cutAt++) {
        const cut = boot({ isDamaged: true, cutAt: first });
        const answer = new Answer(cut, boot({ cutAt }), boot(), TELL);
        for (let boots = 0; boots < 3; boots++) answer.boot();
        assert.deepEqual(answer.settings(), OURS, `cuts at ${first} and ${cutAt}`);
      }
    }
  });

  it("are joined by nothing that the copy does not name", () => {
    const answer = new Answer(...store({ stray: "x" }), mark(RESTORING), boot(), TELL);
    answer.boot();
    assert.deepEqual(answer.settings(), OURS);
  });

  it("are all there or none where a write is refused, and come back", () => {
    for (let change = 0; change < 7; change++) {
      const answer = new Answer(damagedBootRefusing(change), TELL, boot(), TELL);
      assert.deepEqual(answer.boot(), { wasReached: true, isRestored: false });
      assert.deepEqual(answer.settings(), {}, `refused ${change}`);
      assert.equal(answer.boot().isRestored, true);
      assert.deepEqual(answer.settings(), OURS, `refused ${change}`);
    }
  });

  it("are none where their copy is gone in the middle of it, and may be set anew", () => {
    const fresh = { "wifi-ssid": "other" };
    const cut = boot({ isDamaged: true, cutAt: 4 });
    const answer = new Answer(cut, ERASE_COPY, boot(), TELL, ...store(fresh), boot(), TELL);
    answer.boot();
    assert.equal(answer.boot().isRestored, false);
    assert.deepEqual(answer.settings(), {});
    answer.boot();
    assert.deepEqual(answer.settings(), fresh);
  });
});

describe("the copy of the settings", () => {
  it("is not renewed from a storage that cannot be read", () => {
    const answer = new Answer(keep(false), boot({ isDamaged: true }), TELL);
    answer.boot();
    assert.deepEqual(answer.settings(), OURS);
  });

  it("is not renewed from a storage that is being restored", () => {
    const stray = store({ stray: "x" });
    const answer = new Answer(...stray, mark(RESTORING), keep(true), boot(), TELL);
    answer.boot();
    assert.deepEqual(answer.settings(), OURS);
  });

  it("follows what was set", () => {
    const changed = store({ "cloud-key": "sk-2" });
    const answer = new Answer(...changed, keep(true), boot({ isDamaged: true }), TELL);
    answer.boot();
    assert.deepEqual(answer.settings(), { ...OURS, "cloud-key": "sk-2" });
  });
});
