// SPDX-License-Identifier: Apache-2.0

/// A filter: its parameters, their checks, and the stages that compute it.
///
/// The built-in filters are definitions, and so is any type that conforms:
///
///     struct Emboss: FilterDefinition {
///       static let name = "emboss"
///       var strength: Float
///       var canonicalParameters: [CanonicalParameter] { [.init("strength", strength)] }
///       func validate() throws(FilterError) {}
///       func lower(into chain: inout FilterChain, over input: Shape) {
///         chain.append(Convolution(...))
///       }
///     }
///     let recipe = Recipe([.init(.blur(.gaussian(sigma: 1))), .init(Filter(Emboss(strength: 2)))])
///
/// Equal definitions must produce equal samples.
public protocol FilterDefinition: Hashable, Sendable {
  /// The name of the filter: lowercase letters, digits and hyphens.
  static var name: String { get }

  /// The border mode unless the options say otherwise; `replicate` by default.
  var defaultBorder: BorderMode { get }

  /// Whether the border mode `trim` is allowed: weights outside the image are cut off; `false` by default.
  var canTrim: Bool { get }

  /// The parameters that affect the result, always in the same order; see `Recipe.canonicalText`.
  var canonicalParameters: [CanonicalParameter] { get }

  /// The number of channels that the filter's input must have; `nil` by default: any number.
  var inputChannels: Int? { get }

  /// Checks every parameter against its range.
  ///
  /// - Throws: `FilterError` for the first invalid parameter.
  func validate() throws(FilterError)

  /// Adds the filter's stages to a chain over an image of this shape.
  ///
  /// The chain has converted the colors to linear light if the options ask for it, and converts them back.
  ///
  /// - Precondition: the parameters are valid.
  /// - Throws: `FilterError` if a parameter does not fit the image, `ShapeError` if there is no output.
  func lower(into chain: inout FilterChain, over input: Shape) throws

  /// The definition as a filter; for types outside the library, `Filter.custom`.
  var filter: Filter { get }

  /// Returns whether the result is a magnitude or an angle, so that no sample is below 0 or represents a negative
  /// number; `false` by default.
  ///
  /// - Parameter isMagnitude: whether this is true of the filter's input.
  func isMagnitude(after isMagnitude: Bool) -> Bool

  /// Whether the filter copies some of the samples and computes none; `false` by default.
  ///
  /// Then its step is never computed in linear light, and rows of a file that nothing reads need not be decoded.
  var copiesSamples: Bool { get }

  /// Whether `FilterOptions.tolerance` can select cheaper stages; `false` by default.
  var hasCheaperChain: Bool { get }

  /// Whether the filter depends on numbers that must be measured in the image first; `false` by default.
  var needsMeasuring: Bool { get }

  /// The filter without what needs measuring: shapes, stages and costs are the same, samples are not.
  var unmeasured: Self { get }

  /// Returns the filter with placeholders for the numbers to be measured, over an image whose first `channels` channels
  /// are filtered.
  func presumed(channels: Int) -> Self

  /// Returns the filter with the numbers measured in the rows that reach it.
  ///
  /// - Parameters:
  ///   - source: the rows, which this call reads to the end.
  ///   - hasAlpha: whether the last channel is alpha.
  ///   - options: the options of the filter's step.
  /// - Throws: `FilterError`, `ShapeError`, or `RowError` of the source.
  func measured(
    over source: any RowSource, hasAlpha: Bool, options: FilterOptions
  ) throws -> Self

  /// The measured numbers, one sentence each; none by default.
  var measurements: [String] { get }
}

extension FilterDefinition {
  /// The nearest sample is repeated outside the image.
  public var defaultBorder: BorderMode { .replicate }

  /// `false`: samples outside the image are filled in.
  public var canTrim: Bool { false }

  /// `nil`: the filter takes any number of channels.
  public var inputChannels: Int? { nil }

  /// The definition as a step of a recipe.
  public var filter: Filter { .custom(CustomFilter(self)) }

  /// `false`: the samples may represent negative numbers.
  public func isMagnitude(after isMagnitude: Bool) -> Bool { false }

  /// `false`: samples are computed.
  public var copiesSamples: Bool { false }

  /// `false`: there is one chain of stages.
  public var hasCheaperChain: Bool { false }

  /// `false`: nothing is measured.
  public var needsMeasuring: Bool { false }

  /// The filter itself: nothing is measured.
  public var unmeasured: Self { self }

  /// Returns the filter itself: nothing is measured.
  public func presumed(channels: Int) -> Self { self }

  /// Returns the filter itself: nothing is measured.
  public func measured(
    over source: any RowSource, hasAlpha: Bool, options: FilterOptions
  ) throws -> Self { self }

  /// No sentences: nothing is measured.
  public var measurements: [String] { [] }
}
