//! Answers whose type is only known at run time.

use std::future::{Future, IntoFuture as _};
use std::pin::Pin;

use oxen_hub::answers::{Audio, ChatCompletion, Images, Meta, Videos};
use oxen_hub::{Error, Generate};
use serde::{Deserialize, Serialize};

use crate::endpoint::Endpoint;

/// The answer to a request for a model that was chosen at run time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Answer {
    /// The answer of a chat model.
    Chat(ChatCompletion),
    /// The answer of an image model.
    Images(Images),
    /// The answer of a video model.
    Videos(Videos),
    /// The answer of an audio model.
    Audio(Audio),
}

impl Answer {
    /// Returns the facts about the exchange that the answer came from.
    pub fn meta(&self) -> &Meta {
        match self {
            Self::Chat(answer) => answer.meta(),
            Self::Images(answer) => answer.meta(),
            Self::Videos(answer) => answer.meta(),
            Self::Audio(answer) => answer.meta(),
        }
    }

    /// Returns the text, if it is a chat model's answer.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Chat(answer) => Some(answer.text()),
            _ => None,
        }
    }
}

type Answering<A> = Pin<Box<dyn Future<Output = Result<A, Error>> + Send>>;

/// The type of a request's answer: [`ChatCompletion`], [`Images`], [`Videos`], [`Audio`] or [`Answer`].
pub trait Response: Sized + sealed::Sealed {
    #[doc(hidden)]
    fn of(call: Generate<ChatCompletion>, endpoint: Endpoint) -> Answering<Self>;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! responses {
    ($($answer:ident)*) => {$(
        impl sealed::Sealed for $answer {}

        impl Response for $answer {
            fn of(call: Generate<ChatCompletion>, _: Endpoint) -> Answering<Self> {
                call.answered_by::<Self>().into_future()
            }
        }
    )*};
}

responses! { ChatCompletion Images Videos Audio }

impl sealed::Sealed for Answer {}

impl Response for Answer {
    fn of(call: Generate<ChatCompletion>, endpoint: Endpoint) -> Answering<Self> {
        Box::pin(async move {
            Ok(match endpoint {
                Endpoint::ImagesGenerate | Endpoint::ImagesEdit => {
                    Self::Images(call.answered_by().await?)
                }
                Endpoint::VideosGenerate => Self::Videos(call.answered_by().await?),
                Endpoint::AudioGenerate => Self::Audio(call.answered_by().await?),
                Endpoint::ChatCompletions | Endpoint::Other(_) => Self::Chat(call.await?),
            })
        })
    }
}
