# SPDX-License-Identifier: Apache-2.0
"""Recipes, filters and their errors."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

import imgconv


def test_versions_agree() -> None:
    from imgconv._version import VERSION

    assert imgconv.__version__ == VERSION


def test_errors_have_positions() -> None:
    with pytest.raises(imgconv.RecipeError, match="there is no filter 'blurr'") as failure:
        imgconv.Recipe("edge | blurr")
    assert (failure.value.line, failure.value.column, failure.value.code) == (1, 8, 64)
    copy = pickle.loads(pickle.dumps(failure.value))
    assert type(copy) is imgconv.RecipeError and copy.column == 8 and str(copy) == str(failure.value)


@pytest.mark.parametrize(
    "call",
    [
        lambda image: imgconv.blur(image, sigma=-1),
        lambda image: imgconv.blur(image, sigma="wide"),
        lambda image: imgconv.blur(image, kernel="box", sigma=2),
        lambda image: imgconv.edge(image, operator="sobell"),
        lambda image: imgconv.resize(image, size="1600"),
        lambda image: imgconv.blur(image, border="mirror"),
        lambda image: imgconv.convolve(image, weights="1 2; 3"),
        lambda image: imgconv.crop(image, box=(5, 5, 10, 10)),
        lambda image: imgconv.mix(image, matrix=[[1, 0], [0, 1]]),
        lambda image: imgconv.convolve(image, weights=np.ones((1, 1, 3, 3), np.float32)),
    ],
)
def test_messages_name_no_option(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError) as failure:
        call(np.zeros((8, 8, 3), np.uint8))
    assert "--" not in str(failure.value) and "\n" not in str(failure.value)


@pytest.mark.filterwarnings("ignore::imgconv.NoteWarning")
def test_filters_are_steps(rng: np.random.Generator) -> None:
    image = rng.integers(0, 256, (20, 21, 3), np.uint8)
    pairs = [
        (imgconv.blur(image, sigma=(1, 3)), "blur sigma=1,3"),
        (imgconv.blur(image, kernel="box", radius=2, border="reflect"), "blur kernel=box radius=2 border=reflect"),
        (imgconv.edge(image, operator="scharr"), "edge operator=scharr"),
        (imgconv.sharpen(image, amount=0.5, linear=True), "sharpen amount=0.5 linear"),
        (imgconv.atrous(image, levels=2, denoise=[1, 2]), "atrous levels=2 denoise=1,2"),
        (imgconv.mix(image, matrix=np.eye(3)), 'mix matrix="1,0,0;0,1,0;0,0,1"'),
        (imgconv.mix(image, preset="sepia"), "mix preset=sepia"),
        (imgconv.resize(image, size="50%"), "resize size=50%"),
        (imgconv.crop(image, box=(1, 2, 3, 4)), "crop box=1,2,3,4"),
        (imgconv.upsample(image, scale=2), "upsample scale=2"),
        (imgconv.downsample(image, scale=(2, 3)), "downsample scale=2,3"),
        (imgconv.convolve(image, weights=[[0, 1, 0], [1, 4, 1], [0, 1, 0]], normalize=True),
         'convolve weights="0 1 0; 1 4 1; 0 1 0" normalize'),
    ]
    for result, text in pairs:
        np.testing.assert_array_equal(result, imgconv.Recipe(text)(image), err_msg=text)


def test_recipes_are_values() -> None:
    recipe = imgconv.Recipe("blur sigma=2 | edge")
    assert recipe.identifier.startswith("2-")
    assert pickle.loads(pickle.dumps(recipe)) == recipe == imgconv.Recipe("blur  sigma=2.0 | edge")
    assert len({recipe, imgconv.Recipe("blur sigma=2 | edge"), imgconv.Recipe("edge")}) == 2
    assert repr(recipe) == "Recipe('blur sigma=2 | edge')"


def test_yaml(tmp_path: Path) -> None:
    text = "steps:\n  - blur: {sigma: 2}\n  - edge\n"
    assert imgconv.Recipe.from_yaml(text) == imgconv.Recipe("blur sigma=2 | edge")
    np.save(tmp_path / "w.npy", np.ones((3, 3), np.float32))
    (tmp_path / "r.yaml").write_text("- convolve: {weights: w.npy}\n")
    recipe = imgconv.Recipe.from_file(tmp_path / "r.yaml")
    assert recipe(np.ones((5, 5), np.float32))[2, 2] == 9
    assert pickle.loads(pickle.dumps(recipe)) == recipe


def test_explanations() -> None:
    explained = imgconv.explain("blur sigma=2", shape=(3, 480, 640))
    assert "receptive field" in str(explained)
    assert explained.data["receptiveField"]["height"] == 17
    assert explained.svg.startswith("<svg")
    with pytest.raises(ValueError, match="height"):
        imgconv.explain("edge", shape=(3, 0, 5))


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"threads": 0}, ValueError),
        ({"threads": 1.5}, TypeError),
        ({"timeout": -1}, ValueError),
        ({"sigma": 2}, TypeError),
        ({"memory": 1 << 70}, ValueError),
    ],
)
def test_options_are_checked(options: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        imgconv.Recipe("edge")(np.zeros((4, 4), np.uint8), **options)  # type: ignore[arg-type]


def test_a_shape_that_is_kept_is_that_of_the_same_call() -> None:
    recipe = imgconv.Recipe("resize size=50%")
    image = np.zeros((40, 60, 4), np.uint8)
    expected = {(False, False): (20, 30, 4), (True, False): (40, 30, 2), (False, True): (20, 30, 4)}
    for _ in range(2):
        for (planes, alpha), shape in expected.items():
            for _ in range(2):
                assert recipe(image, planes=planes, alpha=alpha).shape == shape
        assert recipe(image[:20]).shape == (10, 30, 4)
        with pytest.raises(imgconv.LimitError):
            recipe(image[:20], max_pixels=100)
        with pytest.raises(ValueError, match="out has the shape"):
            recipe(image[:20], np.zeros((20, 30, 4), np.uint8))


def test_limits() -> None:
    image = np.zeros((100, 100), np.uint8)
    with pytest.raises(imgconv.LimitError) as failure:
        imgconv.Recipe("edge")(image, max_pixels=9999)
    assert (failure.value.detail, failure.value.number) == ("pixels", 10000)
    with pytest.raises(imgconv.LimitError) as failure:
        imgconv.Recipe("edge")(image, memory=100)
    assert failure.value.detail == "memory"
    # Enough for one thread, but not for eight.
    large = np.zeros((1000, 1000), np.uint8)
    assert imgconv.Recipe("blur sigma=2")(large, memory=400_000, threads=8).shape == (1000, 1000)
    with pytest.raises(ValueError, match="shape"):
        imgconv.Recipe("edge")(large, np.zeros((2, 2), np.uint8), memory=1 << 30)
    big = np.zeros((3000, 3000), np.float32)
    with pytest.raises(imgconv.LimitError) as failure:
        imgconv.Recipe("blur sigma=60")(big, timeout=0.01)
    assert failure.value.detail == "timeout"
