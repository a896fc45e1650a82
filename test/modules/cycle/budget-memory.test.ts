import assert from "node:assert/strict";
import { nowOf } from "../../../modules/cycle/now.js";
import { keepBreaker, reserveQuestions, restore } from "../../../modules/cycle/restore.js";
import { beginWake, type ThisWake } from "../../../modules/cycle/this-wake.js";
import { riskQuestion } from "../../../modules/policy/circuit-breaker.js";
import { budgetRefusal, spend } from "../../../modules/policy/escalation-budget.js";
import { FakeHost } from "../../helpers/fake-host.js";

const COST = { bytes: 33_000, millijoules: 2_000, microDollars: 700 };

function coldStart(host: FakeHost): ThisWake {
  const wake = beginWake(host);
  restore(wake);
  return wake;
}

const codesOf = ({ failures }: ThisWake) => failures.map(({ code }) => code);

describe("what a loss of power leaves of the budget", () => {
  it("is told where flash holds something else, and the start is counted all the same", () => {
    for (const bytes of [0, 12, 20]) {
      const host = new FakeHost();
      host.keyValue.put("wake", "spent", "buffer", new ArrayBuffer(bytes));
      const wake = coldStart(host);
      assert.deepEqual(codesOf(wake), ["cold-starts-uncounted"]);
      assert.deepEqual([wake.state.coldStarts, host.keyValue.openDomains], [1, 0]);
    }
  });

  it("is not noted as stored where flash would not take it", () => {
    const host = new FakeHost();
    const wake = coldStart(host);
    host.keyValue.broken = true;
    assert.throws(() => reserveQuestions(wake, nowOf(wake), COST));
    host.keyValue.broken = false;
    const { writes } = host.keyValue;
    reserveQuestions(wake, nowOf(wake), COST);
    assert.equal(host.keyValue.writes, writes + 1);
  });

  it("is a block of questions with their costs, as reserved before the first", () => {
    const host = new FakeHost();
    const wake = coldStart(host);
    reserveQuestions(wake, nowOf(wake), COST);
    spend(wake.state.escalation, nowOf(wake), COST);
    const { writes } = host.keyValue;
    reserveQuestions(wake, nowOf(wake), COST);
    assert.equal(host.keyValue.writes, writes);
    const { day, ledger } = coldStart(host).state.escalation;
    assert.deepEqual([day.count, ...ledger.subarray(0, 3)], [8, 8 * 33_000, 8 * 2_000, 8 * 700]);
    assert.equal(host.keyValue.openDomains, 0);
  });

  it("is an open circuit breaker too", () => {
    const host = new FakeHost();
    const wake = coldStart(host);
    const limits = { ...wake.settings.escalation, breakerFailures: 1 };
    keepBreaker(wake, nowOf(wake));
    assert.equal(host.keyValue.get("wake", "breaker", "uint32"), undefined);
    riskQuestion(wake.state.escalation, limits, nowOf(wake), 0.9);
    keepBreaker(wake, nowOf(wake));
    const again = coldStart(host);
    const refusal = budgetRefusal(again.state.escalation, limits, nowOf(again));
    assert.equal(refusal, "cloud-breaker-open");
    assert.deepEqual(codesOf(again), []);
  });
});
