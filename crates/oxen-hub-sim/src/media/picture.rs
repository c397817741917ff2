//! Pictures of one colour.

use super::Shape;

/// Returns a PNG file whose single colour follows from the seed.
pub(super) fn png(shape: &Shape, seed: u64) -> Vec<u8> {
    let [red, green, blue, ..] = seed.to_le_bytes();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, shape.width, shape.height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_palette(vec![red, green, blue]);
    encoder.set_compression(png::Compression::Fast);
    let row = (shape.width as usize).div_ceil(8);
    let pixels = vec![0; row * shape.height as usize];
    // Writing to memory, with as many pixels as the header states, can't fail; if it did, the file would be empty.
    if encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels)).is_err() {
        file.clear();
    }
    file
}
