# SPDX-License-Identifier: Apache-2.0
"""Test pictures that are as hard to compress as photos: texture at every scale, hard edges, grain, from a fixed seed.

Files are made once and kept.  Needs NumPy and Pillow.
"""
import numpy as np
from PIL import Image, ImageDraw

# Size in pixels, strength in levels.
OCTAVES = ((750, 26.0), (250, 18.0), (80, 15.0), (27, 11.0), (9, 9.0), (3, 9.0))
GRAIN = 3.0  # levels, as a camera leaves it after its own noise reduction


def octave(random, width, height, size, channels):
    """Smooth noise with details of `size` pixels, mean 0, deviation about 1."""
    layers = []
    for _ in range(channels):
        small = random.standard_normal((height // size + 3, width // size + 3)).astype(np.float32)
        layers.append(np.asarray(Image.fromarray(small).resize((width, height), Image.BICUBIC)))
    return np.stack(layers, axis=-1)


def shapes(random, width, height, count):
    """Discs, bars and polygons of every size over each other, with the edges that a lens leaves."""
    mask = Image.new("RGB", (width, height), (128, 128, 128))
    draw = ImageDraw.Draw(mask)
    for _ in range(count):
        x, y = random.uniform(0, width), random.uniform(0, height)
        size = width / 4 * random.random() ** 3 + 6
        corners = sorted(random.uniform(0, 2 * np.pi, random.integers(3, 7)))
        gray = random.uniform(40, 216)
        fill = tuple(int(v) for v in np.clip(gray + random.normal(0, 18, 3), 0, 255))
        if random.random() < 0.4:
            draw.ellipse((x - size, y - size, x + size, y + size * random.uniform(0.1, 1)), fill=fill)
        else:
            draw.polygon([(x + size * np.cos(a), y + size * np.sin(a)) for a in corners], fill=fill)
    smaller = mask.resize((width // 2, height // 2), Image.BOX).resize((width, height), Image.BICUBIC)
    return np.asarray(Image.blend(mask, smaller, 0.7), dtype=np.float32)


def photo(width, height, seed):
    """A photo-like RGB picture."""
    random = np.random.default_rng(seed)
    picture = shapes(random, width, height, 500)
    for size, strength in OCTAVES:
        light = octave(random, width, height, size, 1) + 0.25 * octave(random, width, height, size, 3)
        if size < 80:  # texture lies in patches, as grass and cloth do; sky and walls have little
            light *= np.clip(0.6 + 0.8 * octave(random, width, height, 400, 1), 0.05, 2)
        picture = picture + strength * light
    picture += GRAIN * random.standard_normal(picture.shape, dtype=np.float32)
    return Image.fromarray(np.clip(np.rint(picture), 0, 255).astype(np.uint8))


def enlarged(picture, width, height):
    """The picture and its mirror images side by side until they fill width x height.

    Every second pair of columns is upside down: three columns of 4000 pixels would otherwise repeat a row's first
    third 24000 bytes later, which deflate's window of 32768 reaches, and no photo does that.
    """
    turned = {(0, 0): picture}
    turned[1, 0] = picture.transpose(Image.FLIP_LEFT_RIGHT)
    turned[0, 1] = picture.transpose(Image.FLIP_TOP_BOTTOM)
    turned[1, 1] = turned[1, 0].transpose(Image.FLIP_TOP_BOTTOM)
    result = Image.new("RGB", (width, height))
    for x in range(-(-width // picture.width)):
        for y in range(-(-height // picture.height)):
            result.paste(turned[x % 2, (x // 2 + y) % 2], (x * picture.width, y * picture.height))
    return result


def has_full_chroma(path):
    """Whether a JPEG and what becomes of it have chroma in full resolution: the name says so."""
    return path.stem.endswith("-444")


def make(directory, names, width, height):
    """The files `names` (.jpg or .png) of one picture in `directory`; those that exist are kept."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = [directory / name for name in names]
    missing = [path for path in paths if not path.exists()]
    if missing:
        print(f"drawing {', '.join(path.name for path in missing)}", flush=True)
        base = photo(min(width, 4000), min(height, 3000), 11)
        picture = base if base.size == (width, height) else enlarged(base, width, height)
        for path in missing:
            draft = path.with_name("draft-" + path.name)
            if path.suffix == ".jpg":
                picture.save(draft, quality=90, subsampling="4:4:4" if has_full_chroma(path) else "4:2:0")
            else:
                picture.save(draft)  # zlib's level 6, as nearly all PNGs are
            draft.replace(path)
    return paths
