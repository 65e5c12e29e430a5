# SPDX-License-Identifier: Apache-2.0
"""Small good files of every format that imgconv reads, with every kind of metadata, made from nothing.

JPEG files need Pillow; arithmetic-coded ones also cjpeg.
"""
import io
import itertools
import random
import shutil
import struct
import tarfile
import zlib

from files import chunk
from jpeg_file import piped, pnm, segment
from png_file import DEPTHS, FILTERS, NAMES, PALETTE, RGB, SPLITS, STRATEGIES, picture, with_transparency

XMP = (b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
       b'<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="test" '
       b'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>')
SEVERAL = (2, 3, 5, 6)  # of an array of two images, which has no place in PNG


def exif(order="<"):
    """EXIF with an orientation, a camera, a directory of its own, coordinates and a thumbnail."""
    def entry(tag, kind, count, value):
        data = value if isinstance(value, bytes) else struct.pack(order + ("H2x" if kind == 3 else "I"), value)
        return struct.pack(order + "HHI", tag, kind, count) + data.ljust(4, b"\0")

    def directory(entries, following):
        return struct.pack(order + "H", len(entries)) + b"".join(entries) + struct.pack(order + "I", following)

    first, length = 8, 2 + 6 * 12 + 4
    maker = first + length
    details = maker + 8
    position = details + 2 + 3 * 12 + 4
    second = position + 2 + 2 * 12 + 4
    thumbnail = second + 2 + 3 * 12 + 4
    small = b"\xff\xd8\xff\xd9"
    return ((b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, first)
            + directory([entry(0x100, 3, 1, 20), entry(0x10F, 2, 8, maker), entry(0x112, 3, 1, 6),
                         entry(0x132, 2, 4, b"now\0"), entry(0x8769, 4, 1, details),
                         entry(0x8825, 4, 1, position)], second)
            + b"Factory\0"
            + directory([entry(0x9003, 2, 4, b"now\0"), entry(0xA002, 3, 1, 20), entry(0x927C, 7, 4, b"note")], 0)
            + directory([entry(1, 2, 2, b"N\0"), entry(2, 7, 4, b"\1\2\3\4")], 0)
            + directory([entry(0x103, 3, 1, 6), entry(0x201, 4, 1, thumbnail), entry(0x202, 4, 1, len(small))], 0)
            + small)


def icc():
    """A profile that is as long as its header says, and holds nothing else."""
    size = 128 + 4 + 12 + 12
    header = struct.pack(">I4sI4s4s4s", size, b"test", 0x02400000, b"mntr", b"RGB ", b"XYZ ").ljust(36, b"\0")
    tag = struct.pack(">I4sII", 1, b"cprt", 144, 12)
    return (header + b"acsp").ljust(128, b"\0") + tag + b"text\0\0\0\0hi!\0"


def png_metadata():
    """Chunks before and after the image data, a few at a time."""
    text = b"Comment\0" + b"words " * 9
    early = [
        [(b"gAMA", struct.pack(">I", 45455)), (b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000,
                                                                   15000, 6000)), (b"sRGB", b"\0")],
        [(b"iCCP", b"name\0\0" + zlib.compress(icc())), (b"eXIf", exif())],
        [(b"cICP", b"\1\15\0\1"), (b"pHYs", struct.pack(">IIB", 2835, 2835, 1)), (b"tEXt", text)],
        [(b"zTXt", b"Author\0\0" + zlib.compress(text)), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)],
        [(b"eXIf", exif(">")), (b"iTXt", b"Title\0\1\0en\0Titel\0" + zlib.compress(b"a title")), (b"prVt", b"12345")],
        [(b"acTL", struct.pack(">II", 2, 0)), (b"sBIT", b"\5\5\5"), (b"oFFs", struct.pack(">iiB", 1, 2, 0)),
         (b"mDCV", bytes(24)), (b"cLLI", bytes(8)), (b"caBX", b"12345678")],
        [(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"\nexif\n       8\n4949 2a00\n0800 0000\n"))]]
    late = [(b"tEXt", text), (b"tIME", struct.pack(">HBBBBB", 2024, 5, 6, 7, 8, 9)), (b"eXIf", exif())]
    return early, late


