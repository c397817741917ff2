//! H.264 video of one colour, in the constrained baseline profile.
//!
//! The first macroblock of the first picture contains its samples; all others are predicted from it without a
//! difference, and all further pictures repeat the first one.

use super::bits::Bits;

/// Frame numbers are counted modulo 16.
const FRAME_NUMBERS: u32 = 16;

/// The code for "no coefficients" beside a macroblock that has all of them, and elsewhere.
const NO_COEFFICIENTS_BESIDE_FULL: (u32, u32) = (0b11, 6);
const NO_COEFFICIENTS: (u32, u32) = (1, 1);

/// The size of a video in macroblocks of 16 by 16 samples.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    width: u32,
    height: u32,
}

impl Size {
    pub(super) fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    fn columns(self) -> u32 {
        self.width.div_ceil(16)
    }

    fn rows(self) -> u32 {
        self.height.div_ceil(16)
    }

    fn macroblocks(self) -> u32 {
        self.columns() * self.rows()
    }
}

/// The sequence parameter set as a NAL unit.
pub(super) fn sequence_parameters(size: Size) -> Vec<u8> {
    let mut bits = Bits::default();
    // Profile 66, constrained; level 5.2.
    bits.bytes([66, 0b1100_0000, 52]);
    // Its id; frame numbers of 4 bits; pictures in the order of decoding; one reference picture.
    bits.golombs([0, 0, 2, 1]);
    bits.put(0, 1);
    bits.golomb(size.columns() - 1);
    bits.golomb(size.rows() - 1);
    // Whole frames; direct inference; cropping follows.
    bits.put(0b111, 3);
    let right = (size.columns() * 16 - size.width) / 2;
    let bottom = (size.rows() * 16 - size.height) / 2;
    bits.golombs([0, right, 0, bottom]);
    // No usability information.
    bits.put(0, 1);
    unit(0x67, &bits.finish())
}

/// The picture parameter set as a NAL unit.
pub(super) fn picture_parameters() -> Vec<u8> {
    let mut bits = Bits::default();
    // Its id; that of the sequence.
    bits.golomb(0);
    bits.golomb(0);
    // No arithmetic coding; no order of fields.
    bits.put(0, 2);
    // One slice group; one reference picture in each list.
    bits.golombs([0; 3]);
    // No weighted prediction.
    bits.put(0, 3);
    // Three offsets of quantisation.
    bits.golombs([0; 3]);
    // Slices state how they are filtered; free prediction; no redundant pictures.
    bits.put(0b100, 3);
    unit(0x68, &bits.finish())
}

/// The first picture as a NAL unit.
pub(super) fn first_picture(size: Size, [luma, blue, red]: [u8; 3]) -> Vec<u8> {
    let mut bits = Bits::default();
    // First macroblock; only slices that predict within the picture; parameter set.
    bits.golombs([0, 7, 0]);
    bits.put(0, 4);
    bits.golomb(0);
    // Output earlier pictures; a short-term reference.
    bits.put(0, 2);
    bits.golomb(0);
    // Not filtered.
    bits.golomb(1);
    for index in 0..size.macroblocks() {
        if index == 0 {
            // Samples as they are.
            bits.golomb(25);
            bits.align();
            bits.bytes([luma; 256].into_iter().chain([blue; 64]).chain([red; 64]));
            continue;
        }
        // 16 by 16 samples, the mean of the neighbours, no coefficients; the same for colour; the same quantisation.
        bits.golomb(3);
        bits.golomb(0);
        bits.golomb(0);
        let is_beside_first = (index == 1 && size.columns() > 1) || index == size.columns();
        let (code, length) =
            if is_beside_first { NO_COEFFICIENTS_BESIDE_FULL } else { NO_COEFFICIENTS };
        bits.put(code, length);
    }
    unit(0x65, &bits.finish())
}

/// A picture that repeats the one before, as a NAL unit. `index` counts from 1 for the second picture.
pub(super) fn repeated_picture(size: Size, index: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.golombs([0, 5, 0]);
    bits.put(index % FRAME_NUMBERS, 4);
    // The usual number and order of references; a sliding window of them.
    bits.put(0, 3);
    bits.golomb(0);
    bits.golomb(1);
    bits.golomb(size.macroblocks());
    unit(0x41, &bits.finish())
}

/// A NAL unit: its header, and the payload with a 3 wherever it would look like a start code.
fn unit(header: u8, payload: &[u8]) -> Vec<u8> {
    let mut unit = vec![header];
    let mut zeros = 0;
    for byte in payload {
        if zeros == 2 && *byte <= 3 {
            unit.push(3);
            zeros = 0;
        }
        unit.push(*byte);
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
    }
    unit
}
