import assert from "node:assert/strict";
import { CHIP_TIMING_ROWS } from "../../hosts/simulator/board/chip-timing.js";
import { CELLS } from "../../hosts/simulator/board/energy/cells.js";
import { BOARD_ROWS, LOAD_ROWS } from "../../hosts/simulator/board/energy/current-table.js";
import { readSource } from "./sources.js";

const PAGE = readSource("docs/POWER.md");

describe("docs/POWER.md", () => {
  it("has every current with its spread and its source", () => {
    const boards = Object.values(BOARD_ROWS).flatMap(({ sleep, regulator }) => [sleep, regulator]);
    for (const { low, middle, high, kind, source } of [...Object.values(LOAD_ROWS), ...boards]) {
      const cells = `| ${low}, ${middle}, ${high} | ${kind} | ${source} |`;
      assert.ok(PAGE.includes(cells), cells);
      assert.ok(low <= middle && middle <= high && source.length > 0, cells);
    }
  });

  it("has the cells with their sources", () => {
    for (const { capacityMah, resistanceOhm, source } of Object.values(CELLS)) {
      assert.ok(PAGE.includes(`| ${capacityMah} | ${resistanceOhm} |`), source);
      assert.ok(PAGE.includes(source), source);
    }
  });

  it("has the chip's own times with their sources", () => {
    for (const [name, { value, kind, source }] of Object.entries(CHIP_TIMING_ROWS)) {
      assert.ok(PAGE.includes(`| ${name} | ${value} | ${kind} | ${source} |`), name);
    }
  });
});
