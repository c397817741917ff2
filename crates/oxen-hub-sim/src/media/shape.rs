//! The shape and duration that a request asks for.

use serde_json::{Map, Value};

use super::MediaKind;

/// The longest side of a result, in pixels.
const MAX_SIDE: f64 = 8192.0;

/// The longest duration of a result, in seconds.
const MAX_SECONDS: f64 = 120.0;

/// The size, duration and rate of a result, as far as its kind has them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shape {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) seconds: f64,
    pub(crate) frames_per_second: f64,
}

/// The scale of a result, before its ratio is known.
#[derive(Clone, Copy, Debug)]
enum Scale {
    /// The width and height in pixels, which also determine the ratio.
    Exact(f64, f64),
    /// The total number of pixels.
    Area(f64),
    /// The shorter side in pixels.
    Short(f64),
}

impl Shape {
    /// Reads the parameters, whose names differ between models; missing ones or `auto` get a small default.
    pub(super) fn of_request(kind: MediaKind, parameters: &Map<String, Value>) -> Self {
        let first = |names: &[&str]| names.iter().find_map(|name| parameters.get(*name));
        let (default_ratio, default_scale) = match kind {
            MediaKind::Image => (1.0, Scale::Area(1024.0 * 1024.0)),
            _ => (16.0 / 9.0, Scale::Short(360.0)),
        };
        let sizes = ["image_size", "size", "resolution", "target_resolution"];
        let sizes = sizes.iter().filter_map(|name| parameters.get(*name));
        let ratio = first(&["aspect_ratio"]).and_then(ratio);
        let ratio = ratio.or_else(|| sizes.clone().find_map(self::ratio)).unwrap_or(default_ratio);
        let scale = exact(parameters).or_else(|| sizes.clone().find_map(scale));
        let (width, height) = match scale.unwrap_or(default_scale) {
            Scale::Exact(width, height) => (width, height),
            Scale::Area(area) => ((area * ratio).sqrt(), (area / ratio).sqrt()),
            Scale::Short(side) if ratio >= 1.0 => (side * ratio, side),
            Scale::Short(side) => (side, side / ratio),
        };
        let rate = first(&["fps", "frames_per_second", "target_fps", "output_fps"]);
        let frames_per_second = rate.and_then(number).unwrap_or(24.0).clamp(1.0, 120.0);
        let frames = first(&["num_frames", "max_frames"]).and_then(number);
        let seconds = first(&["duration", "seconds"])
            .and_then(number)
            .or_else(|| frames.map(|frames| frames / frames_per_second))
            .filter(|seconds| *seconds > 0.0)
            .unwrap_or(if kind == MediaKind::Audio { 1.0 } else { 5.0 });
        Self {
            width: pixels(width),
            height: pixels(height),
            seconds: seconds.min(MAX_SECONDS),
            frames_per_second,
        }
    }

    pub(super) fn frames(&self) -> u32 {
        truncate((self.seconds * self.frames_per_second).round().max(1.0))
    }
}

/// Returns an even number of pixels, as video requires.
fn pixels(side: f64) -> u32 {
    2 * truncate((side.clamp(2.0, MAX_SIDE) / 2.0).round())
}

/// Truncates a small number that is not negative.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
pub(super) fn truncate(number: f64) -> u32 {
    number as u32
}

fn exact(parameters: &Map<String, Value>) -> Option<Scale> {
    let sides = |object: &Map<String, Value>| {
        Some(Scale::Exact(object.get("width")?.as_f64()?, object.get("height")?.as_f64()?))
    };
    sides(parameters).or_else(|| sides(parameters.get("image_size")?.as_object()?))
}

/// Reads a number, or the number at the start of a text such as `5s`.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => {
            let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
            text[..end].parse().ok()
        }
        _ => None,
    }
}

fn ratio(value: &Value) -> Option<f64> {
    let text = value.as_str()?;
    let ratio = match text.split_once(':') {
        Some((width, height)) => width.parse::<f64>().ok()? / height.parse::<f64>().ok()?,
        None if text.starts_with("square") => 1.0,
        None => {
            let long = if text.ends_with("4_3") { 4.0 / 3.0 } else { 16.0 / 9.0 };
            if text.starts_with("landscape") {
                long
            } else if text.starts_with("portrait") {
                1.0 / long
            } else {
                return None;
            }
        }
    };
    (0.05..=20.0).contains(&ratio).then_some(ratio)
}

fn scale(value: &Value) -> Option<Scale> {
    let text = value.as_str()?.to_ascii_lowercase();
    if let Some((width, height)) = text.split_once(['x', '*']) {
        return Some(Scale::Exact(width.trim().parse().ok()?, height.trim().parse().ok()?));
    }
    if let Some(megapixels) = text.strip_suffix("mp") {
        return Some(Scale::Area(megapixels.trim().parse::<f64>().ok()? * 1_000_000.0));
    }
    if let Some(lines) = text.strip_suffix('p') {
        return Some(Scale::Short(lines.parse().ok()?));
    }
    if let Some(kilos) = text.strip_suffix('k') {
        let side = kilos.parse::<f64>().ok()? * 1024.0;
        return Some(Scale::Area(side * side));
    }
    let side = text.parse::<f64>().ok()?;
    Some(Scale::Area(side * side))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shape(kind: MediaKind, parameters: &Value) -> Shape {
        Shape::of_request(kind, parameters.as_object().unwrap())
    }

    #[test]
    fn sizes_are_as_requested() {
        for (parameters, width, height) in [
            (json!({}), 1024, 1024),
            (json!({"width": 640, "height": 384}), 640, 384),
            (json!({"image_size": {"width": 320, "height": 200}}), 320, 200),
            (json!({"size": "1536x1024"}), 1536, 1024),
            (json!({"aspect_ratio": "16:9", "resolution": "0.5 MP"}), 942, 530),
            (json!({"aspect_ratio": "1:4", "resolution": "1K"}), 512, 2048),
            (json!({"image_size": "portrait_4_3"}), 886, 1182),
            (json!({"resolution": "512"}), 512, 512),
            (json!({"aspect_ratio": "match_input_image"}), 1024, 1024),
        ] {
            let shape = shape(MediaKind::Image, &parameters);
            assert_eq!((shape.width, shape.height), (width, height), "{parameters}");
        }
    }

    #[test]
    fn videos_have_the_requested_duration() {
        for (parameters, frames) in [
            (json!({"duration": 5}), 120),
            (json!({"duration": "10s", "fps": 30}), 300),
            (json!({"duration": -1}), 120),
            (json!({"duration": "auto"}), 120),
            (json!({"num_frames": 81, "frames_per_second": 16}), 81),
        ] {
            assert_eq!(shape(MediaKind::Video, &parameters).frames(), frames, "{parameters}");
        }
        let video = shape(MediaKind::Video, &json!({"aspect_ratio": "9:16", "resolution": "720p"}));
        assert_eq!((video.width, video.height), (720, 1280));
    }
}
