#!/bin/sh
# Every stage on a few hundred pictures and a few steps, on a CPU: does it all run? It teaches nothing.
# Usage: sh try.sh DETECTOR.onnx FOLDER
set -eu
detector=$1
folder=$2
python prepare.py --limit 150 --cache "$folder/cache"
python read_peer.py --out "$folder/peer.npz"
python train.py --cache "$folder/cache" --out "$folder/run" --detector "$detector" --peer "$folder/peer.npz" --device cpu --shapes small \
    --teacher-batch 8 --teacher-steps 2 --bank-views 128 --batch 32 --student-steps 4
python train.py --resume --cache "$folder/cache" --out "$folder/run" --detector "$detector" --peer "$folder/peer.npz" --device cpu \
    --shapes small --bank-views 128 --batch 32 --student-steps 6
python export.py --cache "$folder/cache" --checkpoint "$folder/run/small.pt" \
    --model "$folder/model.tflite" --description "$folder/model.json"
python evaluate.py --model "$folder/model.tflite" --description "$folder/model.json" --without-peers
