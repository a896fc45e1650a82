import assert from "node:assert/strict";
import { LOOKUP_MS_MAX, NameLookup } from "../../../hosts/esp32/firmware/name-lookup.js";
import {
  CLOCK_AGE_S_MAX,
  joinForTime,
  NetworkClock,
} from "../../../hosts/esp32/firmware/network-clock.js";
import { WifiLink } from "../../../hosts/esp32/firmware/wifi-link.js";
import type { WifiSettings } from "../../../modules/host/network.js";
import { type Answer, FakeStation } from "../../helpers/fake-station.js";
import { FakeTime } from "../../helpers/fake-time.js";

const NOW_S = 1_800_000_000;
const NTP_EPOCH_S = 2_208_988_800;
/** What the chip's clock shows once power has come. */
const UNSET_MS = 819_195_899_000;

/** An answer as a server gives it, and then `change` it. */
function answer(change: (view: DataView) => void = () => {}): Answer {
  return (request) => {
    const packet = new DataView(new ArrayBuffer(48));
    packet.setUint8(0, 0x24);
    packet.setUint8(1, 2);
    packet.setUint32(24, request.getUint32(40));
    packet.setUint32(28, request.getUint32(44));
    packet.setUint32(40, NOW_S + NTP_EPOCH_S);
    change(packet);
    return [packet.buffer];
  };
}

const NO_WIFI: WifiSettings = {
  ssid: "",
  password: "",
  channel: 0,
  bssid: "",
  address: "",
  netmask: "",
  gateway: "",
  dns: "",
  timeServer: "",
};

const silence: Answer = () => [];

describe("the board's clock, by the network", () => {
  let time: FakeTime;
  let station: FakeStation;

  beforeEach(() => {
    time = new FakeTime({ wallMs: UNSET_MS });
    station = new FakeStation(time);
    station.addresses = { "time.test": "192.0.2.7" };
  });

  function clockOf(): NetworkClock {
    return new NetworkClock({
      station,
      timers: time,
      lookup: new NameLookup(station, time),
      wallMs: () => time.wallMs(),
      random: () => 0.3,
    });
  }

  function ensure(clock = clockOf()): boolean | undefined {
    let isSet: boolean | undefined;
    clock.ensure("time.test", (given) => {
      isSet = given;
    });
    time.run();
    assert.equal(station.isAsking, false, "no socket is left");
    return isSet;
  }

  it("sets a clock that was never set, by one packet", () => {
    station.answers = [answer()];
    assert.equal(ensure(), true);
    assert.equal(station.clockS, NOW_S);
    assert.deepEqual(station.asked, ["192.0.2.7:123 48 35"]);
  });

  it("asks nobody while the clock is fresh, and again when it may have strayed", () => {
    station.answers = [answer()];
    const clock = clockOf();
    ensure(clock);
    time.pass((CLOCK_AGE_S_MAX - 10) * 1_000);
    assert.equal(ensure(clock), true);
    assert.equal(station.asked.length, 1);
    time.pass(20_000);
    assert.equal(ensure(clock), true);
    assert.ok(station.asked.length > 1, "asked again, and does without an answer");
  });

  it("asks again where an answer is lost, and not for ever", () => {
    station.answers = [silence, answer()];
    assert.equal(ensure(), true);
    assert.equal(station.asked.length, 2);
    time.setWall(UNSET_MS);
    assert.equal(ensure(), false);
    assert.equal(station.asked.length, 5);
  });

  it("stays unset where the server's name has no address", () => {
    station.addresses = { "time.test": "" };
    assert.equal(ensure(), false);
    station.addresses = {};
    const fromMs = time.monotonicMs();
    assert.equal(ensure(), false);
    assert.ok(time.monotonicMs() - fromMs <= LOOKUP_MS_MAX + 100);
    assert.deepEqual(station.asked, []);
  });

  const unbelievable: readonly (readonly [string, (view: DataView) => void])[] = [
    ["does not repeat what was sent", (view) => view.setUint32(24, 1)],
    ["does not repeat all of it", (view) => view.setUint32(28, 1)],
    ["is no server's", (view) => view.setUint8(0, 0x23)],
    ["says that its own clock is not set", (view) => view.setUint8(0, 0xe4)],
    ["refuses (stratum 0)", (view) => view.setUint8(1, 0)],
    ["has a stratum that there is none of", (view) => view.setUint8(1, 16)],
    ["tells no time", (view) => view.setUint32(40, 0)],
  ];
  for (const [what, change] of unbelievable) {
    it(`does not believe an answer that ${what}`, () => {
      station.answers = [answer(change), answer(change), answer(change)];
      assert.equal(ensure(), false);
      assert.equal(station.clockS, undefined);
    });
  }

  it("does not believe a packet that is too short", () => {
    station.answers = [() => [new ArrayBuffer(47)]];
    assert.equal(ensure(), false);
  });

  it("takes the answer that comes after packets that it does not believe", () => {
    const forged = answer((view) => view.setUint32(24, 1));
    station.answers = [(request) => [...forged(request), new ArrayBuffer(3), ...answer()(request)]];
    assert.equal(ensure(), true);
    assert.equal(station.asked.length, 1);
  });

  it("knows that NTP's seconds begin anew in 2036", () => {
    station.answers = [answer((view) => view.setUint32(40, 100))];
    assert.equal(ensure(), true);
    assert.equal(station.clockS, 2 ** 32 - NTP_EPOCH_S + 100);
  });

  for (const [ends, isSet] of [
    ["joined", true],
    ["refused", false],
  ] as const) {
    it(`joins for the time alone, and is ${isSet ? "" : "not "}set where the network is ${ends}`, () => {
      const link = new WifiLink(station, time);
      link.configure({ ...NO_WIFI, ssid: "garden", timeServer: "time.test" });
      station.attempts = [{ afterMs: 900, ends }];
      station.answers = [answer()];
      const told: boolean[] = [];
      joinForTime(link, clockOf(), (given) => told.push(given));
      assert.deepEqual(told, [], "not from within");
      time.run();
      assert.deepEqual(told, [isSet]);
    });
  }
});

describe("the board's name look-up", () => {
  it("takes addresses for what they are, and names one after the other", () => {
    const time = new FakeTime();
    const station = new FakeStation(time);
    station.addresses = { "one.test": "192.0.2.1", "two.test": "" };
    const lookup = new NameLookup(station, time);
    const found: unknown[] = [];
    for (const name of ["198.51.100.3", "one.test", "two.test", "256.1.1.1"]) {
      lookup.find(name, (address) => found.push(address));
    }
    assert.deepEqual(found, [], "not from within");
    time.run();
    assert.deepEqual(found, ["198.51.100.3", "192.0.2.1", undefined, undefined]);
    assert.deepEqual(station.lookups, ["one.test", "two.test", "256.1.1.1"]);
  });
});
