# SPDX-License-Identifier: Apache-2.0
"""Trains the weights of `enlarge-network.yaml` on this project's own pictures.

    pip install torch numpy
    python3 samples/recipes/train_enlarge.py path/to/imgconv

The network has the form of FSRCNN (Dong, Loy and Tang, "Accelerating the super-resolution convolutional neural
network", ECCV 2016): features by 5x5, fewer channels by 1x1, two 3x3, more channels by 1x1, and a transposed
convolution of stride 2.  It sees one colour at a time; the files hold it three times, for the three groups of an RGB
image.

Pairs of a small and a large picture are made by `imgconv downsample`.  The right third of `scene.png` is kept out
of the training; on it the result is compared with bicubic enlargement at the end.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
PICTURES = ["scene.png", "chart.png", "zone-plate.png", "gradient16.png"]
# How often patches are taken from each.
SHARES = [0.7, 0.15, 0.1, 0.05]
FEATURES, FEWER, SLOPE = 12, 6, 0.1
PATCH, BATCH, STEPS = 24, 32, 10000


def arrays(imgconv, name, folder):
    """The large picture, its half, and the half enlarged by bicubic, as (3, H, W) arrays."""
    source = HERE.parent / name
    large, half, cubic = (folder / f"{kind}.npy" for kind in ("large", "half", "cubic"))
    for arguments in (
        ["blur", "--sigma", "0", source, large],
        ["downsample", large, half],
        ["upsample", half, cubic],
    ):
        subprocess.run([imgconv, *map(str, arguments)], check=True)
    result = []
    for path in (large, half, cubic):
        planes = np.load(path)[:3]
        result.append(np.repeat(planes, 3, axis=0) if len(planes) == 1 else planes)
    return result


def network():
    torch.manual_seed(1)
    leaky = lambda: nn.LeakyReLU(SLOPE)
    net = nn.Sequential(
        nn.Conv2d(1, FEATURES, 5, padding=2), leaky(),
        nn.Conv2d(FEATURES, FEWER, 1), leaky(),
        nn.Conv2d(FEWER, FEWER, 3, padding=1), leaky(),
        nn.Conv2d(FEWER, FEWER, 3, padding=1), leaky(),
        nn.Conv2d(FEWER, FEATURES, 1), leaky(),
        nn.ConvTranspose2d(FEATURES, 1, 9, stride=2, padding=4, output_padding=1),
    )
    return net


def patch(generator, pictures):
    """One random patch of one colour: the small one, and the large one under it."""
    large, half, _ = pictures[generator.choice(len(pictures), p=SHARES)]
    channel = generator.integers(3)
    y = generator.integers(half.shape[1] - PATCH)
    x = generator.integers(half.shape[2] - PATCH)
    small = half[channel, y : y + PATCH, x : x + PATCH]
    big = large[channel, 2 * y : 2 * (y + PATCH), 2 * x : 2 * (x + PATCH)]
    turns, mirrored = generator.integers(4), generator.integers(2)
    def moved(a):
        a = np.rot90(a, turns)
        return np.ascontiguousarray(a[:, ::-1] if mirrored else a)
    return moved(small), moved(big)


def psnr(a, b):
    return -10 * np.log10(np.mean((np.clip(a, 0, 1) - b) ** 2))


def main():
    imgconv = sys.argv[1]
    torch.set_num_threads(int(sys.argv[2]) if len(sys.argv) > 2 else 2)
    with tempfile.TemporaryDirectory() as folder:
        pictures = [arrays(imgconv, name, pathlib.Path(folder)) for name in PICTURES]
    # An even column of the small picture, so that both cut at the same place.
    cut = pictures[0][1].shape[2] * 2 // 3
    large, half, cubic = pictures[0]
    held_out = large[:, :, 2 * cut :], half[:, :, cut:], cubic[:, :, 2 * cut :]
    pictures[0] = [large[:, :, : 2 * cut], half[:, :, :cut], None]

    net = network()
    generator = np.random.default_rng(1)
    optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    border = 6
    for step in range(STEPS):
        pairs = [patch(generator, pictures) for _ in range(BATCH)]
        small = torch.from_numpy(np.stack([p[0] for p in pairs])[:, None])
        big = torch.from_numpy(np.stack([p[1] for p in pairs])[:, None])
        inner = (..., slice(2 * border, -2 * border), slice(2 * border, -2 * border))
        loss = ((net(small)[inner] - big[inner]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 500 == 499:
            print(f"step {step + 1}: {-10 * np.log10(loss.item()):.2f} dB")

    with torch.no_grad():
        large, half, cubic = held_out
        made = net(torch.from_numpy(np.ascontiguousarray(half))[:, None])[:, 0].numpy()
    inner = (slice(None), slice(16, -16), slice(16, -16))
    print(f"right third of scene.png: network {psnr(made[inner], large[inner]):.2f} dB, "
          f"bicubic {psnr(cubic[inner], large[inner]):.2f} dB")

    names = ["features", "shrink", "map-1", "map-2", "expand", "enlarge"]
    layers = [layer for layer in net if hasattr(layer, "weight")]
    for name, layer in zip(names, layers):
        weight = layer.weight.detach().numpy()
        bias = layer.bias.detach().numpy()
        np.save(HERE / f"network-{name}.npy", np.concatenate([weight] * 3))
        np.save(HERE / f"network-{name}-bias.npy", np.concatenate([bias] * 3))


if __name__ == "__main__":
    main()
