import assert from "node:assert/strict";
import {
  CA_BYTES_MAX,
  loadCredentials,
  loadWebhookCredentials,
} from "../../../modules/settings/credentials.js";
import { DEFAULT_SETTINGS, FALLBACK_SETTINGS } from "../../../modules/settings/settings.js";
import {
  loadSettings,
  loadWifi,
  SETTINGS_CHARS_MAX,
  storeSettings,
} from "../../../modules/settings/store.js";
import { FakeKeyValue } from "../../helpers/fake-key-value.js";

function storeWith(text: string): FakeKeyValue {
  const store = new FakeKeyValue();
  store.put("settings", "settings", "string", text);
  return store;
}

describe("stored settings", () => {
  it("are the fallback where the store is broken", () => {
    const store = new FakeKeyValue();
    store.broken = true;
    const { settings, code } = loadSettings(store);
    assert.deepEqual([settings, code], [FALLBACK_SETTINGS, "settings-unreadable"]);
  });

  for (const [what, text, expected] of [
    ["no JSON", "{motion", "settings-not-json"],
    ["a text without end", " ".repeat(SETTINGS_CHARS_MAX + 1), "settings-not-json"],
    ["a nesting without end", "[".repeat(4_000), "settings-not-json"],
    ["a value out of range", '{"motion":{"skipsMax":0}}', "settings-invalid"],
  ] as const) {
    it(`are the fallback for ${what}, and the bad text is kept`, () => {
      const store = storeWith(text);
      const { settings, code } = loadSettings(store);
      assert.deepEqual([settings, code], [FALLBACK_SETTINGS, expected]);
      const kept = store.get("settings", "settings-bad", "string");
      assert.equal(kept, text.slice(0, SETTINGS_CHARS_MAX));
    });
  }

  it("fall back to the defaults in everything but the cloud, which nobody may be asked in", () => {
    const { cloud, ...others } = FALLBACK_SETTINGS;
    const { cloud: defaultCloud, ...defaults } = DEFAULT_SETTINGS;
    assert.deepEqual(others, defaults);
    assert.deepEqual(cloud, { ...defaultCloud, enabled: false });
  });

  it("wear no flash for the same bad text twice", () => {
    const store = storeWith("{");
    loadSettings(store);
    const { writes } = store;
    loadSettings(store);
    assert.equal(store.writes, writes);
  });

  it("say which value was refused", () => {
    const { errors } = loadSettings(storeWith('{"motion":{"skipsMax":0}}'));
    assert.deepEqual(
      errors.map(({ path }) => path),
      ["motion.skipsMax"],
    );
  });

  it("are the defaults without complaint where nothing was stored", () => {
    assert.deepEqual(loadSettings(new FakeKeyValue()), { settings: DEFAULT_SETTINGS, errors: [] });
  });

  it("are not replaced by invalid ones", () => {
    const store = storeWith('{"motion":{"skipsMax":9}}');
    assert.equal(storeSettings(store, { motion: { skipsMax: -1 } }).code, "settings-invalid");
    assert.equal(loadSettings(store).settings.motion.skipsMax, 9);
  });

  it("come back as they were stored, and leave no domain open", () => {
    const store = new FakeKeyValue();
    storeSettings(store, { power: { wakeIntervalMs: 60_000 } });
    assert.equal(loadSettings(store).settings.power.wakeIntervalMs, 60_000);
    assert.equal(store.openDomains, 0);
  });
});

