//! The pricing of models.

use std::fmt;

/// The pricing of a model in US dollars, as the hub's listing states it. The actual charge is in the answer.
///
/// New prices may be added in any release, so take the rest of the fields from [`Pricing::NONE`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pricing {
    /// The unit that is charged for.
    pub method: Option<PricingMethod>,
    /// The price of an input token.
    pub input_cost_per_token: Option<f64>,
    /// The price of an output token.
    pub output_cost_per_token: Option<f64>,
    /// The price of a second of run time or of output, depending on the method.
    pub cost_per_second: Option<f64>,
    /// The price of an image.
    pub cost_per_image: Option<f64>,
    /// The price of a second in high resolution.
    pub cost_per_second_high_res: Option<f64>,
    /// The price of a second with audio.
    pub cost_per_second_with_audio: Option<f64>,
    /// The price of a second by resolution, such as `480p`.
    pub cost_per_second_by_resolution: &'static [(&'static str, f64)],
    /// The price of an image by quality and size, such as `high` and `4K`.
    pub cost_per_image_grid: &'static [(&'static str, &'static [(&'static str, f64)])],
    /// Forces struct literals to use `..Pricing::NONE`, so that fields can be added.
    #[doc(hidden)]
    pub more: (),
}

/// The unit that a model charges for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum PricingMethod {
    /// Tokens.
    Token,
    /// The time that the model runs.
    Time,
    /// Images.
    PerImage,
    /// Seconds of the generated video.
    PerVideoOutputSecond,
    /// A method that this version of the crate has no name for.
    Other(&'static str),
}

impl Pricing {
    /// No prices.
    pub const NONE: Self = Self {
        method: None,
        input_cost_per_token: None,
        output_cost_per_token: None,
        cost_per_second: None,
        cost_per_image: None,
        cost_per_second_high_res: None,
        cost_per_second_with_audio: None,
        cost_per_second_by_resolution: &[],
        cost_per_image_grid: &[],
        more: (),
    };
}

/// Displays the prices that are stated, such as `$0.0000003 per input token, $0.0000012 per output token`.
impl fmt::Display for Pricing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = [
            (self.input_cost_per_token, "input token"),
            (self.output_cost_per_token, "output token"),
            (self.cost_per_second, "second"),
            (self.cost_per_image, "image"),
            (self.cost_per_second_high_res, "second in high resolution"),
            (self.cost_per_second_with_audio, "second with audio"),
        ];
        let mut prices: Vec<String> = named
            .into_iter()
            .filter_map(|(price, unit)| Some(format!("${} per {unit}", price?)))
            .collect();
        let by_resolution = self.cost_per_second_by_resolution.iter();
        prices.extend(by_resolution.map(|(name, price)| format!("${price} per second at {name}")));
        for (quality, sizes) in self.cost_per_image_grid {
            let sizes = sizes.iter();
            prices.extend(
                sizes.map(|(size, price)| format!("${price} per {quality} image of {size}")),
            );
        }
        f.write_str(&prices.join(", "))
    }
}
