"""Paint the lessons' pictures as PNG files, for notebooks: `python -m solutions.pictures [LESSON ...]`.

JupyterLab would show SVG too, but Colab and VS Code show none in a notebook's text. Letters need a
browser and fonts, so this is done once, after a drawing was changed, and the files are kept in
`solutions/pictures/LESSON/`; `unrolled release` only reads them. It needs Chromium or Chrome, and
Pillow (`pip install pillow`).
"""

import importlib
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SCALE = 1.25  # pixels a unit
COLOURS = 48


def main(names):
    """Paint what is new or changed in the modules of these names, or in all."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("Painting needs Chromium or Chrome, and none of them was found.")
    modules = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    for name in names or [name for name in modules if name != "toolbox"]:
        for key, draw in importlib.import_module(f"{__package__}.{name}").PICTURES.items():
            drawing, path = draw(), HERE / name / f"{key}.png"
            if not (path.exists() and drawing.fingerprint().encode() in path.read_bytes()):
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(painted(drawing, browser))
                print(path)


def painted(drawing, browser):
    """Return a drawing as the bytes of a PNG file that holds the drawing's fingerprint."""
    from PIL import Image, PngImagePlugin

    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder) / "page.html", Path(folder) / "shot.png"
        page.write_text(f'<body style="margin: 0">{drawing.svg("A picture.")}', encoding="utf-8")
        subprocess.run(
            [
                browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--default-background-color=00000000", f"--force-device-scale-factor={SCALE}",
                f"--window-size={drawing.width + 100},{drawing.height + 200}", f"--screenshot={shot}",
                page.as_uri(),
            ],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
        image = Image.open(shot).crop((0, 0, int(drawing.width * SCALE), int(drawing.height * SCALE)))
        image = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    about, data = PngImagePlugin.PngInfo(), io.BytesIO()
    about.add_text("drawing", drawing.fingerprint())
    image.save(data, "PNG", optimize=True, pnginfo=about)
    return data.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