def pngs():
    """Every color type, depth and order of rows, and RGB with metadata."""
    ways = itertools.cycle(zip(itertools.cycle(FILTERS), itertools.cycle(STRATEGIES), itertools.cycle(SPLITS)))
    for color_type, depths in DEPTHS.items():
        for depth in depths:
            for is_interlaced, is_transparent in itertools.product((False, True), repeat=2):
                way, strategy, split = next(ways)
                png = picture(23, 17, color_type, depth, "seed", is_interlaced=is_interlaced, filter=way,
                              strategy=strategy, split=split)
                if is_transparent:
                    if color_type not in (0, RGB, PALETTE):
                        continue
                    png = with_transparency(png, 2)
                name = f"{NAMES[color_type]}{depth}{'-adam7' * is_interlaced}{'-trns' * is_transparent}.png"
                yield name, png.encoded()
    early, late = png_metadata()
    for index, before in enumerate(early):
        after = [late[index]] if index < len(late) else []
        yield f"metadata{index}.png", picture(20, 12, RGB, 8, index, before=before, after=after,
                                              filter="paeth", is_interlaced=index % 3 == 2).encoded()


def pixels(width, height, channels, seed=1):
    """Smooth 8-bit samples with a little noise, as a photo has."""
    generator = random.Random(seed)
    return bytes((x * 7 * (c + 1) + y * 3 + generator.randrange(24)) // (1 + c) & 255
                 for y in range(height) for x in range(width) for c in range(channels))


def jpeg_metadata():
    """Segments to insert after the start of an image."""
    # A second picture, as cameras announce it: the list of MPF, which points behind the end of the file.
    pictures = (b"MPF\0II*\0\x08\0\0\0\x03\0" + struct.pack("<HHI4s", 0xB000, 7, 4, b"0100")
                + struct.pack("<HHII", 0xB001, 4, 1, 2) + struct.pack("<HHII", 0xB002, 7, 32, 50) + bytes(36))
    resources = (b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0c" + b"\x1c\x02\x5a\0\4Rome\x1c\x02\5\0"
                 + b"8BIM\x03\xed\0\0\0\0\0\x10" + bytes(16))
    guid = b"0123456789ABCDEF0123456789ABCDEF"
    extension = XMP.replace(b"Orientation", b"Compression")
    pointer = XMP.replace(b'xmp:CreatorTool="test"', b'xmpNote:HasExtendedXMP="' + guid + b'" '
                          b'xmlns:xmpNote="http://ns.adobe.com/xmp/note/"')
    packet = b"http://ns.adobe.com/xap/1.0/\0"
    more = b"http://ns.adobe.com/xmp/extension/\0" + guid + struct.pack(">II", len(extension), 0) + extension
    return {
        "exif": [(0xE1, b"Exif\0\0" + exif())], "exif-mm": [(0xE1, b"Exif\0\0" + exif(">"))],
        "xmp": [(0xE1, packet + XMP)], "icc": [(0xE2, b"ICC_PROFILE\0\1\1" + icc())],
        "icc-two": [(0xE2, b"ICC_PROFILE\0\1\2" + icc()[:70]), (0xE2, b"ICC_PROFILE\0\2\2" + icc()[70:])],
        "iptc": [(0xED, resources), (0xFE, b"a comment")], "mpf": [(0xE2, pictures)],
        "extended": [(0xE1, packet + pointer), (0xE1, more)],
        "other": [(0xE5, b"unknown"), (0xEB, b"JP\0\1\0\0\0\1jumb"), (0xEE, b"Adobe\0\x64\0\0\0\0\1")]}


def jpegs():
    """Every color model, coding and sampling that Pillow and cjpeg write, and metadata."""
    from PIL import Image

    def saved(mode, **how):
        channels = len(Image.new(mode, (1, 1)).getbands())
        data = io.BytesIO()
        Image.frombytes(mode, (37, 29), pixels(37, 29, channels)).save(data, "JPEG", **how)
        return data.getvalue()

    for subsampling in (0, 1, 2):
        for progressive in (False, True):
            yield (f"rgb{subsampling}{'-progressive' * progressive}.jpg",
                   saved("RGB", subsampling=subsampling, progressive=progressive, quality=70 + 10 * subsampling))
    yield "gray.jpg", saved("L")
    yield "gray-progressive.jpg", saved("L", progressive=True, optimize=True)
    yield "cmyk.jpg", saved("CMYK")
    yield "cmyk-progressive.jpg", saved("CMYK", progressive=True)
    yield "restarts.jpg", saved("RGB", restart_marker_blocks=1)
    for name, added in jpeg_metadata().items():
        plain = saved("RGB", progressive="exif" in name)
        yield f"{name}.jpg", plain[:2] + b"".join(segment(*part) for part in added) + plain[2:]
    if shutil.which("cjpeg"):
        source = pnm(37, 29, pixels(37, 29, 3))
        for name, how in {"arithmetic": ["-arithmetic"], "arithmetic-progressive": ["-arithmetic", "-progressive"],
                          "odd-sampling": ["-sample", "1x2,1x1,1x1"], "stored-rgb": ["-rgb"]}.items():
            yield f"{name}.jpg", piped(["cjpeg", *how], source)


