"""The style sheet: readable in light and dark, and the same for the colour-blind."""

import re
from itertools import combinations

import numpy as np
import pytest

from analyzer.report.page import environment, render
from analyzer.taxonomy import phases

# Machado, Oliveira & Fernandes (2009), full severity, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritanopia": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}
PHASES = [phase.name for phase in phases]


def tokens(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme: light, or what dark and print change of it."""
    blocks = re.findall(r":root \{(.*?)\}", str(environment().globals["style"]), flags=re.DOTALL)
    wanted = {"light": blocks[:1], "dark": blocks[:2], "print": [blocks[0], blocks[2]]}[scheme]
    return dict(re.findall(r"--([\w-]+): (#\w{6}|#fff)\b", "".join(wanted)))


def linear(colour: str) -> np.ndarray:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    rgb = np.array([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    dark, light = sorted(linear(colour) @ [0.2126, 0.7152, 0.0722] for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.array(to_xyz) @ rgb / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("ground", ["paper", "raised"])
@pytest.mark.parametrize(
    ("front", "least"),
    [("ink", 7), ("muted", 4.5), ("edge", 3), ("focus", 3), *((name, 3) for name in PHASES)],
)
def test_contrast(scheme, ground, front, least):
    colours = tokens(scheme)
    assert contrast(colours[front], colours[ground]) >= least


@pytest.mark.parametrize("vision", VISION)
def test_phases_differ_for_every_eye(vision):
    seen = {
        phase.name: lab(np.clip(VISION[vision] @ linear(phase.colour), 0, 1)) for phase in phases
    }
    for one, other in combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 12, (one, other)


def test_a_page_without_script_allows_none():
    html = render("base.html.j2")
    assert "script-src &#39;none&#39;" in html
    assert "<script" not in html
