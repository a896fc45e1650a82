"""Default places. Data and peers lie beside the repository, never inside it."""

from pathlib import Path

TRAIN_DIR = Path(__file__).resolve().parent
MODEL_DIR = TRAIN_DIR.parent
REPOSITORY = MODEL_DIR.parent.parent
SHARED = REPOSITORY / ".." / "shared"
DATA = SHARED / "data"
PEERS = SHARED / "models"
# Caches and checkpoints are large: they stay out of the repository too.
WORKSPACE = REPOSITORY / ".." / "person-detect-training"
MODEL_FILE = MODEL_DIR / "person-detect.tflite"
MODEL_JSON = MODEL_DIR / "model.json"
GOLDEN_FILE = MODEL_DIR / "golden" / "inference.json"
LITE_LIBRARY = (
    REPOSITORY / "node_modules/tfjs-tflite-node/cc_deps/linux_amd64/libtensorflowlite_c.so"
)
