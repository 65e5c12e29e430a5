#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""seeds.py [DIRECTORY]: writes the seeds of the fuzz targets, below Tests/Fixtures/fuzz by default.

Every seed is made here; nothing is copied from other collections.  Needs Pillow, for JPEG.
"""
import io
import pathlib
import random
import struct
import sys
import zlib

from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUTPUT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "Tests/Fixtures/fuzz"


def put(target, name, data):
    """Writes one seed."""
    directory = OUTPUT / target
    directory.mkdir(parents=True, exist_ok=True)
    (directory / f"seed-{name}").write_bytes(data if isinstance(data, bytes) else data.encode())


def deflated(data, level=6, strategy=zlib.Z_DEFAULT_STRATEGY):
    """Returns a raw deflate stream."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    return packer.compress(data) + packer.flush()


def noise(count, seed=1):
    """Returns random bytes."""
    return random.Random(seed).randbytes(count)


TEXT = b"a picture of a picture of a picture, and noise: " + noise(40)


# ---- PNG ----

def chunk(name, data):
    """Returns a chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(color, depth, width, height, interlaced=False, before=b"", after=b"", part=None):
    """Returns a PNG of random rows."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[color]
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b""
    for x, y, across, down in passes if interlaced else [(0, 0, 1, 1)]:
        columns = max(0, (width - x + across - 1) // across)
        lines = max(0, (height - y + down - 1) // down) if columns else 0
        size = (columns * samples * depth + 7) // 8
        for line in range(lines):
            rows += bytes([line % 5]) + (noise(size, line) if color != 3 else bytes(size))
    stream = zlib.compress(rows)
    part = part or len(stream)
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    palette = chunk(b"PLTE", bytes(i % 256 for i in range(3 << depth))) if color == 3 else b""
    data = b"".join(chunk(b"IDAT", stream[i:i + part]) for i in range(0, len(stream), part))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + palette + data + after + chunk(b"IEND", b"")


def text_chunks():
    """Returns chunks of every kind that imgconv reads."""
    return b"".join([
        chunk(b"gAMA", struct.pack(">I", 45455)), chunk(b"sRGB", b"\0"),
        chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)),
        chunk(b"cICP", bytes([9, 16, 0, 1])), chunk(b"mDCV", bytes(24)), chunk(b"cLLI", bytes(8)),
        chunk(b"pHYs", struct.pack(">IIB", 2835, 2835, 1)), chunk(b"tIME", bytes([7, 234, 1, 2, 3, 4, 5])),
        chunk(b"eXIf", exif()), chunk(b"tEXt", b"Title\0a title"),
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a comment " * 5)),
        chunk(b"iTXt", b"Author\0\0\0en\0Author\0someone"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
        chunk(b"iTXt", b"Note\0\1\0\0\0" + zlib.compress(b"packed")), chunk(b"prVt", b"own"),
        chunk(b"iCCP", b"icc\0\0" + zlib.compress(icc())), chunk(b"tRNS", b"\0\1"),
    ])


# ---- Metadata ----

def exif(order=">"):
    """Returns an EXIF block with an Exif, a GPS and a thumbnail directory."""
    def table(entries, after):
        return (struct.pack(order + "H", len(entries)) + b"".join(
            struct.pack(order + "HHI", tag, kind, count) + (
                value if isinstance(value, bytes) else struct.pack(order + "I", value))
            for tag, kind, count, value in entries) + struct.pack(order + "I", after))

    def short(value):
        return struct.pack(order + "HH", value, 0)
    first, second, third, fourth, values = 8, 98, 140, 170, 200
    main = table([
        (0x010f, 2, 6, values), (0x0112, 3, 1, short(6)), (0x011a, 5, 1, values + 8), (0x011b, 5, 1, values + 16),
        (0x8298, 2, 4, b"Ann\0"), (0x8769, 4, 1, second), (0x8825, 4, 1, third)], fourth)
    private = table([(0xa002, 4, 1, 40), (0x927c, 7, 8, values + 24), (0xa431, 2, 4, b"123\0")], 0)
    place = table([(1, 2, 2, b"N\0\0\0"), (2, 5, 3, values + 8)], 0)
    thumbnail = table([(0x0201, 4, 1, values + 32), (0x0202, 4, 1, 8)], 0)
    mark = b"MM\0*" if order == ">" else b"II*\0"
    block = mark + struct.pack(order + "I", first) + main
    for start, part in [(second, private), (third, place), (fourth, thumbnail)]:
        block = block.ljust(start, b"\0") + part
    rational = struct.pack(order + "II", 300, 1) + struct.pack(order + "II", 72, 1)
    return block.ljust(values, b"\0") + b"Maker\0\0\0" + rational + b"makernot" + b"\xff\xd8thumb\xff"


XMP = (b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
       b'<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="k"><rdf:RDF '
       b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
       b'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
       b'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
       b'tiff:Orientation="6" exif:GPSLatitude="1,2N"><exif:PixelXDimension>40</exif:PixelXDimension>'
       b'<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">&#169; Ann &amp; Co</rdf:li></rdf:Alt></dc:rights>'
       b'<xmp:Thumbnails><rdf:Alt/></xmp:Thumbnails><!-- c --></rdf:Description></rdf:RDF></x:xmpmeta>'
       b'<?xpacket end="w"?>')


def iptc():
    """Returns IPTC data sets."""
    sets = [(1, 90, b"\x1b%G"), (2, 0, b"\0\2"), (2, 80, b"someone"), (2, 90, b"a town"), (2, 202, b"preview")]
    return b"".join(struct.pack(">BBBH", 0x1c, record, number, len(value)) + value for record, number, value in sets)


def photoshop():
    """Returns Photoshop resources."""
    parts = [(0x0404, iptc()), (0x0425, bytes(16)), (0x03ed, bytes(16)), (0x040c, b"thumbnail"), (0x1234, b"odd")]
    return b"".join(
        b"8BIM" + struct.pack(">H", number) + b"\0\0" + struct.pack(">I", len(value)) + value + bytes(len(value) % 2)
        for number, value in parts)


def icc():
    """Returns the beginning of a profile with a description."""
    description = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"sRGB\0"
    tags = struct.pack(">I4sII", 1, b"desc", 144, len(description))
    return bytes(36) + b"acsp" + bytes(88) + tags + description


# ---- JPEG ----

def jpeg(mode, **options):
    """Returns a small JPEG of a gradient."""
    image = Image.new(mode, (20, 12))
    count = len(image.getbands())
    image.putdata([
        tuple((x * (5 + band) + y * 7) % 256 for band in range(count)) if count > 1 else (x * 9 + y * 5) % 256
        for y in range(12) for x in range(20)])
    file = io.BytesIO()
    image.save(file, "JPEG", **options)
    return file.getvalue()


def segment(marker, data):
    """Returns a segment of a JPEG."""
    return bytes([0xff, marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg_with_metadata():
    """Returns a JPEG with a segment of every kind that imgconv reads."""
    plain = jpeg("RGB")
    extended = b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32 + struct.pack(">II", len(XMP), 0) + XMP
    mpf = b"MPF\0MM\0*\0\0\0\x08\0\x01\xb0\x01\0\x04\0\0\0\x01\0\0\0\x02\0\0\0\0"
    parts = [
        (0xe1, b"Exif\0\0" + exif()), (0xe1, b"http://ns.adobe.com/xap/1.0/\0" + XMP), (0xe1, extended),
        (0xe2, b"ICC_PROFILE\0\1\1" + icc()), (0xe2, mpf), (0xed, b"Photoshop 3.0\0" + photoshop()),
        (0xfe, b"a comment"), (0xe3, b"other"), (0xeb, b"JP\0\1\0\0\0\1\0\0\0\x08jumb")]
    return plain[:2] + b"".join(segment(*part) for part in parts) + plain[2:] + b"after"


def pictures():
    """Writes the seeds of the codecs."""
    for name, data in [("text", TEXT), ("noise", noise(60)), ("runs", b"\0" * 300 + b"ab" * 60), ("empty", b"")]:
        for level in (0, 1, 9):
            put("inflate", f"{name}-{level}", bytes([level * 9]) + deflated(data, level))
        put("inflate", f"{name}-fixed", b"\x88" + deflated(data, 9, zlib.Z_FIXED))
        put("inflate", f"{name}-zlib", b"\x7f" + zlib.compress(data))
    for kind in range(0, 40, 3):
        mode = kind % 4
        rows = b"".join(bytes([y % 5]) + noise(30, y) for y in range(8))
        body = {2: deflated(rows), 3: zlib.compress(rows)}.get(mode, rows)
        put("png-data", f"{kind:02}", bytes([kind, kind // 3, 9 + kind, 7, mode, kind * 6]) + body)
    for color, depth in [(0, 1), (0, 8), (0, 16), (2, 8), (2, 16), (3, 2), (3, 8), (4, 8), (6, 8), (6, 16)]:
        for interlaced in (False, True) if depth == 8 else (False,):
            data = png(color, depth, 9, 5, interlaced)
            put("png", f"{color}-{depth}-{int(interlaced)}", bytes([color & 1]) + data)
    put("png", "metadata", b"\0" + png(0, 8, 5, 4, before=text_chunks(), part=7))
    put("png", "late", b"\1" + png(0, 8, 5, 4, after=text_chunks()))
    animation = chunk(b"acTL", struct.pack(">II", 2, 0)) + chunk(b"fcTL", bytes(26))
    put("png", "frames", b"\0" + png(6, 8, 4, 4, before=animation, after=chunk(b"fdAT", bytes(8))))
    put("jpeg", "gray", jpeg("L", quality=50))
    put("jpeg", "420", jpeg("RGB", quality=60))
    put("jpeg", "444", jpeg("RGB", quality=90, subsampling=0))
    put("jpeg", "422", jpeg("RGB", quality=30, subsampling=1))
    put("jpeg", "progressive", jpeg("RGB", progressive=True))
    put("jpeg", "inks", jpeg("CMYK"))
    put("jpeg", "restarts", jpeg("RGB", restart_marker_blocks=1))
    put("jpeg", "metadata", jpeg_with_metadata())



# ---- Other files ----

def blocks():
    """Writes the seeds of metadata: the kind of the block, policy, orientation, size, and the block."""
    for number, (kind, block) in enumerate([
            (0, exif()), (0, exif("<")), (1, XMP), (2, photoshop()), (3, icc()), (4, XMP), (5, exif())]):
        for policy in (0, 2 + number % 5):
            put("metadata", f"{kind}-{number}-{policy}", bytes([kind, policy, number, policy % 2]) + block)


def npy(kind, shape, data, version=1):
    """Returns an NPY file."""
    header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (kind, shape)
    text = header.encode().ljust(117) + b"\n"
    size = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + size + text + data


def arrays():
    """Writes the seeds of NPY and Netpbm."""
    numbers = [0.5, 1.0, 0.25, -3.0, 1e-40, 7.0]
    for name, kind, data in [
            ("f2", "<f2", struct.pack("<6e", *numbers)), ("f4", "<f4", struct.pack("<6f", *numbers)),
            ("f8", "<f8", struct.pack("<6d", *numbers)), ("u1", "|u1", bytes(range(6))),
            ("u2", "<u2", struct.pack("<6H", *range(6)))]:
        put("npy", name, npy(kind, "(2, 3)", data))
    put("npy", "planes", npy("<f4", "(3, 1, 2)", struct.pack("<6f", *numbers), 2))
    put("npy", "batch", npy("<f4", "(2, 1, 1, 3)", struct.pack("<6f", *numbers), 3))
    put("netpbm", "p1", "P1\n# c\n3 2\n101 0 1 0")
    put("netpbm", "p2", "P2 3 2 15 1 2 3\n4 5 15")
    put("netpbm", "p3", "P3 1 2 255\n1 2 3 4 5 255\n")
    put("netpbm", "p4", b"P4 9 2\n\xaa\x80\x55\0")
    put("netpbm", "p5", b"P5\n3 2\n255\n" + bytes(range(6)))
    put("netpbm", "p5-wide", b"P5 2 2 65535\n" + noise(8))
    put("netpbm", "p6", b"P6 2 2 255\n" + noise(12) + b"P6 1 1 255\nabc")
    put("netpbm", "p7", b"P7\nWIDTH 2\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n" + noise(8))


RECIPES = [
    "blur sigma=2", "edge operator=scharr border=wrap | mix preset=gray", "resize size=50%", "crop box=1,1,2,2",
    'convolve weights="1 2 1; 2 4 2; 1 2 1" stride=2 transposed', "atrous levels=3 denoise=1,0.5,0 linear",
    "sharpen amount=1.5 alpha=keep | upsample scale=2 kernel=lanczos3", "downsample scale=2,3 tolerance=0.01",
    "mix matrix='0,0,1; 0,1,0; 1,0,0' | blur sigma=1,5 exact=true border=constant=0.5",
    "resize size=7x5 fit=contain | convolve weights=1,2 activation=leaky=0.1 padding=1,2 bias=1 groups=1",
]


def texts():
    """Writes the seeds of recipes, values, reports and command lines."""
    for number, text in enumerate(RECIPES):
        put("inline", f"{number}", text)
    put("yaml", "list", "- blur: {sigma: 2}\n- edge\n- 'mix': {preset: gray}\n")
    put("yaml", "mapping", "# c\ndescription: softer\nsteps:\n  - blur:\n      sigma: [1, 5]\n      linear: yes\n")
    put("yaml", "matrix", "- convolve: {weights: [[1, 2], [3, 4]], flip: true, normalize: false}\n- crop: {size: 4x3}")
    put("yaml", "scalars", "- blur: {sigma: \"\\x32\", border: 'constant=0.5'}\n- resize:\n    size: >-\n      50%\n")
    for number, text in enumerate([
            "1 2 1; 2 4 2; 1 2 1", "0,0,1;0,1,0", "1e-3,nan,inf", "0x1p3", "50%", "640x480", "1/3", "wrap",
            "constant=0.5", "leaky=0.1", "same", "0,1,0,1", "saturate=1.3", "lanczos3", "10,10,20,20", "true", "2,3",
            "12x", "keep", "auto"]):
        put("values", f"{number:02}", text)
    put("json", "run", '{"record":"run","format":1,"program":"imgconv","version":"1","command":["blur","a b"],'
        '"recipe":"x","folder":"/","started":"2026-01-01T00:00:00Z","jobs":3}\n'
        '{"record":"summary","status":"complete","done":2,"failed":1,"limited":{"files":1,"of":2},"ms":12.5}\n')
    put("json", "file", '{"record":"file","input":"a.png","output":"b.png","status":"done","recipe":"r","index":1,'
        '"input_size":10,"input_mtime_ns":5,"output_size":7,"output_crc32":"0123abcd","input_shape":[3,2,1],'
        '"output_shape":[3,2,1],"notes":["n"],"ms":1.5}')
    put("json", "archive", '{"record":"archive","input":"a.tar","status":"failed","recipe":"r","reason":"x",'
        '"kind":"unreadable","members":3,"ms":0}\n{"record":"file","input":"a.tar","member":"m","status":"skipped",'
        '"recipe":"r"}')
    put("json", "values", '[null,true,false,-0,1.5e300,1E-5,"\\u00e9\\ud83d\\ude00\\n\\/",{"a":{"b":[]}},{}]')
    for number, words in enumerate([
            ["blur", "--sigma", "3", "in.png", "out.png"], ["edge", "--operator=scharr", "-o", "o/", "a", "b", "-j4"],
            ["run", "blur sigma=2 | edge", "in", "out"], ["run", "--recipe", "r.yaml", "-vn", "in", "out"],
            ["sharpen", "--amount", "-0.5", "in", "out", "--format", "png"], ["blurr", "in", "out"],
            ["explain", "blur", "--sigma", "2"], ["blur", "-q", "85", "in", "out"], ["info", "a.png", "--json"],
            ["compare", "a", "b", "--tolerance", "0.1"], ["help", "blur"], ["--version"], ["blur", "--wieghts=1", "a", "b"],
            ["report", "r.jsonl", "p.html"], ["convolve", "--weights", "1 2 1", "--strip", "location", "in", "out"],
            ["blur", "--", "-in", "-out"], ["atrous", "--levels", "3", "--shard", "1/3", "in/", "out/"]]):
        put("command", f"{number:02}", "\n".join(words))


def member(name, data, kind=b"0", magic=b"ustar\x0000", prefix=b"", size=None):
    """Returns the blocks of a member of a tar archive."""
    size = size or b"%011o\0" % len(data)
    head = (name.ljust(100, b"\0") + b"0000640\0" + b"0001750\0" * 2 + size + b"14524123215\0" + b" " * 8 + kind
            + bytes(100) + magic + bytes(80) + prefix.ljust(155, b"\0") + bytes(12))
    head = head[:148] + b"%06o\0 " % sum(head) + head[156:]
    return head + data + bytes(-len(data) % 512)


def record(key, value):
    """Returns a pax record."""
    rest = b" " + key + b"=" + value + b"\n"
    size = len(rest) + 1
    while len(str(size)) + len(rest) != size:
        size = len(str(size)) + len(rest)
    return str(size).encode() + rest


def archives():
    """Writes the seeds of tar archives; the last byte says whether checksums are corrected."""
    gnu = b"ustar  \0"
    for name, members in [
            ("ustar", member(b"a.txt", b"text") + member(b"b", b"", prefix=b"dir")),
            ("old", member(b"a", b"x" * 30, magic=bytes(8)) + member(b"d/", b"", b"5")),
            ("pax", member(b"p", record(b"path", b"long/name") + record(b"size", b"4"), b"x") + member(b"x", b"four")),
            ("global", member(b"g", record(b"path", b"all") + record(b"comment", b"c"), b"g") + member(b"x", b"y")),
            ("gnu", member(b"././@LongLink", b"n" * 120 + b"\0", b"L", gnu) + member(b"n", b"data", magic=gnu)),
            ("base256", member(b"a", b"12345", magic=gnu, size=b"\x80" + bytes(10) + b"\5")),
            ("links", member(b"l", b"", b"2") + member(b"h", b"", b"1") + member(b"s", b"", b"S", gnu))]:
        for odd in (0, 1):
            put("tar", f"{name}-{odd}", members + bytes(1023) + bytes([odd]))


def interface():
    """Writes the seeds of the functions of imgconv.h."""
    image = (ROOT / "samples/sprite.png").read_bytes()
    put("gate", "convert", b"\2\0\2" + image)
    put("gate", "info", b"\4\0" + image)
    put("gate", "read", b"\5\0\0\0\0\3\x18\x1c\x40" + image)
    for number, text in enumerate(RECIPES):
        put("explain", f"{number}", b"\1\3\x18\x1c" + text.encode())


for write in (pictures, blocks, arrays, texts, archives, interface):
    write()
