//! Writing of single bits and exponential Golomb codes, as in H.264.

/// Collects bits, the most significant one first.
#[derive(Debug, Default)]
pub(super) struct Bits {
    bytes: Vec<u8>,
    /// The number of bits of the last byte in use, from 1 to 8; 0 if there is no byte.
    used: u32,
}

impl Bits {
    /// Appends the lowest `count` bits of a value.
    pub(super) fn put(&mut self, value: u32, count: u32) {
        for index in (0..count).rev() {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
                self.used = 0;
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= u8::from((value >> index) & 1 == 1) << (7 - self.used);
            }
            self.used += 1;
        }
    }

    /// Appends an unsigned exponential Golomb code, `ue(v)`.
    pub(super) fn golomb(&mut self, value: u32) {
        let length = (value + 1).ilog2();
        self.put(0, length);
        self.put(value + 1, length + 1);
    }

    /// Appends the codes of several values.
    pub(super) fn golombs(&mut self, values: impl IntoIterator<Item = u32>) {
        for value in values {
            self.golomb(value);
        }
    }

    /// Appends zeros up to the next byte.
    pub(super) fn align(&mut self) {
        self.put(0, (8 - self.used % 8) % 8);
    }

    /// Appends whole bytes where the last byte is complete.
    pub(super) fn bytes(&mut self, bytes: impl IntoIterator<Item = u8>) {
        for byte in bytes {
            self.put(u32::from(byte), 8);
        }
    }

    /// Ends the payload with a one bit, then zeros up to the next byte.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.put(1, 1);
        self.align();
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golomb_codes_are_those_of_the_standard() {
        let mut bits = Bits::default();
        // 1 010 011 00100 00101, and the end: 1 0
        bits.golombs(0..5);
        assert_eq!(bits.finish(), [0b1010_0110, 0b0100_0010, 0b1100_0000]);
    }
}
