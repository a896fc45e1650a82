import assert from "node:assert/strict";
import fc from "fast-check";
import type { Decision } from "../../../modules/policy/decide.js";
import {
  initialPresenceState,
  isUnsettled,
  observe,
  UNSURE_MAX,
} from "../../../modules/policy/hysteresis.js";

const options = { enterDecisions: 2, leaveDecisions: 3 };

function presenceAfter(...decisions: Decision[]) {
  const state = initialPresenceState();
  for (const decision of decisions) observe(state, decision, options);
  return state;
}

describe("hysteresis", () => {
  it("does not turn before enough decisions in a row", () => {
    assert.equal(presenceAfter("person").presence, "absent");
    assert.equal(presenceAfter("person", "noPerson", "person").presence, "absent");
    assert.equal(presenceAfter("person", "person").presence, "present");
  });

  it("leaves by a count of its own", () => {
    const there: Decision[] = ["person", "person"];
    assert.equal(presenceAfter(...there, "noPerson", "noPerson").presence, "present");
    assert.equal(presenceAfter(...there, "noPerson", "noPerson", "noPerson").presence, "absent");
  });

  it("takes an uncertain decision for no evidence at all", () => {
    assert.equal(presenceAfter("person", "uncertain", "person").presence, "present");
    assert.equal(presenceAfter("uncertain", "uncertain").presence, "absent");
  });

  it("is unsettled from the first contradiction until it turns or is contradicted", () => {
    assert.equal(isUnsettled(presenceAfter("person")), true);
    assert.equal(isUnsettled(presenceAfter("person", "person")), false);
    assert.equal(isUnsettled(presenceAfter("person", "noPerson")), false);
  });

  it("waits no longer for evidence where so many looks gave none, and counts what comes later", () => {
    const unsure = Array.from({ length: UNSURE_MAX }, (): Decision => "uncertain");
    assert.equal(isUnsettled(presenceAfter("person", ...unsure.slice(1))), true);
    assert.equal(isUnsettled(presenceAfter("person", ...unsure)), false);
    assert.equal(isUnsettled(presenceAfter("person", ...unsure, ...unsure)), false);
    assert.equal(presenceAfter("person", ...unsure, "person").presence, "present");
  });

  it("waits again once there was evidence", () => {
    const unsure = Array.from({ length: UNSURE_MAX }, (): Decision => "uncertain");
    const more: Decision[] = ["person", ...unsure, "noPerson", "person", "uncertain"];
    assert.equal(isUnsettled(presenceAfter(...more)), true);
  });

  it("never turns more often than every enterDecisions + leaveDecisions, twice", () => {
    const decision = fc.constantFrom<Decision>("person", "noPerson", "uncertain");
    fc.assert(
      fc.property(fc.array(decision, { maxLength: 60 }), (decisions) => {
        const state = initialPresenceState();
        let turns = 0;
        for (const each of decisions) {
          const before = state.presence;
          observe(state, each, options);
          if (state.presence !== before) turns += 1;
        }
        assert.ok(turns <= Math.ceil((2 * decisions.length) / 5), String(turns));
      }),
    );
  });
});
