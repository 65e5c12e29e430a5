# SPDX-License-Identifier: Apache-2.0
# All that a developer types.  `make help` lists it.

SWIFT_TEST = swift test -c release
PREFIX ?= /usr/local
export PREFIX DESTDIR

.DEFAULT_GOAL := help
.PHONY: help setup build run install uninstall lib wheel test-python test-wheel test-scale deb test faults inject \
  mutate soak conformance packaging metadata lint format fuzz sanitize check-all bench exactness browser docs tour samples pictures clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /	/' | expand -t 14

setup: ## check Swift; install libpng, libjpeg and libyaml if missing
	@sh scripts/setup.sh

build: setup ## build the release binary
	@sh scripts/build-release.sh

run: setup ## build, then blur a sample picture
	@binary=$$(sh scripts/build-release.sh) && mkdir -p out && \
	  "$$binary" blur --sigma 3 samples/scene.png out/scene-blurred.png && \
	  echo "imgconv: samples/scene.png, blurred with sigma 3, is in out/scene-blurred.png" && \
	  echo "imgconv: the program is $$binary; try: $$binary help"

install: ## install to PREFIX (/usr/local): program, manual, completions; with sudo, after 'make build'
	@sh scripts/install.sh install

lib: setup ## build the library for C with its header and pkg-config file; to PREFIX if given, else .build-lib/install
	@PREFIX=$(if $(filter file,$(origin PREFIX)),,$(PREFIX)) sh scripts/install-lib.sh

wheel: setup ## build the Python wheel in dist/ (needs Python and PyPI)
	@sh scripts/build-wheel.sh

test-python: setup ## build the wheel, and test the Python package in a virtual environment (needs Python and PyPI)
	@sh scripts/test-python.sh

test-wheel: setup ## draw the gallery with the wheel where Swift and the codecs are hidden (needs Linux, root, PyPI)
	sh scripts/test-wheel.sh

test-scale: setup ## test filtering on a local Ray cluster with an S3 server on loopback (needs Python and PyPI)
	@sh scripts/test-scale.sh

uninstall: ## remove what 'make install' with the same PREFIX installed
	@sh scripts/install.sh uninstall

deb: ## make a Debian package in .build-deb
	@sh scripts/make-deb.sh

test: setup ## build and run all tests, at every level of the CPU, and the examples in samples/library and samples/c
	swift build --build-tests -c release
	$(SWIFT_TEST) --skip-build
	IMGCONV_CPU=base $(SWIFT_TEST) --skip-build --filter FiltersTests
	IMGCONV_CPU=x86-64-v3 $(SWIFT_TEST) --skip-build --filter FiltersTests
	swift run --package-path samples/library --scratch-path .build-library
	sh scripts/test-c-sample.sh
	@echo "imgconv: the Python package and the cluster have tests of their own: make test-python, make test-scale"

faults: setup ## kill processes, fill disks and remove files under running batches (needs Python; root for full disks)
	# The program that the tests build, so that CI does not build another.
	swift build -c release --product imgconv
	$${PYTHON:-python3} Tests/Faults/faults.py "$$(swift build -c release --show-bin-path)/imgconv"

inject: setup ## make each call of a conversion and of a batch fail in turn (needs Linux with glibc, cc, Python)
	# The release binary is linked statically; faults are injected by a library, which needs a dynamic one.
	swift build -c release --product imgconv
	$${PYTHON:-python3} Tests/Faults/inject.py "$$(swift build -c release --show-bin-path)/imgconv"

mutate: build ## run mutated files through the command; COUNT=N for N of them (needs Python with Pillow; cjpeg)
	$${PYTHON:-python3} Tests/Faults/mutate.py "$$(sh scripts/build-release.sh)" --count $(or $(COUNT),2000)

soak: build ## convert 100,000 pictures in one process, then good and mutated ones for MINUTES=30 (Linux; Python, Pillow)
	$${PYTHON:-python3} Tests/Faults/soak.py "$$(sh scripts/build-release.sh)" --minutes $(or $(MINUTES),30) \
	  --files $(or $(FILES),100000) --library .build-lib/libimgconv.so

conformance: build ## compare PNG and JPEG of every kind with other decoders (Python, NumPy, Pillow; cjpeg, netpbm, pngfix)
	$${PYTHON:-python3} Tests/Conformance/conformance.py "$$(sh scripts/build-release.sh)" --largest $(or $(LARGEST),40)
	$${PYTHON:-python3} Tests/Conformance/policy.py "$$(sh scripts/build-release.sh)"

