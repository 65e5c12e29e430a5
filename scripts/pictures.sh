#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# pictures.sh IMGCONV: makes the pictures of README.md and docs/ from samples/ with the program itself.
set -eu
cd "$(dirname "$0")/.."
imgconv=$1
pictures=docs/pictures
mkdir -p "$pictures"

"$imgconv" blur --sigma 4 samples/scene.png "$pictures/blur.jpg"
"$imgconv" blur --sigma 2 --dilation 6 samples/scene.png "$pictures/dilated.jpg"
"$imgconv" sharpen --sigma 2 --amount 1.5 samples/scene.png "$pictures/sharpen.jpg"
"$imgconv" edge samples/scene.png "$pictures/edge.jpg"
"$imgconv" edge --operator dog --sigma 1.5 samples/chart.png "$pictures/dog.png"
"$imgconv" edge --response x --map signed samples/chart.png "$pictures/signed.png"
for kernel in nearest bicubic bspline; do
    "$imgconv" upsample --scale 10 --kernel "$kernel" samples/sprite.png "$pictures/sprite-$kernel.png"
done
"$imgconv" mix --preset sepia samples/scene.png "$pictures/sepia.jpg"
"$imgconv" mix --preset hue=150 samples/scene.png "$pictures/hue.jpg"
for kernel in nearest lanczos3; do
    "$imgconv" downsample --scale 4 --kernel "$kernel" samples/zone-plate.png "$pictures/plate-$kernel.png"
done
for alpha in independent premultiply; do
    "$imgconv" blur --sigma 8 --alpha "$alpha" samples/glass.png "$pictures/glass-$alpha.png"
done
echo "imgconv: the pictures are in $pictures"
