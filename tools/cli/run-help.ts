import { SCENARIOS } from "../../hosts/simulator/scenarios/catalogue.js";
import { CLOUD_KEY_VARIABLE, PROVIDERS, TRANSPORTS } from "./cloud-choice.js";

export const SCENARIO_NAMES: readonly string[] = Object.keys(SCENARIOS);

/** Of every run of the virtual board, whoever brings the firmware. */
export const BOARD_RUN_HELP = `  --camera DIR|scenes|night
                        what stands before the lens: a folder of JPEGs (sub-folders named "person"
                        and "noperson" are labels), drawn scenes, or drawn scenes in a moonless
                        night (default: scenes)
  --wakes N             how many wakes (default: 60)
  --seed N              the same seed gives the same run (default: 1)
  --cloud local|off|URL who is asked: a server on this machine with a certificate authority of its
                        own, nobody, or a real OpenAI-compatible HTTPS endpoint such as
                        https://api.openai.com/v1/chat/completions with its key in
                        ${CLOUD_KEY_VARIABLE} (default: local)
  --provider NAME       in whose words it is asked: ${PROVIDERS.join(", ")} (default: openai-chat)
  --transport NAME      over what: ${TRANSPORTS.join(", ")} (default: https)
  --webhook local|off   who is told of events: a receiver on this machine, or nobody (default: off;
                        local with --offline)
  --offline TIME        from the second minute on there is no network for so long, such as 2h, 45m or
                        90s: what cannot be sent waits in flash. Without --wakes the run goes on
                        until the network is back and the outbox is empty again, or for 70 minutes
                        after the network is back
  --model FOLDER        another network than the project's: a folder with model.json and its .tflite,
                        such as npx nightjar model import makes
  --pace max|real       as fast as it goes, or as slow as a board would be (default: max)
  --settings FILE       settings of the firmware as JSON, over the defaults
  --json FILE           write the run's figures
  --log FILE            write one line of JSON per wake; byte for byte the same for one seed
  --picture FILE        draw the run as a sheet of its frames: .svg, .png or .jpg
  --help                this text
`;

export const RUN_HELP = `Usage: npm start -- [options]
       npm start -- --scenario NAME [--days N] [--chart FILE] [options]

Runs the firmware on a virtual board: a wake looks, decides, asks the cloud when it is unsure,
reports and sleeps.

  --engine tflite|tflm  what runs the network: TensorFlow Lite's C library, or TensorFlow Lite Micro's
                        own runtime in a worker process, as on a board (default: tflite)
  --scenario NAME       days with people, light, weather of the network and a motion sensor, in place
                        of --camera, --wakes, --webhook, --offline and --picture:
                        ${SCENARIO_NAMES.join(", ")}
  --days N              how many (default: the scenario's own)
  --chart FILE          draw the scenario over time: state, current, frames, decisions, battery (.svg)
${BOARD_RUN_HELP}`;