browser: build ## look at reports, figures and interactive pages in a headless Chromium (needs Python and Chromium)
	$${PYTHON:-python3} Tests/Browser/report_page.py "$$(sh scripts/build-release.sh)"
	$${PYTHON:-python3} Tests/Browser/figures.py "$$(sh scripts/build-release.sh)"
	$${PYTHON:-python3} Tests/Browser/explain_page.py "$$(sh scripts/build-release.sh)"

packaging: build ## install, complete, read the manual, make the package (needs Python; bash, zsh, fish, man, dpkg)
	$${PYTHON:-python3} Tests/Packaging/packaging.py "$$(sh scripts/build-release.sh)"

metadata: build ## strip 50 camera-like files and validate the outputs (needs Python with Pillow, exiftool)
	$${PYTHON:-python3} Tests/Metadata/validate.py "$$(sh scripts/build-release.sh)"

lint: ## check prose and format, and build with warnings as errors; installs nothing
	@sh scripts/setup.sh --check
	sh scripts/prose.sh
	@if command -v $${PYTHON:-python3} >/dev/null 2>&1; then $${PYTHON:-python3} scripts/crc_constants.py --check; \
	  else echo "imgconv: without Python, the CRC constants are not checked"; fi
	sh scripts/boundaries.sh
	swift format lint --strict --recursive Sources Tests samples Benchmarks Package.swift
	IMGCONV_WARNINGS_AS_ERRORS=1 swift build --build-tests -c release

format: ## rewrite the Swift sources in the project's format
	swift format --in-place --recursive Sources Tests samples Benchmarks Package.swift

fuzz: setup ## fuzz everything that reads inputs, SECONDS=60 for each target or RUNS=N executions; TARGET=NAME for one
	@FUZZ_SECONDS=$(SECONDS) sh Fuzz/run.sh $(TARGET)

sanitize: setup ## run the tests under the address, undefined-behavior and thread sanitizers
	# Both are optimized: without, the tests that draw large pictures take an hour.  The thread sanitizer has files and
	# memory of its own, so it goes without two tests that limit or measure those of the program; it goes with a Mutex
	# whose waiting it sees (Locking/Locked.swift), and lets a forked process start a thread.
	# Some tests ask for more memory than there is; that returns NULL there too.  The search for leaks needs calls that the
	# sandbox refuses.
	IMGCONV_SANDBOX=off ASAN_OPTIONS=allocator_may_return_null=1 LSAN_OPTIONS=suppressions=$(CURDIR)/scripts/leaks.supp \
	  swift test -c release --sanitize=address --scratch-path .build-asan \
	  -Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined --skip explainedMemory
	TSAN_OPTIONS=die_after_fork=0:allocator_may_return_null=1:suppressions=$(CURDIR)/scripts/races.supp \
	  swift test -c release --sanitize=thread --scratch-path .build-tsan -Xswiftc -DTHREAD_SANITIZER \
	  --skip explainedMemory --skip fileSizeLimit

check-all: setup ## run every check that CI does not, a line for each (needs what they need; about two hours)
	@MAKE="$(MAKE)" sh scripts/check-all.sh

bench: build ## measure speed and memory against the peers that are installed; writes docs/benchmarks.md
	sh Benchmarks/run.sh

exactness: build ## compare outputs with float64 references (needs Python with NumPy, SciPy, Pillow)
	$${PYTHON:-python3} Tests/Exactness/exactness.py
	$${PYTHON:-python3} Tests/Exactness/resize.py --self-test
	$${PYTHON:-python3} Tests/Exactness/resize.py

docs: pictures ## make the pictures of the documentation and the library's reference
	IMGCONV_DOCS=1 swift package --allow-writing-to-directory .build-docs generate-documentation \
	  --target FileSystem --target Filters --target ImageFiles --enable-experimental-combined-documentation \
	  --output-path .build-docs --transform-for-static-hosting
	@echo "imgconv: the reference is in .build-docs/index.html"

samples: setup ## redraw the pictures in samples/
	swift run -c release --package-path samples/drawing --scratch-path .build-drawing draw-samples samples

tour: build ## build docs/kinds-of-convolution.md with its interactive pages in .build-tour (needs Python and PyPI)
	@sh scripts/tour.sh "$$(sh scripts/build-release.sh)"

pictures: setup ## make the pictures of README and docs from samples/, with imgconv itself
	@sh scripts/pictures.sh "$$(sh scripts/build-release.sh)"

clean: ## remove everything that was built
	rm -rf .build .build-release .build-asan .build-tsan .build-docs .build-library .build-drawing .build-lib .build-fuzz .build-python .build-scale .build-check .build-tour dist .build-deb out
