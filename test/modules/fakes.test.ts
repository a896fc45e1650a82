import assert from "node:assert/strict";
import type { HTTPRequest } from "../../modules/host/network.js";
import { FakeCamera } from "../helpers/fake-camera.js";
import { codec } from "../helpers/fake-codec.js";
import { Asleep, FakeHost } from "../helpers/fake-host.js";
import { FakeHttps, type ServerScript } from "../helpers/fake-https.js";
import { FakeKeyValue } from "../helpers/fake-key-value.js";
import { FakeTime, settled } from "../helpers/fake-time.js";

describe("the fake time", () => {
  it("refuses a delay that is none", () => {
    assert.throws(() => new FakeTime().set(() => {}, -1), RangeError);
    assert.throws(() => new FakeTime().set(() => {}, Number.NaN), RangeError);
  });

  it("runs timers by their time, equal ones in their order, and cleared ones never", () => {
    const time = new FakeTime();
    const ran: string[] = [];
    time.set(() => ran.push("late"), 20);
    time.set(() => ran.push("first"), 10);
    time.set(() => ran.push("second"), 10);
    time.clear(time.set(() => ran.push("never"), 5));
    while (time.runNext());
    assert.deepEqual(ran, ["first", "second", "late"]);
    assert.deepEqual([time.monotonicMs(), time.pending], [20, 0]);
  });

  it("says so where something waits for nothing", async () => {
    await assert.rejects(settled(new Promise(() => {}), new FakeTime()), /never comes/);
  });

  it("passes errors on", async () => {
    await assert.rejects(settled(Promise.reject(new Asleep("now")), new FakeTime()), Asleep);
  });

  it("counts wall time through a boot, and from anew where it is set", () => {
    const time = new FakeTime({ wallMs: 1_000, isSet: false });
    time.pass(30);
    time.reboot(70);
    assert.deepEqual([time.monotonicMs(), time.wallMs(), time.isSet()], [0, 1_100, false]);
    time.setWall(5_000);
    assert.deepEqual([time.wallMs(), time.isSet()], [5_000, true]);
  });
});

describe("the fake camera", () => {
  function open(frames: Uint8Array[]) {
    const time = new FakeTime();
    const fake = new FakeCamera(time, () => ({ frames }));
    const camera = new fake.entry.io({});
    return { time, fake, camera };
  }

  it("has no frame before its time, and none after the last", () => {
    const { time, camera } = open([Uint8Array.of(7)]);
    camera.start();
    assert.equal(camera.read(), undefined);
    time.runNext();
    assert.deepEqual(new Uint8Array(camera.read() as ArrayBuffer), Uint8Array.of(7));
    assert.equal(camera.read(), undefined);
  });

  it("notices who reads or closes what is closed", () => {
    const { time, fake, camera } = open([Uint8Array.of(7)]);
    camera.start();
    time.runNext();
    const buffer = camera.read();
    assert.deepEqual([fake.open, fake.buffersOpen], [1, 1]);
    buffer?.close();
    assert.throws(() => buffer?.close(), /closed twice/);
    camera.close();
    assert.throws(() => camera.read(), /closed/);
    assert.deepEqual([fake.open, fake.buffersOpen], [0, 0]);
  });

  it("calls nobody back after it was closed", () => {
    const time = new FakeTime();
    const fake = new FakeCamera(time, () => ({ frames: [Uint8Array.of(7)], fails: null }));
    const calls: string[] = [];
    const onReadable = (): number => calls.push("readable");
    const onError = (): number => calls.push("error");
    const camera = new fake.entry.io({ onReadable, onError });
    camera.start();
    camera.close();
    while (time.runNext());
    assert.deepEqual(calls, []);
  });
});

describe("the fake HTTPS client", () => {
  function connect(server: ServerScript, byteLength: number) {
    const time = new FakeTime();
    const https = new FakeHttps(time, () => server);
    const client = new https.entry.io({ host: "x", socket: {}, dns: {} });
    const thrown: unknown[] = [];
    const attempt = (act: () => void): void => {
      try {
        act();
      } catch (error) {
        thrown.push((error as Error).message);
      }
    };
    return { time, https, client, thrown, attempt, byteLength };
  }

  it("refuses more than its window, and writing out of turn", () => {
    const { time, client, thrown, attempt } = connect({ window: 10 }, 20);
    let request: HTTPRequest | undefined;
    request = client.request({
      headers: new Map([["content-length", "20"]]),
      onWritable(count) {
        assert.equal(count, 10);
        attempt(() => this.write(new Uint8Array(11)));
      },
    });
    time.runNext();
    attempt(() => request?.write(new Uint8Array(1)));
    assert.deepEqual(thrown, ["would block", "would block"]);
  });

  it("gives back room, then headers, then the body in pieces, then the end", () => {
    const { time, https, client } = connect({ window: 3, body: "hello", piece: 3 }, 4);
    const seen: string[] = [];
    client.request({
      headers: new Map([["content-length", "4"]]),
      onWritable(count) {
        seen.push(`room ${count}, then ${this.write(new Uint8Array(count))}`);
      },
      onHeaders: (status) => seen.push(`status ${status}`),
      onReadable(count) {
        seen.push(`read ${codec.decodeUtf8(this.read(count) as ArrayBuffer)}`);
      },
      onDone(error) {
        seen.push(`done ${error}`);
        client.close();
      },
    });
    while (time.runNext());
    assert.deepEqual(seen, [
      "room 3, then 0",
      "room 1, then 0",
      "status 200",
      "read hel",
      "read lo",
      "done null",
    ]);
    assert.deepEqual([https.exchanges[0]?.sent.length, https.exchanges[0]?.closed], [4, true]);
  });
});

describe("the fake store", () => {
  it("holds readers to the format that was written", () => {
    const store = new FakeKeyValue();
    store.put("domain", "key", "uint32", 7);
    assert.throws(() => store.get("domain", "key", "string"), TypeError);
    assert.equal(store.get("domain", "key", "uint32"), 7);
    assert.equal(store.get("domain", "other", "uint32"), undefined);
    assert.equal(store.get("elsewhere", "key", "uint32"), undefined);
  });

  it("counts what is open, and fails as a whole where it is broken", () => {
    const store = new FakeKeyValue();
    const domain = store.open({ path: "domain" });
    assert.equal(store.openDomains, 1);
    domain.close();
    domain.close();
    assert.equal(store.openDomains, 0);
    assert.throws(() => domain.read("key"), /closed/);
    store.broken = true;
    assert.throws(() => store.open({ path: "domain" }), /broken/);
  });
});

describe("the fake host", () => {
  it("ends a wake where it sleeps, and boots after it", () => {
    const host = new FakeHost();
    const before = host.clock.wallMs();
    assert.throws(() => host.power.sleep({ durationMs: 9_000 }), Asleep);
    host.reboot();
    assert.deepEqual([host.clock.wallMs() - before, host.power.wakeCause], [9_000, "timer"]);
  });

  it("knows its checksums", () => {
    const { checksum } = new FakeHost();
    assert.equal(checksum.crc32(new TextEncoder().encode("123456789")), 0xcbf4_3926);
    const hash = Buffer.from(checksum.sha256(new Uint8Array(0))).toString("hex");
    assert.ok(hash.startsWith("e3b0c44298fc1c14"));
  });

  it("fails as a store, a partition or a stage, where it is told to", () => {
    const host = new FakeHost();
    assert.throws(() => host.mapPartition("model_1"), /no model_1/);
    host.sabotage = "memory";
    assert.throws(() => host.power.memory.read(new Uint8Array(4)), /stuck/);
  });
});
