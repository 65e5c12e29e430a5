# SPDX-License-Identifier: Apache-2.0
"""A convolution as the page sets it, its options on the command line, and what every number on the page must be."""
import math

from arrays import f32
from checks import check

# The border modes with a sample of the image at each position: its index.
BORDERS = {
    "zero": lambda p, n: p if 0 <= p < n else None,
    "replicate": lambda p, n: min(max(p, 0), n - 1),
    "wrap": lambda p, n: p % n,
    "symmetric": lambda p, n: min(p % (2 * n), 2 * n - 1 - p % (2 * n)),
    "reflect": lambda p, n: 0 if n == 1 else min(p % (2 * n - 2), 2 * n - 2 - p % (2 * n - 2)),
}


def read_everything():
    """JavaScript that walks through all samples and readings of the page, and returns every number it shows."""
    return """(() => {
      const numbers = (cells) => [...cells].map(c =>
        [c.dataset.value ?? null, c.querySelector("input")?.value ?? c.textContent]);
      const tables = (root) => [...root.querySelectorAll("table")].map(t => (
        { rows: t.rows.length, columns: t.rows[0].cells.length, numbers: numbers(t.querySelectorAll("td")),
          kind: t.classList[1] == "matrix" ? t.classList[2] : t.classList[1] }));
      const byId = (id) => document.getElementById(id);
      byId("tab-windows").click();
      const result = { windows: tables(byId("windows")), samples: [], im2col: [], unrolled: [] };
      const cells = [...byId("windows").querySelectorAll("[role=gridcell]")];
      // Of many samples, some in every channel.
      const step = Math.ceil(cells.length / 90);
      for (let index = 0; index < cells.length; index += step) {
        byId("windows").querySelectorAll("[role=gridcell]")[index].click();
        result.samples.push({ index, tables: tables(byId("sum")),
          total: numbers(byId("sum").querySelectorAll(".total"))[0],
          terms: [...byId("sum").querySelectorAll(".terms li")].map(l => numbers(l.children)) });
      }
      const area = result.windows.at(-1).rows * result.windows.at(-1).columns;
      for (const name of ["im2col", "unrolled"]) {
        for (let first = 0; first < cells.length; first += area) {
          // The matrices are those of the channel of the chosen sample.
          byId("tab-windows").click();
          byId("windows").querySelectorAll("[role=gridcell]")[first].click();
          byId("tab-" + name).click();
          result[name].push({ tables: tables(byId(name)), note: byId(name).textContent });
        }
      }
      byId("tab-windows").click();
      return result;
    })()"""