describe("stored credentials", () => {
  const withKey = (key: string): FakeKeyValue => {
    const store = new FakeKeyValue();
    store.put("settings", "cloud-key", "string", key);
    return store;
  };

  it("are absent without a key", () => {
    assert.deepEqual(loadCredentials(new FakeKeyValue()), { ok: false, code: "cloud-key-absent" });
  });

  for (const key of ["", "a b", "a\r\nx-injected: 1", "é", "x".repeat(513)]) {
    it(`are invalid with the key ${JSON.stringify(key.slice(0, 20))}`, () => {
      assert.deepEqual(loadCredentials(withKey(key)), { ok: false, code: "cloud-key-invalid" });
    });
  }

  it("are invalid where the store is broken", () => {
    const store = withKey("sk-1");
    store.broken = true;
    assert.equal(loadCredentials(store).ok, false);
  });

  for (const byteLength of [0, CA_BYTES_MAX + 1]) {
    it(`do not trust everybody where the authority has ${byteLength} bytes`, () => {
      const store = withKey("sk-1");
      store.put("settings", "cloud-ca", "buffer", new ArrayBuffer(byteLength));
      assert.deepEqual(loadCredentials(store), { ok: false, code: "cloud-ca-invalid" });
    });
  }

  it("do not trust everybody where the authority has another format", () => {
    const store = withKey("sk-1");
    store.put("settings", "cloud-ca", "string", "MIIB");
    assert.deepEqual(loadCredentials(store), { ok: false, code: "cloud-ca-invalid" });
  });

  it("are the key, and the authority where there is one", () => {
    const store = withKey("sk-1");
    assert.deepEqual(loadCredentials(store), { ok: true, value: { key: "sk-1" } });
    const ca = Uint8Array.of(0x30).buffer;
    store.put("settings", "cloud-ca", "buffer", ca);
    assert.deepEqual(loadCredentials(store), { ok: true, value: { key: "sk-1", ca } });
    assert.equal(store.openDomains, 0);
  });
});

describe("the stored secret of the webhook", () => {
  const withSecret = (secret: string): FakeKeyValue => {
    const store = new FakeKeyValue();
    store.put("settings", "webhook-secret", "string", secret);
    return store;
  };

  it("is absent where nobody has set one", () => {
    const outcome = loadWebhookCredentials(new FakeKeyValue());
    assert.deepEqual(outcome, { ok: false, code: "webhook-secret-absent" });
  });

  for (const secret of ["x".repeat(15), "x".repeat(129), `${"x".repeat(16)} x`, "é".repeat(16)]) {
    it(`is invalid as ${JSON.stringify(secret.slice(0, 20))} of ${secret.length}`, () => {
      const outcome = loadWebhookCredentials(withSecret(secret));
      assert.deepEqual(outcome, { ok: false, code: "webhook-secret-invalid" });
    });
  }

  it("is invalid where the store is broken", () => {
    const store = withSecret("x".repeat(16));
    store.broken = true;
    assert.equal(loadWebhookCredentials(store).ok, false);
  });

  it("is what was stored, and leaves no domain open", () => {
    const store = withSecret("0123456789abcdef");
    assert.deepEqual(loadWebhookCredentials(store), {
      ok: true,
      value: { secret: "0123456789abcdef" },
    });
    assert.equal(store.openDomains, 0);
  });
});

describe("the stored network", () => {
  const wifiOf = (entries: Readonly<Record<string, string>>) => {
    const store = new FakeKeyValue();
    for (const [key, value] of Object.entries(entries)) {
      store.put("settings", key, "string", value);
    }
    return loadWifi(store, DEFAULT_SETTINGS);
  };

  it("is none where nobody has named one, or the store is broken", () => {
    assert.equal(wifiOf({}).ssid, "");
    const store = new FakeKeyValue();
    store.broken = true;
    assert.equal(loadWifi(store, DEFAULT_SETTINGS).ssid, "");
  });

  it("is none where its password cannot be used: it must not be tried without", () => {
    const store = new FakeKeyValue();
    store.put("settings", "wifi-ssid", "string", "garden");
    store.put("settings", "wifi-password", "buffer", new ArrayBuffer(8));
    assert.equal(loadWifi(store, DEFAULT_SETTINGS).ssid, "");
    assert.equal(wifiOf({ "wifi-ssid": "garden", "wifi-password": "x".repeat(65) }).ssid, "");
  });

  it("is open without a password, and has one where one is stored", () => {
    assert.equal(wifiOf({ "wifi-ssid": "garden" }).password, "");
    const { ssid, password, timeServer } = wifiOf({
      "wifi-ssid": "garden",
      "wifi-password": "correct horse",
    });
    assert.deepEqual([ssid, password, timeServer], ["garden", "correct horse", "pool.ntp.org"]);
  });
});
