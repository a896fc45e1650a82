"""Default places. Data and peers lie beside the repository, never inside it."""

from pathlib import Path

TRAIN_DIR = Path(__file__).resolve().parent
MODEL_DIR = TRAIN_DIR.parent
REPOSITORY = MODEL_DIR.parent.parent
SHARED = REPOSITORY / ".." / "shared"
DATA = SHARED / "data"
PEERS = SHARED / "models"
# Caches, and checkpoints with all that more training needs, are large: they stay out too.
WORKSPACE = REPOSITORY / ".." / "person-detect-training"
DETECTOR = WORKSPACE / "detector.onnx"
PEER = WORKSPACE / "peer.npz"
MODEL_FILE = MODEL_DIR / "person-detect.tflite"
MODEL_JSON = MODEL_DIR / "model.json"
EVALUATION = MODEL_DIR / "evaluation.json"
PLOTS = MODEL_DIR / "plots"
CARD = MODEL_DIR / "README.md"
STATEMENTS = TRAIN_DIR / "statements.json"
CARD_TEMPLATE = TRAIN_DIR / "card.template.md"
GOLDEN_FILE = MODEL_DIR / "golden" / "inference.json"
LITE_LIBRARY = (
    REPOSITORY / "node_modules/tfjs-tflite-node/cc_deps/linux_amd64/libtensorflowlite_c.so"
)
