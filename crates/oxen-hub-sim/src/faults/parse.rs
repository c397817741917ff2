//! Faults as text, for the command line and the request header.

use std::str::FromStr;
use std::time::Duration;

use super::{Envelope, Fault};
use crate::connection::End;

/// A text that is not a fault.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{word}` can't be part of a fault; {expected}")]
pub struct ParseFaultError {
    word: String,
    expected: &'static str,
}

const ACTIONS: &str = "an action is one of `status=503`, `refuse`, `reset`, `reset=BYTES`, `close=BYTES`, \
    `silence=BYTES`, `stale`, `delay=MS`, `slow=MS`, `length=+1`, `endless`, `lasting=MS`, \
    `redirect=URL`";

const OPTIONS: &str = "besides the action there may be a method, a path, `times=N`, `after=N`, `share=0.1`, `envelope=typed|message|\
    text|status|html|empty` and `retry-after=VALUE`";

/// Parses `[METHOD] [PATH] ACTION [OPTION…]`, as in `POST /queue status=429 retry-after=2 times=3`.
impl FromStr for Fault {
    type Err = ParseFaultError;

    fn from_str(text: &str) -> Result<Self, ParseFaultError> {
        let mut words = Words::default();
        for word in text.split_whitespace() {
            words.add(word)?;
        }
        words.fault(text)
    }
}

#[derive(Default)]
struct Words<'a> {
    route: Vec<&'a str>,
    action: Option<(&'a str, Option<&'a str>)>,
    envelope: Option<Envelope>,
    retry_after: Option<&'a str>,
    times: Option<u32>,
    after: Option<u32>,
    share: Option<f64>,
}

impl<'a> Words<'a> {
    fn add(&mut self, word: &'a str) -> Result<(), ParseFaultError> {
        let refuse = || ParseFaultError { word: word.to_owned(), expected: OPTIONS };
        let is_method = word.bytes().all(|byte| byte.is_ascii_uppercase());
        match word.split_once('=') {
            None if word.starts_with('/') || is_method => self.route.push(word),
            Some(("times", value)) => self.times = Some(value.parse().map_err(|_| refuse())?),
            Some(("after", value)) => self.after = Some(value.parse().map_err(|_| refuse())?),
            Some(("share", value)) => {
                let share = value.parse().ok().filter(|share| (0.0..=1.0).contains(share));
                self.share = Some(share.ok_or_else(refuse)?);
            }
            Some(("retry-after", value)) => self.retry_after = Some(value),
            Some(("envelope", value)) => {
                self.envelope = Some(envelope(value).ok_or_else(refuse)?);
            }
            _ if self.action.is_some() => return Err(refuse()),
            Some((name, value)) => self.action = Some((name, Some(value))),
            None => self.action = Some((word, None)),
        }
        Ok(())
    }

    fn fault(self, text: &str) -> Result<Fault, ParseFaultError> {
        let refuse = || ParseFaultError { word: text.to_owned(), expected: ACTIONS };
        let (name, value) = self.action.ok_or_else(refuse)?;
        let envelope = self.envelope.unwrap_or(Envelope::Typed);
        let mut fault = action(name, value, envelope).ok_or_else(refuse)?;
        fault = fault.on(&self.route.join(" ")).after(self.after.unwrap_or(0));
        if let Some(times) = self.times {
            fault = fault.times(times);
        }
        if let Some(share) = self.share {
            fault = fault.share(share);
        }
        if let Some(value) = self.retry_after {
            fault = fault.header("retry-after", value);
        }
        Ok(fault)
    }
}

fn action(name: &str, value: Option<&str>, envelope: Envelope) -> Option<Fault> {
    let number = || value?.parse::<u64>().ok();
    Some(match (name, value) {
        ("status", Some(value)) => {
            let status = value.parse().ok().filter(|status| (200..1000).contains(status))?;
            Fault::error(status, envelope)
        }
        ("refuse", None) => Fault::refuse(),
        ("reset", None) => Fault::cut(0, End::Reset),
        ("reset", Some(_)) => Fault::cut(number()?, End::Reset),
        ("close", Some(_)) => Fault::cut(number()?, End::Close),
        ("silence", Some(_)) => Fault::cut(number()?, End::Silence),
        ("stale", None) => Fault::stale(),
        ("delay", Some(_)) => Fault::delay(Duration::from_millis(number()?)),
        ("slow", Some(_)) => Fault::slow(1, Duration::from_millis(number()?)),
        ("length", Some(value)) => Fault::wrong_length(value.parse().ok()?),
        ("lasting", Some(_)) => Fault::lasting(Duration::from_millis(number()?)),
        ("endless", None) => Fault::endless(),
        ("redirect", Some(location)) => Fault::redirect(302, location),
        _ => return None,
    })
}

fn envelope(name: &str) -> Option<Envelope> {
    Some(match name {
        "typed" => Envelope::Typed,
        "message" => Envelope::Message,
        "text" => Envelope::Text,
        "status" => Envelope::Status,
        "html" => Envelope::Html,
        "empty" => Envelope::Empty,
        _ => return None,
    })
}
