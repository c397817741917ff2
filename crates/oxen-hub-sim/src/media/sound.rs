//! Sounds of one tone.

use std::f64::consts::TAU;

use super::Shape;
use super::shape::truncate;

/// The number of samples per second.
const RATE: u32 = 8000;

/// Returns a WAV file with one channel of 16-bit samples, whose tone follows from the seed.
pub(super) fn wav(shape: &Shape, seed: u64) -> Vec<u8> {
    let samples = truncate(shape.seconds * f64::from(RATE)).max(1);
    let tone = 220.0 + f64::from(seed.to_le_bytes()[0]);
    let bytes = samples * 2;
    let mut file = Vec::with_capacity(44 + bytes as usize);
    file.extend(b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    for field in [1_u16, 1] {
        file.extend(field.to_le_bytes());
    }
    file.extend(RATE.to_le_bytes());
    file.extend((RATE * 2).to_le_bytes());
    for field in [2_u16, 16] {
        file.extend(field.to_le_bytes());
    }
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    for sample in 0..samples {
        let phase = f64::from(sample) * tone * TAU / f64::from(RATE);
        #[allow(clippy::cast_possible_truncation, reason = "far from the limits")]
        let value = (phase.sin() * 8000.0) as i16;
        file.extend(value.to_le_bytes());
    }
    file
}
