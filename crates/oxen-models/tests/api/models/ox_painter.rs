//! A private image model with a parameter of every kind.

use std::marker::PhantomData;

use oxen_models::media::ResponseFormat;
use oxen_models::{
    AnyRequest, Choice, Endpoint, Integer, InvalidRequest, Literal, Media, Missing, Modality,
    Model, ModelRequest, Number, Object, Provided, RequestBuilder, Serialize,
};

use super::required;

/// A request to Ox Painter.
#[derive(Clone, Debug, PartialEq)]
pub struct OxPainter(AnyRequest);

impl OxPainter {
    /// What is known about the model.
    pub const MODEL: &'static Model = &Model {
        display_name: "Ox Painter",
        developer: Some("Us"),
        endpoint: Endpoint::ImagesEdit,
        input: &[Modality::Text, Modality::Image],
        output: &[Modality::Image],
        parameter_count: Some(4_000_000_000),
        record: Some(RECORD),
        ..Model::new("ox-painter")
    };

    /// Starts a request.
    pub fn builder() -> OxPainterBuilder {
        OxPainterBuilder { request: RequestBuilder::new(Self::MODEL), state: PhantomData }
    }
}

impl ModelRequest for OxPainter {
    type Response = oxen_models::answers::Images;

    fn as_any(&self) -> &AnyRequest {
        &self.0
    }
}

/// Sets the parameters of an [`OxPainter`] request.
#[derive(Clone, Debug)]
#[must_use]
pub struct OxPainterBuilder<PromptState = Missing, AspectRatioState = Missing> {
    request: RequestBuilder,
    state: PhantomData<(PromptState, AspectRatioState)>,
}

impl<PromptState, AspectRatioState> OxPainterBuilder<PromptState, AspectRatioState> {
    /// What to paint.
    pub fn prompt(
        mut self,
        value: impl Into<String>,
    ) -> OxPainterBuilder<Provided, AspectRatioState> {
        self.request.string("prompt", value);
        OxPainterBuilder { request: self.request, state: PhantomData }
    }

    /// Shape of the picture.
    pub fn aspect_ratio(mut self, value: AspectRatio) -> OxPainterBuilder<PromptState, Provided> {
        self.request.choice("aspect_ratio", value);
        OxPainterBuilder { request: self.request, state: PhantomData }
    }

    /// Pictures to start from.
    pub fn input_image(mut self, values: impl IntoIterator<Item = impl Into<Media>>) -> Self {
        self.request.media_list("input_image", values);
        self
    }

    /// Where to paint.
    pub fn mask_url(mut self, value: impl Into<Media>) -> Self {
        self.request.media("mask_url", value);
        self
    }

    /// Number of steps, from 1 to 50.
    pub fn num_inference_steps(mut self, value: impl Into<Integer>) -> Self {
        self.request.integer("num_inference_steps", value);
        self
    }

    /// A seed.
    pub fn seed(mut self, value: impl Into<Integer>) -> Self {
        self.request.integer("seed", value);
        self
    }

    /// From 0 to 10.
    pub fn guidance(mut self, value: impl Into<Number>) -> Self {
        self.request.number("guidance", value);
        self
    }

    /// Seconds: 5 or 10.
    pub fn duration(mut self, value: impl Into<Integer>) -> Self {
        self.request.integer("duration", value);
        self
    }

    /// Frames per second.
    pub fn target_fps(mut self, value: impl Into<Number>) -> Self {
        self.request.number("target_fps", value);
        self
    }

    /// `auto`, 4 or 5.
    pub fn length(mut self, value: impl Into<Literal>) -> Self {
        self.request.literal("length", value);
        self
    }

    /// Whether the picture may be larger.
    pub fn upscale(mut self, value: bool) -> Self {
        self.request.boolean("upscale", value);
        self
    }

    /// Words.
    pub fn tags(mut self, values: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.request.strings("tags", values);
        self
    }

    /// Sizes.
    pub fn sizes(mut self, values: impl IntoIterator<Item = impl Into<Integer>>) -> Self {
        self.request.integers("sizes", values);
        self
    }

    /// Weights.
    pub fn weights(mut self, values: impl IntoIterator<Item = impl Into<Number>>) -> Self {
        self.request.numbers("weights", values);
        self
    }

    /// Switches.
    pub fn switches(mut self, values: impl IntoIterator<Item = bool>) -> Self {
        self.request.booleans("switches", values);
        self
    }

    /// Styles.
    pub fn styles(mut self, values: impl IntoIterator<Item = Styles>) -> Self {
        self.request.choices("styles", values);
        self
    }

    /// Things in the picture.
    pub fn elements(mut self, values: impl IntoIterator<Item = impl Into<ElementsItem>>) -> Self {
        self.request.nested_list::<ElementsItem>("elements", values);
        self
    }

    /// The one thing in the picture.
    pub fn element(mut self, value: impl Into<ElementsItem>) -> Self {
        self.request.nested::<ElementsItem>("element", value);
        self
    }

    /// Where the picture goes.
    pub fn source_position(mut self, value: impl Into<Object>) -> Self {
        self.request.object("source_position", value);
        self
    }

    /// Regions.
    pub fn regions(mut self, values: impl IntoIterator<Item = impl Into<Object>>) -> Self {
        self.request.objects("regions", values);
        self
    }

    /// Whatever there is.
    pub fn anything(mut self, value: impl Serialize) -> Self {
        self.request.json("anything", value);
        self
    }

