//! The pauses between polls.

use std::time::Duration;

use crate::generations::MediaType;

/// Returns the pause between polls for a generation of this age: an eighth of it, within what the hub advises, which is 2
/// to 5 s for images and 10 to 30 s for videos, and with room for the jitter.
pub(super) fn pause(media_type: Option<&MediaType>, age: Duration) -> Duration {
    let (first, longest) = match media_type {
        Some(MediaType::Video) => (Duration::from_secs(10), Duration::from_secs(25)),
        _ => (Duration::from_secs(3), Duration::from_secs(4)),
    };
    (age / 8).clamp(first, longest)
}

/// Adds jitter of up to a fifth, by `chance` from 0 to 1, so that many clients don't poll at once.
pub(super) fn jittered(pause: Duration, chance: f64) -> Duration {
    pause.mul_f64(1.0 + chance.clamp(0.0, 1.0) / 5.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_with_age_within_their_bounds() {
        let seconds =
            |media: &MediaType, age| pause(Some(media), Duration::from_secs(age)).as_secs();
        let ages = [0, 60, 120, 240, 1000];
        assert_eq!(ages.map(|age| seconds(&MediaType::Image, age)), [3, 4, 4, 4, 4]);
        assert_eq!(ages.map(|age| seconds(&MediaType::Video, age)), [10, 10, 15, 25, 25]);
        assert_eq!(pause(None, Duration::ZERO), Duration::from_secs(3));
    }

    #[test]
    fn no_pause_is_longer_than_the_hub_advises() {
        let old = Duration::from_hours(1);
        let longest = |media: &MediaType| jittered(pause(Some(media), old), 1.0).as_secs_f64();
        assert!(longest(&MediaType::Image) <= 5.0 && longest(&MediaType::Video) <= 30.0);
    }

    #[test]
    fn chance_only_lengthens() {
        let pause = Duration::from_secs(10);
        assert_eq!(
            [0.0, 0.5, 1.0, 9.0].map(|chance| jittered(pause, chance).as_secs()),
            [10, 11, 12, 12]
        );
    }
}
