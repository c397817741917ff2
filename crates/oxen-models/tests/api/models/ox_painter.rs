//! A private image model with a parameter of every kind.

use std::marker::PhantomData;

use oxen_models::media::ResponseFormat;
use oxen_models::{
    AnyRequest, Choice, Endpoint, Integer, InvalidRequest, Literal, Media, Missing, Modality,
    Model, Number, Object, Optional, OptionalList, Provided, RequestBuilder, Serialize, Text,
};

use super::required;

/// A request to Ox Painter.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct OxPainter(AnyRequest);

impl OxPainter {
    /// Facts about the model.
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

    /// Opens the request again, to change parameters.
    pub fn to_builder(&self) -> OxPainterBuilder<Provided, Provided> {
        OxPainterBuilder { request: self.0.to_builder(), state: PhantomData }
    }
}

oxen_models::__private::request_traits!(OxPainter, oxen_models::answers::Images);

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
        self.request.choice::<AspectRatio, _>("aspect_ratio", value);
        OxPainterBuilder { request: self.request, state: PhantomData }
    }

    /// Pictures to start from.
    pub fn input_image<K>(mut self, values: impl OptionalList<Media, K>) -> Self {
        self.request.media_list("input_image", values);
        self
    }

    /// Where to paint.
    pub fn mask_url<K>(mut self, value: impl Optional<Media, K>) -> Self {
        self.request.media("mask_url", value);
        self
    }

    /// Number of steps, from 1 to 50.
    pub fn num_inference_steps<K>(mut self, value: impl Optional<Integer, K>) -> Self {
        self.request.integer("num_inference_steps", value);
        self
    }

    /// A seed.
    pub fn seed<K>(mut self, value: impl Optional<Integer, K>) -> Self {
        self.request.integer("seed", value);
        self
    }

    /// From 0 to 10.
    pub fn guidance<K>(mut self, value: impl Optional<Number, K>) -> Self {
        self.request.number("guidance", value);
        self
    }

    /// Seconds: 5 or 10.
    pub fn duration<K>(mut self, value: impl Optional<Integer, K>) -> Self {
        self.request.integer("duration", value);
        self
    }

    /// Frames per second.
    pub fn target_fps<K>(mut self, value: impl Optional<Number, K>) -> Self {
        self.request.number("target_fps", value);
        self
    }

    /// `auto`, 4 or 5.
    pub fn length<K>(mut self, value: impl Optional<Literal, K>) -> Self {
        self.request.literal("length", value);
        self
    }

    /// Whether the picture may be larger.
    pub fn upscale<K>(mut self, value: impl Optional<bool, K>) -> Self {
        self.request.boolean("upscale", value);
        self
    }

    /// Words.
    pub fn tags<K>(mut self, values: impl OptionalList<Text, K>) -> Self {
        self.request.strings("tags", values);
        self
    }

    /// Sizes.
    pub fn sizes<K>(mut self, values: impl OptionalList<Integer, K>) -> Self {
        self.request.integers("sizes", values);
        self
    }

    /// Weights.
    pub fn weights<K>(mut self, values: impl OptionalList<Number, K>) -> Self {
        self.request.numbers("weights", values);
        self
    }

    /// Switches.
    pub fn switches<K>(mut self, values: impl OptionalList<bool, K>) -> Self {
        self.request.booleans("switches", values);
        self
    }

    /// Styles.
    pub fn styles<K>(mut self, values: impl OptionalList<Styles, K>) -> Self {
        self.request.choices::<Styles, _>("styles", values);
        self
    }

    /// Things in the picture.
    pub fn elements<K>(mut self, values: impl OptionalList<ElementsItem, K>) -> Self {
        self.request.nested_list::<ElementsItem, _>("elements", values);
        self
    }

    /// The one thing in the picture.
    pub fn element<K>(mut self, value: impl Optional<ElementsItem, K>) -> Self {
        self.request.nested::<ElementsItem, _>("element", value);
        self
    }

    /// Where the picture goes.
    pub fn source_position<K>(mut self, value: impl Optional<Object, K>) -> Self {
        self.request.object("source_position", value);
        self
    }

    /// Regions.
    pub fn regions<K>(mut self, values: impl OptionalList<Object, K>) -> Self {
        self.request.objects("regions", values);
        self
    }

    /// Whatever there is.
    pub fn anything(mut self, value: impl Serialize) -> Self {
        self.request.json("anything", value);
        self
    }

    /// How the result is handed over.
    pub fn response_format<K>(mut self, value: impl Optional<ResponseFormat, K>) -> Self {
        self.request.choice::<ResponseFormat, _>("response_format", value);
        self
    }

    /// How many results.
    pub fn num_generations<K>(mut self, value: impl Optional<Integer, K>) -> Self {
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
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum AspectRatio {
    /// `1:1`
    Ratio1x1,
    /// `16:9`
    Ratio16x9,
}

oxen_models::__private::choice_traits!(AspectRatio { Ratio1x1 = "1:1", Ratio16x9 = "16:9" });

/// Seconds.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
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

oxen_models::__private::choice_traits!(Duration);

/// Frames per second.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
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

oxen_models::__private::choice_traits!(TargetFps);

/// How long.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
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

oxen_models::__private::choice_traits!(Length);

/// Styles.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Styles {
    /// `oil`
    Oil,
    /// `ink`
    Ink,
}

oxen_models::__private::choice_traits!(Styles { Oil = "oil", Ink = "ink" });

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