    /// How the result is handed over.
    pub fn response_format(mut self, value: ResponseFormat) -> Self {
        self.request.choice("response_format", value);
        self
    }

    /// How many results.
    pub fn num_generations(mut self, value: impl Into<Integer>) -> Self {
        self.request.integer("num_generations", value);
        self
    }

    /// Sends a parameter newer than this version of the crate.
    pub fn extra(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        self.request.extra(name, value);
        self
    }

    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`] with every violation.
    pub fn build(self) -> Result<OxPainter, InvalidRequest>
    where
        PromptState: required::Prompt,
        AspectRatioState: required::AspectRatio,
    {
        Ok(OxPainter(self.request.finish()?))
    }
}

/// Shape of the picture.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum AspectRatio {
    /// `1:1`
    Ratio1x1,
    /// `16:9`
    Ratio16x9,
}

impl Choice for AspectRatio {
    const ALL: &'static [Self] = &[Self::Ratio1x1, Self::Ratio16x9];

    fn value(self) -> Literal {
        match self {
            Self::Ratio1x1 => Literal::string("1:1"),
            Self::Ratio16x9 => Literal::string("16:9"),
        }
    }
}

/// Seconds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Duration {
    /// `5`
    N5,
    /// `10`
    N10,
}

impl Choice for Duration {
    const ALL: &'static [Self] = &[Self::N5, Self::N10];

    fn value(self) -> Literal {
        match self {
            Self::N5 => Literal::integer(5),
            Self::N10 => Literal::integer(10),
        }
    }
}

/// Frames per second.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TargetFps {
    /// `23.976`
    F23_976,
    /// `24`
    F24,
}

impl Choice for TargetFps {
    const ALL: &'static [Self] = &[Self::F23_976, Self::F24];

    fn value(self) -> Literal {
        match self {
            Self::F23_976 => Literal::number(23.976),
            Self::F24 => Literal::number(24.0),
        }
    }
}

/// How long.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Length {
    /// `auto`
    Auto,
    /// `4`
    N4,
    /// `5`
    N5,
}

impl Choice for Length {
    const ALL: &'static [Self] = &[Self::Auto, Self::N4, Self::N5];

    fn value(self) -> Literal {
        match self {
            Self::Auto => Literal::string("auto"),
            Self::N4 => Literal::integer(4),
            Self::N5 => Literal::integer(5),
        }
    }
}

/// Styles.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Styles {
    /// `oil`
    Oil,
    /// `ink`
    Ink,
}

impl Choice for Styles {
    const ALL: &'static [Self] = &[Self::Oil, Self::Ink];

    fn value(self) -> Literal {
        match self {
            Self::Oil => Literal::string("oil"),
            Self::Ink => Literal::string("ink"),
        }
    }
}

/// A thing in the picture.
#[derive(Clone, Debug, Serialize)]
pub struct ElementsItem {
    /// A picture of it.
    pub frontal_image_url: String,
    /// How large it is.
    pub scale: f64,
}

impl From<(&str, f64)> for ElementsItem {
    fn from((url, scale): (&str, f64)) -> Self {
        Self { frontal_image_url: url.to_owned(), scale }
    }
}

const RECORD: &str = r##"{
  "id": "ox-painter",
  "request_schema": {
    "type": "object",
    "required": ["prompt", "aspect_ratio"],
    "properties": {
      "prompt": {"type": "string", "minLength": 1, "x-order": 0},
      "aspect_ratio": {"type": "string", "enum": ["1:1", "16:9"], "x-order": 1},
      "input_image": {"type": "array", "items": {"type": "string", "format": "uri"}, "x-order": 2},
      "mask_url": {"type": "string", "format": "uri", "x-order": 3},
      "num_inference_steps": {
        "type": "integer", "minimum": 1, "maximum": 50, "default": 30, "x-order": 4
      },
      "seed": {"type": "integer", "x-order": 5},
      "guidance": {"type": "number", "minimum": 0, "maximum": 10, "x-order": 6},
      "duration": {"type": "integer", "enum": [5, 10], "x-order": 7},
      "target_fps": {"type": "number", "enum": [23.976, 24], "x-order": 8},
      "length": {"type": ["integer", "string"], "enum": ["auto", 4, 5], "x-order": 9},
      "upscale": {"type": "boolean", "x-order": 10},
      "tags": {"type": "array", "items": {"type": "string"}, "x-order": 11},
      "sizes": {"type": "array", "items": {"type": "integer"}, "x-order": 12},
      "weights": {"type": "array", "items": {"type": "number"}, "x-order": 13},
      "switches": {"type": "array", "items": {"type": "boolean"}, "x-order": 14},
      "styles": {"type": "array", "items": {"type": "string", "enum": ["oil", "ink"]}, "x-order": 15},
      "elements": {"type": "array", "items": {"$ref": "#/$defs/element"}, "x-order": 16},
      "element": {"$ref": "#/$defs/element", "x-order": 17},
      "source_position": {"type": "object", "x-order": 18},
      "regions": {"type": "array", "items": {"type": "object"}, "x-order": 19},
      "anything": {"x-order": 20}
    },
    "$defs": {
      "element": {
        "type": "object",
        "required": ["frontal_image_url"],
        "properties": {
          "frontal_image_url": {"type": "string", "format": "uri"},
          "scale": {"type": ["number", "null"], "maximum": 2}
        }
      }
    }
  }
}"##;
