// SPDX-License-Identifier: Apache-2.0

internal import Batch

extension ExplainPage {
  /// The elements that the script fills, and the explanation as text.
  var body: HTML {
    """
    <main>
    <header>
    <h1><code>\(title)</code></h1>
    <p class="lead">\(lead)</p>
    </header>
    <noscript><p class="bad">This page computes in its own script. Allow scripts to use it; the text at the end needs none.</p></noscript>
    <nav aria-label="Layers"><ol id="chain"></ol></nav>
    <section aria-labelledby="layer-title">
    <h2 id="layer-title"></h2>
    <div id="remarks"></div>
    <details id="settings" open><summary>Controls</summary><div class="settings">
    <form id="controls" aria-label="Layer"></form>
    <form id="image-controls" aria-label="Image"></form>
    <button type="button" class="plain" id="reset">Reset</button>
    </div></details>
    <p id="problem" role="alert"></p>
    </section>
    <div class="work" id="work">
    <section id="reading" aria-label="Readings">
    <div class="bar">
    <div class="tabs" role="tablist" aria-label="Readings of the layer">
    <button type="button" role="tab" id="tab-windows" aria-controls="windows">Windows</button>
    <button type="button" role="tab" id="tab-im2col" aria-controls="im2col">im2col</button>
    <button type="button" role="tab" id="tab-unrolled" aria-controls="unrolled">One matrix</button>
    </div>
    <div class="stepper" role="group" aria-label="Output sample">
    <button type="button" class="plain" id="previous">Previous</button>
    <button type="button" class="plain" id="next">Next</button>
    <button type="button" class="plain" id="play" aria-pressed="false">Play</button>
    <span id="place"></span>
    </div>
    </div>
    <div role="tabpanel" id="windows" aria-labelledby="tab-windows"></div>
    <div role="tabpanel" id="im2col" aria-labelledby="tab-im2col"></div>
    <div role="tabpanel" id="unrolled" aria-labelledby="tab-unrolled"></div>
    <p class="legend"><span><i class="in"></i>sample read</span><span><i class="kernel"></i>weight</span><span><i class="products"></i>product</span><span><i class="out"></i>output sample</span><span class="in"><i class="hole"></i>read with weight 0</span></p>
    </section>
    <section id="sum" aria-labelledby="sum-title"></section>
    </div>
    <section id="field" aria-labelledby="field-title"></section>
    <section id="numbers" aria-labelledby="numbers-title">
    <h2 id="numbers-title">Sizes and weights</h2>
    <dl id="facts"></dl>
    <p id="command"></p>
    </section>
    <details class="text"><summary>The explanation as text</summary><pre>\(lines: text)</pre></details>
    <div id="live" class="unseen" aria-live="polite"></div>
    </main>
    <footer><p id="verdict"></p><p>Written by imgconv \(Release.version).</p></footer>
    """
  }
}
