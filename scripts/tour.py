# SPDX-License-Identifier: Apache-2.0
"""Builds docs/kinds-of-convolution.md, in both languages, with its interactive pages as a site of HTML files.

    python3 scripts/tour.py IMGCONV DIRECTORY

Runs the page's commands that have --html and links each page from its command.  Needs the package Markdown.
"""
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import markdown

PROJECT = Path(__file__).resolve().parents[1]
LANGUAGES = {"en": ("kinds-of-convolution.md", "index.html", "Try it", "中文"),
             "zh": ("zh/kinds-of-convolution.md", "zh.html", "动手试试", "English")}
STYLE = """
:root { color-scheme: light dark; }
body { font: 17px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
pre { overflow-x: auto; padding: 0.8rem 1rem; border: 1px solid #8885; border-radius: 6px; font-size: 0.8em; }
img { max-width: 100%; background: #fff; border-radius: 6px; }
table { border-collapse: collapse; } td, th { padding: 0.3rem 0.6rem; border: 1px solid #8885; text-align: left; }
.try { display: inline-block; margin: 0 0 1.2rem; padding: 0.4rem 1rem; border: 2px solid; border-radius: 6px; }
"""
FRAME = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<p><a href="{other}">{other_name}</a></p>
{body}
</body>
</html>
"""


def commands(text):
    """The commands of a page."""
    return re.findall(r"^    \$ (.+)$", text, re.M)


def page_of(command):
    """The interactive page that a command makes; None if it makes none."""
    found = re.search(r" --html (\S+)", command)
    return found and found[1]


def make_pages(imgconv, text, target):
    """Makes the interactive pages by their commands, in a directory of their own where samples/ is found."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "samples").symlink_to(PROJECT / "samples")
        for command in commands(text):
            if page_of(command):
                words = shlex.split(command)[1:]
                subprocess.run([imgconv, *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)
                shutil.copy(Path(folder) / page_of(command), target)


def with_links(text, label):
    """The page with a link to the interactive page after each block that makes one."""
    def link(block):
        names = [name for name in map(page_of, commands(block[0])) if name]
        return block[0] + "".join(f'\n<a class="try" href="{name}">{label}: {name[:-5]}</a>\n' for name in names)
    return re.sub(r"(?:^    .*\n)+", link, text, flags=re.M)


def write_page(language, target):
    source, name, label, other_name = LANGUAGES[language]
    text = (PROJECT / "docs" / source).read_text(encoding="utf-8")
    text = with_links(text, label).replace("](../pictures/", "](pictures/")
    other = next(page for key, (_, page, _, _) in LANGUAGES.items() if key != language)
    title = re.search(r"^# (.+)$", text, re.M)[1]
    body = markdown.markdown(text, extensions=["tables", "toc"])
    (target / name).write_text(FRAME.format(
        language=language, title=title, style=STYLE, other=other, other_name=other_name, body=body), encoding="utf-8")
    for picture in set(re.findall(r"\]\(pictures/([^)]+)\)", text)):
        shutil.copyfile(PROJECT / "docs/pictures" / picture, target / "pictures" / picture)


def main():
    imgconv, target = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
    (target / "pictures").mkdir(parents=True, exist_ok=True)
    make_pages(imgconv, (PROJECT / "docs" / LANGUAGES["en"][0]).read_text(encoding="utf-8"), target)
    for language in LANGUAGES:
        write_page(language, target)
    print(f"imgconv: the tour is in {target / 'index.html'}")


if __name__ == "__main__":
    main()
