// SPDX-License-Identifier: Apache-2.0

extension FieldTable {
  /// Returns the classes of an IPTC data set.
  ///
  /// Source: IPTC-NAA Information Interchange Model 4.2, chapters 5 and 6.
  static func iptc(record: UInt8, dataSet: UInt8) -> FieldClasses {
    switch record {
    case 1: envelope[dataSet] ?? []
    case 2: application[dataSet] ?? []
    default: []
    }
  }

  private static let envelope: [UInt8: FieldClasses] = [
    0: .structure, 90: .structure,  // versions, character set
    20: .structure, 22: .structure,  // file format
    70: .dates, 80: .dates,
    100: .history,  // unique name of the object
  ]

  private static let application: [UInt8: FieldClasses] = [
    0: .structure,
    26: .location, 27: .location, 90: .location, 92: .location, 95: .location, 100: .location,
    101: .location,
    30: .dates, 35: .dates, 37: .dates, 38: .dates, 55: .dates, 60: .dates, 62: .dates, 63: .dates,
    47: .dates,
    80: .copyright, 85: .copyright, 110: .copyright, 115: .copyright, 116: .copyright,
    118: .person, 122: .person,
    5: .comments, 7: .comments, 12: .comments, 25: .comments, 40: .comments, 105: .comments,
    120: .comments, 121: .comments,
    22: .history, 65: .history, 70: .history, 103: .history,
  ]
}
