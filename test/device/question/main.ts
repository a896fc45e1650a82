import { runQuestion } from "test/device/question/run";

runQuestion();
