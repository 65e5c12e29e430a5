// SPDX-License-Identifier: Apache-2.0

/// The script of a page, which works in the page alone: sorts tables, and enlarges pictures in a dialog.
///
/// A page without it lacks only that.  It never makes markup of text.
enum PageScript {
  /// The SHA-256 of `source` in Base64, with which the page's policy allows this script and no other.
  static let digest: HTML = "AT10jIhfxzzXlQbSEFaVPKyu70FaaFgtjUE/IOWc3YQ="

  /// The script: cells are sorted by the number in `data-sort`, or without one by their text.
  static let source: HTML = """
    "use strict";
    addEventListener("DOMContentLoaded", () => {
      const rank = (a, b) => a < b ? -1 : a > b ? 1 : 0;
      const key = (row, column) => {
        const cell = row.cells[column];
        return "sort" in cell.dataset ? Number(cell.dataset.sort) : cell.textContent;
      };
      for (const table of document.querySelectorAll("table")) {
        const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0], planned = [...body.rows];
        heads.forEach((head, column) => {
          if ("fixed" in head.dataset || planned.length < 2) return;
          const button = document.createElement("button");
          button.type = "button";
          button.className = "sort";
          button.title = "Sort; a third click restores the order of the plan";
          button.append(...head.childNodes);
          head.append(button);
          button.addEventListener("click", () => {
            const next = { ascending: "descending", descending: "" }[head.ariaSort] ?? "ascending";
            for (const other of heads) other.removeAttribute("aria-sort");
            if (next) head.ariaSort = next;
            const sign = next == "descending" ? -1 : 1;
            body.append(...(next ? planned.toSorted((a, b) => sign * rank(key(a, column), key(b, column))) : planned));
          });
        });
      }
      const dialog = document.querySelector("dialog");
      const large = dialog.querySelector("img"), title = dialog.querySelector("p");
      const pictures = () => [...document.querySelectorAll("button.enlarge img")];
      let shown;
      const show = (picture) => {
        shown = picture;
        large.src = picture.dataset.large ?? picture.src;
        large.alt = title.textContent = picture.alt;
        if (!dialog.open) dialog.showModal();
      };
      for (const picture of document.querySelectorAll("td img")) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "enlarge";
        button.title = "Enlarge";
        picture.replaceWith(button);
        button.append(picture);
        button.addEventListener("click", () => show(picture));
      }
      dialog.addEventListener("click", () => dialog.close());
      dialog.addEventListener("close", () => shown?.parentElement.focus());
      dialog.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        const next = step && pictures()[pictures().indexOf(shown) + step];
        if (!next) return;
        event.preventDefault();
        show(next);
      });
    });
    """

  /// The dialog of an enlarged picture; hidden until the script opens it.
  static let dialog: HTML = """
    <dialog aria-label="Enlarged picture"><img alt=""><p class="name"></p></dialog>

    """
}
