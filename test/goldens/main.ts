import { measureGoldens } from "test/goldens/measure";

measureGoldens();
