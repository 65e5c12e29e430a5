// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A picture on a page, or why there is none.
enum PagePicture: Sendable {
  /// A thumbnail, and a larger rendition if the picture is larger.
  case thumbnail(Thumbnail, enlarged: Thumbnail?)
  case missing(reason: String)

  /// Returns the input of a file that is done, if it still matches its record.
  ///
  /// - Parameter enlarged: the maximum side of a larger rendition, in pixels.
  static func before(_ record: FileRecord, enlarged: Int) -> PagePicture {
    if record.member != nil { return .missing(reason: "is in an archive") }
    if record.output == record.input { return .missing(reason: "was replaced by its result") }
    guard let size = record.inputSize, let time = record.inputTime else {
      return .missing(reason: "was no regular file")
    }
    let path = record.input.path
    return picture(of: path, enlarged: enlarged) { stamp in
      stamp.size == size && stamp.modified == time ? nil : "was changed since"
    }
  }

  /// Returns the output of a file that is done, if it still has the recorded size and checksum.
  ///
  /// - Parameter enlarged: the maximum side of a larger rendition, in pixels.
  static func after(_ record: FileRecord, enlarged: Int) -> PagePicture {
    if record.member != nil { return .missing(reason: "is in an archive") }
    guard let path = record.output?.path, let written = record.written else {
      return .missing(reason: "was no regular file")
    }
    return picture(of: path, enlarged: enlarged) { stamp in
      if stamp.size != written.size { return "was changed since" }
      do throws(FileError) {
        return try WrittenFile(reading: path) == written ? nil : "was changed since"
      } catch {
        return error.reason
      }
    }
  }

  /// Returns a thumbnail of a file, or why there is none.
  ///
  /// - Parameter fault: returns what is wrong with the current file; `nil` if nothing is.
  private static func picture(
    of path: Path, enlarged: Int, fault: (FileStamp) -> String?
  ) -> PagePicture {
    guard let stamp = FileStamp(Input.path(path)) else { return .missing(reason: "is gone") }
    if let reason = fault(stamp) { return .missing(reason: reason) }
    do throws(FileError) {
      let (thumbnail, large) = try Thumbnail.renditions(of: path, enlarged: enlarged)
      if FileStamp(Input.path(path)) != stamp {
        return .missing(reason: "was changed while it was read")
      }
      return .thumbnail(thumbnail, enlarged: large)
    } catch {
      return .missing(reason: error.reason)
    }
  }

  /// Returns the picture as markup.
  ///
  /// - Parameters:
  ///   - role: "Before" or "After".
  ///   - name: the file's name.
  func html(role: String, name: String) -> HTML {
    switch self {
    case .thumbnail(let thumbnail, let enlarged):
      let large = enlarged.map { "data-large=\"\($0.address)\" " as HTML } ?? ""
      return """
        <img src="\(thumbnail.address)" \(large)\
        width="\(thumbnail.width)" height="\(thumbnail.height)" alt="\(role): \(name)">
        """
    case .missing(let reason):
      return "<p class=\"hole\"><span class=\"unseen\">\(role): </span>no picture: \(reason)</p>"
    }
  }
}

extension Thumbnail {
  /// The picture as a data URL.
  fileprivate var address: HTML {
    "data:image/\(format.rawValue);base64,\(base64: bytes)"
  }
}
