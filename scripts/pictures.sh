#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# pictures.sh IMGCONV: makes the pictures of README.md and docs/ from samples/ with the program itself.
set -eu
cd "$(dirname "$0")/.."
imgconv=$1
pictures=docs/pictures
mkdir -p "$pictures"
levels=$(mktemp -d)
trap 'rm -rf "$levels"' EXIT

"$imgconv" blur --sigma 4 samples/scene.png "$pictures/blur.jpg"
"$imgconv" blur --sigma 2 --dilation 6 samples/scene.png "$pictures/dilated.jpg"
"$imgconv" sharpen --sigma 2 --amount 1.5 samples/scene.png "$pictures/sharpen.jpg"
"$imgconv" crop --box -320,40,320,320 samples/scene.png "$pictures/crop.jpg"
"$imgconv" atrous --denoise 3 samples/grainy.png "$pictures/denoised.png"
"$imgconv" atrous --gain 1,2.5,2 samples/scene.png "$pictures/boosted.jpg"
"$imgconv" atrous --levels 3 --write-levels "$levels" samples/chart.png "$levels/chart.png"
"$imgconv" mix --preset gray --map signed "$levels/level-2.npy" "$pictures/level-2.png"
"$imgconv" run --recipe samples/recipes/pencil.yaml samples/scene.png "$pictures/pencil.jpg"
"$imgconv" run --recipe samples/recipes/edge-map.yaml samples/scene.png "$pictures/edge-map.jpg"
"$imgconv" downsample --scale 4 samples/scene.png "$levels/small.png"
"$imgconv" upsample "$levels/small.png" "$pictures/enlarged-bicubic.jpg"
"$imgconv" run --recipe samples/recipes/enlarge-network.yaml "$levels/small.png" "$pictures/enlarged-network.jpg"
"$imgconv" blur --sigma 0 --quality 80 samples/chart.png "$levels/chart.jpg"
"$imgconv" compare --heatmap "$pictures/heat-map.png" samples/chart.png "$levels/chart.jpg" > /dev/null
"$imgconv" blur --sigma 6 samples/chart.png "$pictures/chart-blurred.png"
"$imgconv" blur --sigma 6 --linear samples/chart.png "$pictures/chart-linear.png"
"$imgconv" run --recipe "blur sigma=1.5 | edge | mix matrix='5,0,0;0,5,0;0,0,5'" samples/scene.png "$pictures/edge.jpg"
"$imgconv" edge --operator dog --sigma 1.5 --map normalize samples/chart.png "$pictures/dog.png"
"$imgconv" edge --response x --map signed samples/chart.png "$pictures/signed.png"
for kernel in nearest bicubic bspline; do
    "$imgconv" upsample --scale 10 --kernel "$kernel" samples/sprite.png "$pictures/sprite-$kernel.png"
done
"$imgconv" mix --preset sepia samples/scene.png "$pictures/sepia.jpg"
"$imgconv" mix --preset hue=150 samples/scene.png "$pictures/hue.jpg"
for kernel in nearest lanczos3; do
    "$imgconv" downsample --scale 4 --kernel "$kernel" samples/zone-plate.png "$pictures/plate-$kernel.png"
done
for kernel in nearest area bilinear hamming bspline mitchell bicubic lanczos2 lanczos3 magic2013 magic2021; do
    "$imgconv" resize --size 190x --kernel "$kernel" samples/zone-plate.png "$pictures/resize-$kernel.png"
done
larger="resize size=200% kernel=nearest"
"$imgconv" run "resize size=25% | $larger" samples/chart.png "$pictures/chart-quarter.png"
"$imgconv" run "resize size=25% linear | $larger" samples/chart.png "$pictures/chart-quarter-linear.png"
for alpha in independent premultiply; do
    "$imgconv" blur --sigma 8 --alpha "$alpha" samples/glass.png "$pictures/glass-$alpha.png"
done
explain() {
    "$imgconv" explain "$@" > /dev/null
}
explain blur --sigma 1 --figure "$pictures/explain-blur.svg"
explain blur --kernel binomial --radius 1 --channels 1 --figure "$pictures/how-it-works.svg"
explain convolve --weights "1 4 6 4 1; 4 16 24 16 4; 6 24 36 24 6; 4 16 24 16 4; 1 4 6 4 1" --normalize --dilation 2 \
    --channels 1 --figure "$pictures/explain-dilated.svg"
explain convolve --weights "1 2 1; 2 4 2; 1 2 1" --stride 2 --input 9x7 --channels 1 \
    --figure "$pictures/explain-stride.svg"
explain upsample --figure "$pictures/explain-upsample.svg"
explain resize --size 1600x1200 --input 4000x3000 --figure "$pictures/explain-resize.svg"
explain convolve --weights "1 2 1; 2 4 2; 1 2 1" --transposed --stride 2 --input 4x4 --channels 1 \
    --figure "$pictures/explain-transposed.svg"
box="convolve weights='1 1 1; 1 1 1; 1 1 1'"
explain run --recipe "$box | $box" --channels 1 --figure "$pictures/explain-two.svg"
explain mix --preset sepia --figure "$pictures/explain-mix.svg"
explain run --recipe samples/recipes/paired-groups.yaml --input 5x5 --figure "$pictures/explain-groups.svg"
explain run --recipe samples/recipes/pencil.yaml --input 5x5 --figure "$pictures/explain-separable.svg"
echo "imgconv: the pictures are in $pictures"
