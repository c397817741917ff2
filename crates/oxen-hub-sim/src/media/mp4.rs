//! MP4 files with one video track.

use super::Shape;
use super::h264::{Size, first_picture, picture_parameters, repeated_picture, sequence_parameters};
use super::shape::truncate;

/// The identity transformation.
const IDENTITY: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

/// The units of time per frame.
const UNITS_PER_FRAME: u32 = 1000;

/// Returns an MP4 file whose single colour follows from the seed.
pub(super) fn mp4(shape: &Shape, seed: u64) -> Vec<u8> {
    let [luma, blue, red, ..] = seed.to_le_bytes();
    // The range of video samples.
    let colour = [luma, blue, red].map(|sample| 16 + sample % 220);
    let size = Size::new(shape.width, shape.height);
    let mut samples = vec![first_picture(size, colour)];
    samples.extend((1..shape.frames()).map(|index| repeated_picture(size, index)));
    let samples: Vec<_> = samples.iter().map(|unit| with_length(unit)).collect();

    let mut file = atom(*b"ftyp", &[&b"isom"[..], &be(&[512]), b"isomiso2avc1mp41"].concat());
    let track = Track { shape: *shape, size, samples: &samples };
    // The offset of the samples depends only on the length of what precedes them, so any offset gives that length.
    let place = file.len() + track.movie(0).len() + 8;
    file.extend(track.movie(length(place)));
    file.extend(atom(*b"mdat", &samples.concat()));
    file
}

struct Track<'a> {
    shape: Shape,
    size: Size,
    samples: &'a [Vec<u8>],
}

impl Track<'_> {
    fn scale(&self) -> u32 {
        truncate((self.shape.frames_per_second * f64::from(UNITS_PER_FRAME)).round())
    }

    fn duration(&self) -> u32 {
        self.shape.frames() * UNITS_PER_FRAME
    }

    fn movie(&self, place: u32) -> Vec<u8> {
        let mut header = be(&[0, 0, 0, self.scale(), self.duration(), 0x1_0000, 0x0100_0000, 0, 0]);
        header.extend(be(&IDENTITY));
        header.extend(be(&[0, 0, 0, 0, 0, 0, 2]));
        atom(*b"moov", &[atom(*b"mvhd", &header), self.track(place)].concat())
    }

    fn track(&self, place: u32) -> Vec<u8> {
        // Enabled and in the presentation.
        let mut header = be(&[7, 0, 0, 1, 0, self.duration(), 0, 0, 0, 0]);
        header.extend(be(&IDENTITY));
        header.extend(be(&[self.shape.width << 16, self.shape.height << 16]));
        let media_header = be(&[0, 0, 0, self.scale(), self.duration(), 0x55c4_0000]);
        let handler = [&be(&[0, 0]), &b"vide"[..], &be(&[0, 0, 0]), b"video\0"].concat();
        let reference = atom(*b"dref", &[be(&[0, 1]), atom(*b"url ", &be(&[1]))].concat());
        let information = [
            atom(*b"vmhd", &be(&[1, 0, 0])),
            atom(*b"dinf", &reference),
            atom(*b"stbl", &self.samples(place)),
        ];
        let media = [
            atom(*b"mdhd", &media_header),
            atom(*b"hdlr", &handler),
            atom(*b"minf", &information.concat()),
        ];
        atom(*b"trak", &[atom(*b"tkhd", &header), atom(*b"mdia", &media.concat())].concat())
    }

    fn samples(&self, place: u32) -> Vec<u8> {
        let count = length(self.samples.len());
        let mut sizes = be(&[0, 0, count]);
        sizes.extend(self.samples.iter().flat_map(|sample| length(sample.len()).to_be_bytes()));
        [
            atom(*b"stsd", &[be(&[0, 1]), self.description()].concat()),
            atom(*b"stts", &be(&[0, 1, count, UNITS_PER_FRAME])),
            // Decoding can start at the first sample only.
            atom(*b"stss", &be(&[0, 1, 1])),
            // All samples in one chunk.
            atom(*b"stsc", &be(&[0, 1, 1, count, 1])),
            atom(*b"stsz", &sizes),
            atom(*b"stco", &be(&[0, 1, place])),
        ]
        .concat()
    }

    fn description(&self) -> Vec<u8> {
        let (sequence, picture) = (sequence_parameters(self.size), picture_parameters());
        // Version, then the profile and level of the sequence, lengths of 4 bytes, one set of each kind.
        let mut configuration = vec![1, sequence[1], sequence[2], sequence[3], 0xff, 0xe1];
        configuration.extend(length(sequence.len()).to_be_bytes()[2..].iter());
        configuration.extend(sequence);
        configuration.push(1);
        configuration.extend(length(picture.len()).to_be_bytes()[2..].iter());
        configuration.extend(picture);

        let mut entry = be(&[0, 1, 0, 0, 0, 0]);
        entry.extend(be(&[self.shape.width << 16 | self.shape.height]));
        // 72 dots an inch, one frame a sample, no name.
        entry.extend(be(&[0x48_0000, 0x48_0000, 0]));
        entry.extend([0, 1]);
        entry.extend([0; 32]);
        entry.extend([0, 24, 0xff, 0xff]);
        entry.extend(atom(*b"avcC", &configuration));
        atom(*b"avc1", &entry)
    }
}

fn with_length(unit: &[u8]) -> Vec<u8> {
    [&length(unit.len()).to_be_bytes(), unit].concat()
}

fn atom(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    [&length(content.len() + 8).to_be_bytes(), &name[..], content].concat()
}

fn be(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Converts a length, which fits because results are far smaller than 4 GiB.
fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
