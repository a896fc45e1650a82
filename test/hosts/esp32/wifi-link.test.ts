import assert from "node:assert/strict";
import {
  FAST_JOIN_MS_MAX,
  JOIN_MS_MAX,
  WifiLink,
} from "../../../hosts/esp32/firmware/wifi-link.js";
import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type { WifiSettings } from "../../../modules/host/network.js";
import { FakeStation } from "../../helpers/fake-station.js";
import { FakeTime } from "../../helpers/fake-time.js";

const WIFI: WifiSettings = {
  ssid: "garden",
  password: "correct horse",
  channel: 0,
  bssid: "",
  address: "",
  netmask: "255.255.255.0",
  gateway: "",
  dns: "",
  timeServer: "time.test",
};

describe("the board's Wi-Fi", () => {
  let time: FakeTime;
  let station: FakeStation;
  let link: WifiLink;

  beforeEach(() => {
    time = new FakeTime();
    station = new FakeStation(time);
    link = new WifiLink(station, time);
    link.configure(WIFI);
  });

  /** What a join comes to, and when. */
  function join(): { outcome: string | undefined; atMs: number } {
    let outcome: string | undefined;
    let atMs = -1;
    const fromMs = time.monotonicMs();
    link.join((code) => {
      outcome = code ?? "joined";
      atMs = time.monotonicMs() - fromMs;
    });
    assert.equal(atMs, -1, "not from within");
    while (atMs < 0 && time.runNext());
    return { outcome, atMs };
  }

  it("joins nothing that nobody has named, and leaves the radio off", () => {
    link.configure({ ...WIFI, ssid: "" });
    assert.equal(join().outcome, "wifi-unset");
    link = new WifiLink(station, time);
    assert.equal(join().outcome, "wifi-unset");
    assert.equal(station.state(), "off");
  });

  it("says network-unreachable where the radio cannot be had, or will not begin", () => {
    station.startable = false;
    assert.equal(join().outcome, "network-unreachable");
    station.startable = true;
    station.joinable = false;
    assert.equal(join().outcome, "network-unreachable");
    assert.equal(station.state(), "off");
  });

  for (const [state, code] of [
    ["not-found", "network-unreachable"],
    ["refused", "wifi-refused"],
    ["lost", "network-unreachable"],
  ] as const) {
    it(`ends an attempt that is ${state} as ${code}, radio off`, () => {
      station.attempts = [{ ends: state, afterMs: 700 }];
      assert.equal(join().outcome, code);
      assert.equal(station.state(), "off");
    });
  }

  it("gives up in bounded time, and tries anew for the next who asks", () => {
    const { outcome, atMs } = join();
    assert.equal(outcome, "network-unreachable");
    assert.ok(atMs >= JOIN_MS_MAX && atMs < JOIN_MS_MAX + 100, String(atMs));
    station.attempts = [{ ends: "joined", afterMs: 800 }];
    assert.equal(join().outcome, "joined");
  });

  it("scans for an access point that it does not know, and joins it quickly the next time", () => {
    station.attempts = [
      { ends: "joined", afterMs: 2_000 },
      { ends: "joined", afterMs: 700 },
    ];
    assert.equal(join().outcome, "joined");
    assert.equal(station.joins[0]?.channel, 0);
    assert.equal(station.joins[0]?.bssid, undefined);
    link.leave();
    link = new WifiLink(station, time);
    link.configure(WIFI);
    const { outcome, atMs } = join();
    assert.equal(outcome, "joined");
    assert.ok(atMs < 800);
    assert.equal(station.joins[1]?.channel, 11);
    assert.deepEqual(bytesIn(station.joins[1]?.bssid), [1, 2, 3, 4, 5, 6]);
  });

  it("does not look for another network where the old one was", () => {
    station.attempts = [{ ends: "joined", afterMs: 100 }];
    join();
    link.leave();
    link.configure({ ...WIFI, ssid: "orchard" });
    join();
    assert.equal(station.joins[1]?.channel, 0);
  });

  for (const [how, first] of [
    ["fails", { ends: "not-found", afterMs: 100 }],
    ["is silent", { ends: "joined", afterMs: FAST_JOIN_MS_MAX + 1_000 }],
  ] as const) {
    it(`scans where the known access point ${how}, and forgets it`, () => {
      station.attempts = [{ ends: "joined", afterMs: 100 }];
      join();
      link.leave();
      station.attempts = [first, { ends: "refused", afterMs: 1_500 }];
      assert.equal(join().outcome, "wifi-refused");
      station.attempts = [{ ends: "joined", afterMs: 2_000 }];
      join();
      assert.equal(station.joins.at(-1)?.channel, 0);
    });
  }

  it("begins with what a person has said of the access point", () => {
    link.configure({ ...WIFI, bssid: "0a:1B:2c:00:ff:10", channel: 6 });
    station.attempts = [{ ends: "joined", afterMs: 100 }];
    join();
    assert.equal(station.joins[0]?.channel, 6);
    const bssid = bytesIn(station.joins[0]?.bssid);
    assert.deepEqual(bssid, [0x0a, 0x1b, 0x2c, 0, 0xff, 0x10]);
  });

  it("hands on fixed addresses, and none where the network gives them", () => {
    station.attempts = [{ ends: "joined", afterMs: 100 }];
    join();
    assert.deepEqual(bytesIn(station.joins[0]?.addresses), new Array(16).fill(0));
    link.leave();
    link.configure({ ...WIFI, address: "192.168.1.40", gateway: "192.168.1.1", dns: "9.9.9.9" });
    join();
    const addresses = bytesIn(station.joins[1]?.addresses);
    const expected = [192, 168, 1, 40, 255, 255, 255, 0, 192, 168, 1, 1, 9, 9, 9, 9];
    assert.deepEqual(addresses, expected);
  });

  it("joins once for all who ask meanwhile, and not again while it is joined", () => {
    station.attempts = [{ ends: "joined", afterMs: 100 }];
    const outcomes: unknown[] = [];
    for (let count = 0; count < 3; count++) link.join((code) => outcomes.push(code));
    time.run();
    link.join((code) => outcomes.push(code));
    time.run();
    assert.deepEqual(outcomes, [undefined, undefined, undefined, undefined]);
    assert.equal(station.joins.length, 1);
  });
});

function bytesIn(bytes: ByteBuffer | undefined): number[] {
  return [...(bytes as Uint8Array)];
}
