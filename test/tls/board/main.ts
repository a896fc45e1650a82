import { runOnBoard } from "test/tls/board/run";

runOnBoard();
