import { MODEL_BYTES_MAX } from "../../modules/detector/model-slot.js";

export const MODEL_HELP = `Usage: npx nightjar model evaluate FOLDER --labels DIR [--json FILE]
       npx nightjar model import FILE --labels DIR [--out FOLDER] [--name NAME] [--force]

evaluate  judges a model's folder (model.json and the .tflite that it names) on labelled pictures, through
          the firmware's own decoder and detector
import    makes a model's folder of a .tflite: any full-integer INT8 network that sees 96x96 pixels, gray or
          colour, and gives two scores or the log-odds of a person. It is checked whole, measured, and
          calibrated on one half of the pictures; the figures are of the other half

  --labels DIR   JPEGs in the folders "person" and "noperson"
  --json FILE    write the figures (nightjar.model/1 of docs/SPEC.md)
  --out FOLDER   where the model's folder will be (default: NAME)
  --name NAME    small letters, digits and "-" (default: from the file's name)
  --force        replace the network in a model's folder that is there; its other files stay
  --help         this text

Then: npm start -- --model FOLDER, and npm run flash -- --model FOLDER for a board. Both refuse a .tflite of more
than ${MODEL_BYTES_MAX} bytes, which is what a model slot holds.
`;
