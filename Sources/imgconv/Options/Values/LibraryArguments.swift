// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import ImageFiles

extension SampleMap: ExpressibleByArgument {}
extension OrientationMode: ExpressibleByArgument {}
extension Encoding.Compression: ExpressibleByArgument {}
extension Encoding.FloatType: ExpressibleByArgument {}

extension FileFormat: ExpressibleByArgument {
  /// Creates the format from a name such as "png" or "JPG".
  public init?(argument: String) { self.init(name: argument) }
}