def npy(dtype, shape, data, version=1):
    """A file of NumPy's format."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape!r}, }}".encode()
    prefix = 10 if version == 1 else 12
    header += b" " * (-(prefix + len(header) + 1) % 64) + b"\n"
    return (b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(header)) + header
            + data)


def npys():
    generator = random.Random(4)
    codes = {"<f4": "f", "<f2": "e", "<f8": "d", "|u1": "B", "<u2": "H"}
    shapes = [(9, 13), (3, 8, 11), SEVERAL, (1, 4, 6, 7)]
    for index, (shape, (dtype, code)) in enumerate(itertools.product(shapes, codes.items())):
        count = 1
        for side in shape:
            count *= side
        values = [generator.randrange(256) if code in "BH" else generator.random() for _ in range(count)]
        name = f"{'several' if shape == SEVERAL else index}-{dtype[1:]}.npy"
        yield name, npy(dtype, shape, struct.pack(f"<{count}{code}", *values), 1 + index % 3)


def netpbms():
    gray, rgb = pixels(19, 11, 1), pixels(19, 11, 3)
    yield "gray.pgm", pnm(19, 11, gray)
    yield "rgb.ppm", pnm(19, 11, rgb)
    yield "deep.pgm", b"P5 19 5 1023\n" + b"".join(struct.pack(">H", 5 * value % 1024) for value in gray[:95])
    yield "plain.pgm", b"P2\n# a comment\n19 11\n255\n" + b" ".join(b"%d" % value for value in gray)
    yield "plain.ppm", b"P3 19 11 255\n" + b"\n".join(b"%d" % value for value in rgb)
    yield "plain.pbm", b"P1 19 11\n" + b"".join(b"%d" % (value & 1) for value in gray)
    yield "raw.pbm", b"P4 19 11\n" + bytes(gray[:33])
    for name, depth in (("GRAYSCALE", 1), ("GRAYSCALE_ALPHA", 2), ("RGB", 3), ("RGB_ALPHA", 4)):
        yield (f"{name.lower()}.pam", b"P7\nWIDTH 19\nHEIGHT 11\nDEPTH %d\nMAXVAL 255\nTUPLTYPE %s\nENDHDR\n"
               % (depth, name.encode()) + pixels(19, 11, depth))
    yield "two.ppm", 2 * pnm(19, 11, rgb)


def tars():
    """An archive of images and other files."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in [("a.png", picture(9, 7, RGB, 8, 1).encoded()), ("a.txt", b"text"),
                              (f"d/{'long' * 40}.ppm", pnm(9, 7, pixels(9, 7, 3)))]:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    yield "some.tar", data.getvalue()


def others():
    """The beginnings of formats that are recognized and refused."""
    yield "other.webp", b"RIFF\x24\0\0\0WEBPVP8 " + bytes(30)
    yield "other.gif", b"GIF89a" + bytes(30)
    yield "other.tiff", exif()
    yield "other.bmp", b"BM" + bytes(60)
    yield "other.jxl", b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(20)


def images():
    """Good files by name; each name has the extension of its format."""
    return dict(itertools.chain(pngs(), jpegs(), npys(), netpbms()))


def single_images():
    """Good files that can become PNG: all but arrays of several images."""
    return {name: data for name, data in images().items() if not name.startswith("several")}


def all_files():
    """Good images, archives, and files of formats that are refused."""
    return {**images(), **dict(itertools.chain(tars(), others()))}


def with_chunk(data, name, content):
    """A PNG file with another chunk after its header."""
    return data[:33] + chunk(name, content) + data[33:]