class Layer:
    """A convolution: weights[output][input of the group][place]."""

    def __init__(self, weights, kernel, groups=1, bias=None):
        self.weights = weights
        self.kernel = kernel
        self.groups = groups
        self.bias = bias or [0.0] * len(weights)
        self.stride, self.dilation, self.padding = [1, 1], [1, 1], [0, 0, 0, 0]
        self.is_same = False
        self.border = "zero"
        self.transposed = False
        self.more = [0, 0]

    @classmethod
    def random(cls, source):
        """A random layer of a few channels."""
        groups = source.choice([1, 1, 2, 3])
        each, outputs = source.randint(1, 4 if groups == 1 else 2), groups * source.randint(1, 2)
        kernel = (source.randint(1, 4), source.randint(1, 4))
        number = source.choice([lambda: float(source.randint(-3, 3)), lambda: f32(source.gauss(0, 1))])
        layer = cls([[[number() for _ in range(math.prod(kernel))] for _ in range(each)] for _ in range(outputs)],
                    kernel, groups, [f32(source.choice([0, source.gauss(0, 1)])) for _ in range(outputs)])
        layer.stride = [source.randint(1, 3), source.randint(1, 3)]
        layer.dilation = [source.choice([1, 1, 2, 3]), source.choice([1, 1, 2])]
        layer.padding = [source.randint(0, 3) for _ in range(4)]
        layer.border = source.choice(list(BORDERS))
        layer.transposed = source.random() < 0.4
        layer.settle()
        if layer.transposed:
            layer.more = [source.randrange(max(s, d)) for s, d in zip(layer.stride, layer.dilation)]
        return layer

    def __repr__(self):
        return str(vars(self))

    @property
    def outputs(self):
        return len(self.weights)

    @property
    def inputs(self):
        return self.groups * len(self.weights[0])

    def reach(self, axis):
        return (self.kernel[axis] - 1) * self.dilation[axis] + 1

    def settle(self):
        """The page's rules after a change."""
        spare = [self.reach(axis) - 1 for axis in (0, 1)]
        same = [n // 2 for n in spare] + [n - n // 2 for n in spare]
        if self.is_same:
            self.padding = same
        if not self.transposed:
            self.more = [0, 0]
        self.more = [min(n, max(s, d) - 1) for n, s, d in zip(self.more, self.stride, self.dilation)]

    def starts_same(self):
        """Whether the page takes the padding that it is given for `same`."""
        spare = [self.reach(axis) - 1 for axis in (0, 1)]
        return max(self.kernel) > 1 and self.padding == [n // 2 for n in spare] + [n - n // 2 for n in spare]

    def array(self):
        """The shape and the numbers of the weights file: (out, in/groups, ...), transposed (in, out/groups, ...)."""
        each, per_group = len(self.weights[0]), self.outputs // self.groups
        rows = self.weights
        if self.transposed:
            rows = [[self.weights[c // each * per_group + o][c % each] for o in range(per_group)]
                    for c in range(self.inputs)]
        return [len(rows), len(rows[0]), *self.kernel], [w for row in rows for kernel in row for w in kernel]

    def options(self, weights, bias):
        words = ["--weights", weights, "--bias", bias, "--groups", str(self.groups), "--border", self.border,
                 "--stride", ",".join(map(str, self.stride)), "--dilation", ",".join(map(str, self.dilation)),
                 "--padding", ",".join(map(str, self.padding))]
        if self.transposed:
            words += ["--transposed", "--output-padding", ",".join(map(str, self.more))]
        return words

    def choices(self, source):
        """Controls of the page, each with values to choose from, in the order in which they are set."""
        yield "kernel", [f"{n},{n}" for n in range(1, 5)]
        yield "groups", [str(n) for n in range(1, 5) if self.inputs % n == 0 and self.outputs % n == 0]
        yield "outputs", [str(n * self.groups) for n in range(1, 4)]
        yield "transposed", [not self.transposed]
        yield "stride", ["1,1", "2,2", "3,3"]
        yield "dilation", ["1,1", "2,2"]
        yield "padding", ["same"] + [",".join([str(n)] * 4) for n in range(4)]
        yield "border", list(BORDERS)
        if self.transposed:
            most = min(max(s, d) for s, d in zip(self.stride, self.dilation))
            yield "output", [f"{n},{n}" for n in range(most)]

    def change(self, control, value):
        """What a control does by the page's documentation: weights are cut or repeated."""
        numbers = [int(n) for n in str(value).split(",") if n.isdigit()]
        if control in ("kernel", "groups", "outputs"):
            kernel = tuple(numbers) if control == "kernel" else self.kernel
            groups = numbers[0] if control == "groups" else self.groups
            outputs = numbers[0] if control == "outputs" else self.outputs
            old, (kh, kw) = self.weights, self.kernel
            self.weights = [
                [[old[o % len(old)][c % len(old[0])][y % kh * kw + x % kw]
                  for y in range(kernel[0]) for x in range(kernel[1])]
                 for c in range(self.inputs // groups)] for o in range(outputs)]
            self.bias = [self.bias[o % len(old)] for o in range(outputs)]
            self.kernel, self.groups = kernel, groups
        elif control == "padding":
            self.is_same = value == "same"
            self.padding = self.padding if self.is_same else numbers
        elif control == "transposed":
            self.transposed = value
        elif control == "border":
            self.border = value
        else:
            setattr(self, {"output": "more"}.get(control, control), numbers)
        self.settle()

    def window(self, image, o, y, x):
        """The samples under the kernel for each input channel of a group, by the definition."""
        (_, height, width), samples = image
        each = len(self.weights[0])
        first = o // (self.outputs // self.groups) * each
        index = BORDERS[self.border]
        for c in range(first, first + each):
            values = []
            for ky in range(self.kernel[0]):
                row = index(y * self.stride[0] - self.padding[0] + ky * self.dilation[0], height)
                for kx in range(self.kernel[1]):
                    column = index(x * self.stride[1] - self.padding[1] + kx * self.dilation[1], width)
                    inside = row is not None and column is not None
                    values.append(samples[(c * height + row) * width + column] if inside else 0.0)
            yield values

    def check(self, page, image, wanted):
        """Checks every number that the page shows; returns how many there are."""
        shape, values = wanted
        count = [0]

        def read(cells):
            count[0] += len(cells)
            return [number(cell, self) for cell in cells]

        outputs = [read(table["numbers"]) for table in page["windows"] if table["kind"] == "out"]
        check(sum(outputs, []) == values, f"{self}: outputs {outputs}, {values}")
        height, width = shape[-2:]
        area = height * width
        check([table["rows"] for table in page["windows"] if table["kind"] == "out"] == [height] * self.outputs, "rows")
        self.check_inputs([read(t["numbers"]) for t in page["windows"] if t["kind"] == "in"], image)
        check(len(page["samples"]) >= min(len(values), 45), f"{len(page['samples'])} samples")
        for sample in page["samples"]:
            index = sample["index"]
            o, y, x = index // area, index % area // width, index % width
            check(read([sample["total"]])[0] == values[index], f"{self}: total {sample['total']}, {values[index]}")
            self.check_sum(sample, image, o, y, x, values[index], read)
        for o, reading in enumerate(page["im2col"]):
            self.check_im2col(reading, image, o, values, area, read)
        for o, reading in enumerate(page["unrolled"]):
            self.check_unrolled(reading, o, values[o * area:(o + 1) * area], read)
        return count[0]

    def check_inputs(self, shown, image):
        """All samples of the image are shown, in the middle of those outside."""
        shape, samples = image
        check(len(shown) == shape[0], f"{len(shown)} inputs")
        for c, plane in enumerate(shown):
            own = samples[c * shape[1] * shape[2]:(c + 1) * shape[1] * shape[2]]
            missing = list(own)
            for value in plane:
                if value in missing:
                    missing.remove(value)
            check(missing == [], f"{self}: {missing} of channel {c} is not shown")

    def check_sum(self, sample, image, o, y, x, total, read):
        """Window times kernel gives the products, and they add up to the output."""
        products = []
        for term in sample["terms"]:
            value, weight, product = read(term)
            check(product == f32(value * weight), f"{self}: {value} * {weight} = {product}")
            products.append(product)
        # Three tables for each input channel of the group.
        expected = list(self.window(image, o, y, x)) if not self.transposed else None
        for part in range(len(sample["tables"]) // 3):
            window, kernel, shown = (sample["tables"][3 * part + n]["numbers"] for n in range(3))
            check(read(kernel) == self.weights[o][part], f"{self}: kernel {kernel}")
            if expected:
                check(read(window) == expected[part], f"{self}: window {window}, {expected[part]}")
            for a, w, p in zip(window, self.weights[o][part], shown):
                check((a[0] is None) == (p[0] is None), f"{self}: {a} {p}")
                if a[0] is not None:
                    value, product = read([a, p])
                    check(product == f32(value * w), f"{self}: {value} * {w} = {product}")
                    products.append(product)
        self.check_total(products, self.bias[o], total)

    def check_total(self, products, bias, total, size=0.0):
        """Sums are of products rounded once, with a rounding of 2^-24 of the partial sums for each of them.

        'size' bounds the products where weights that read one sample are added up first.
        """
        size = max(size, sum(map(abs, products))) + abs(bias)
        bound = 2.0 ** -23 * (len(products) + 2) * size
        check(abs(math.fsum(products) + bias - total) <= bound, f"{self}: {products} + {bias} is not {total}")

    def check_im2col(self, reading, image, o, values, area, read):
        if "Choose a smaller" in reading["note"]:
            return
        tables = reading["tables"]
        if self.transposed:
            for left, kernel, patches in zip(tables[::3], tables[1::3], tables[2::3]):
                a, w, p = read(left["numbers"]), read(kernel["numbers"]), read(patches["numbers"])
                check(p == [f32(value * weight) for value in a for weight in w], f"{self}: patches")
            return
        windows, kernels, result = (read(table["numbers"]) for table in tables)
        rows, columns = tables[0]["rows"], tables[0]["columns"]
        per_group = self.outputs // self.groups
        first = o // per_group * per_group
        check(rows == area or "are shown" in reading["note"], f"{self}: {rows} rows")
        for row in range(rows):
            window = windows[row * columns:(row + 1) * columns]
            for c in range(per_group):
                check(result[row * per_group + c] == values[(first + c) * area + row], f"{self}: im2col {row}, {c}")
                weights = kernels[c::per_group]
                check(weights == sum(self.weights[first + c], []), f"{self}: im2col kernel {weights}")
                self.check_total([f32(a * w) for a, w in zip(window, weights)], self.bias[first + c],
                                 result[row * per_group + c])

    def check_unrolled(self, reading, o, values, read):
        if "Choose a smaller" in reading["note"]:
            return
        matrix, column, result = (read(table["numbers"]) for table in reading["tables"])
        columns = reading["tables"][0]["columns"]
        check(len(column) == columns, f"{self}: {len(column)} samples, {columns} columns")
        check(result == values[:len(result)], f"{self}: unrolled {result}, {values}")
        size = sum(abs(w) for kernel in self.weights[o] for w in kernel) * max(map(abs, column))
        for row, total in enumerate(result):
            line = matrix[row * columns:(row + 1) * columns]
            self.check_total([a * w for a, w in zip(column, line)], self.bias[o], total, size)


def number(cell, layer):
    """The number of a cell, whose text must be it to four digits, or in full if it is a short integer."""
    value, text = float(cell[0]), cell[1].replace("\u2212", "-")
    shown = 0.0 if text == "\u00b7" else float(text)
    if value == int(value) and abs(value) < 1e6:
        check(shown == value, f"{layer}: {cell}")
    else:
        digit = 10.0 ** (math.floor(math.log10(abs(value))) - 3)
        check(abs(shown - value) <= 0.501 * digit, f"{layer}: {cell}")
    return value
