// SPDX-License-Identifier: Apache-2.0

// Draws the sample pictures: `draw-samples [DIRECTORY]`, by default into `samples`.

internal import Filters
internal import ImageFiles

let directory = CommandLine.arguments.dropFirst().first ?? "samples"
do {
  try save(await ZonePlate.draw(), as: "zone-plate.png")
  try save(Chart.draw(), as: "chart.png")
  try save(await Glass.draw(), as: "glass.png", hasAlpha: true)
  try save(await Gradient16.draw(), as: "gradient16.png", bitDepth: 16)
  try save(Sprite.draw(), as: "sprite.png")
  let scene = await Scene.draw()
  try save(scene, as: "scene.png")
  try save(scene, as: "scene.jpg", .jpeg)
  try save(Grainy.draw(scene), as: "grainy.png")
} catch {
  stop("\(error)")
}

/// Writes a picture into the directory and says so: PNG as small as can be, JPEG at quality 90, 4:2:0.
func save(
  _ image: Image, as name: String, _ format: FileFormat = .png, bitDepth: Int = 8,
  hasAlpha: Bool = false
) throws(FileError) {
  var encoding = Encoding(format, bitDepth: bitDepth)
  encoding.compression = .small
  let file = try OutputFile(.path("\(directory)/\(name)"))
  let writer = try ImageWriter(
    to: file, shape: image.shape, hasAlpha: hasAlpha, encoding: encoding)
  try writer.write(image.source())
  try writer.finish()
  try file.commit()
  print("\(file.path): \(image.shape), \(bitDepth) bits a sample")
}
