//! The messages of errors.

use std::fmt;

use oxen_schema::text::{excerpt, excerpt_within};

use super::{About, Asked, Error, ErrorKind, NotFound, is_failure};
use crate::answers::chat::FinishReason;
use crate::generations::id::GenerationId;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.inner_ref();
        if let Some(asked) = &inner.asked {
            write!(f, "{asked}: ")?;
        }
        self.write_what(f)?;
        if let Some(message) = inner.message.as_deref().filter(|message| !message.is_empty()) {
            write!(f, " (\"{message}\")")?;
        }
        if let Some(advice) = self.advice() {
            write!(f, "; {advice}")?;
        }
        if inner.may_have_run {
            f.write_str(
                "; the hub may have carried it out nevertheless: look for the result in the namespace before sending it again",
            )?;
        }
        if !inner.generations.is_empty() {
            write!(f, "{}", Generations(&inner.generations))?;
        }
        if inner.attempts > 1 {
            write!(f, "; tried {} times", inner.attempts)?;
        }
        Ok(())
    }
}

impl Error {
    fn write_what(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status();
        let answered = |f: &mut fmt::Formatter<'_>, what: &str| match status {
            Some(status) => write!(f, "the hub answered {status}: {what}"),
            None => f.write_str(what),
        };
        match self.kind() {
            ErrorKind::Invalid { violations } => {
                write!(f, "invalid request, which was not sent: {}", violations.join("; "))
            }
            ErrorKind::Configuration { problem } => f.write_str(problem),
            ErrorKind::Authentication { key_sent: true } => {
                answered(f, "it rejects the key in OXEN_API_KEY")
            }
            ErrorKind::Authentication { key_sent: false } => answered(f, "it requires a key"),
            ErrorKind::InsufficientCredits => answered(f, "the credits do not cover the request"),
            ErrorKind::NotFound(what) => match what {
                NotFound::Model { id, .. } => answered(f, &format!("there is no model `{id}`")),
                NotFound::Generation(id) => answered(f, &format!("there is no generation `{id}`")),
                NotFound::Path => answered(f, "there is no such path"),
            },
            ErrorKind::RateLimited { .. } => answered(f, "too many requests"),
            ErrorKind::Refused { upstream_status: Some(upstream), .. } if is_failure(*upstream) => {
                answered(f, &format!("the model's provider failed with {upstream}"))
            }
            ErrorKind::Refused { upstream_status, parameter } => {
                answered(f, "the request is refused")?;
                if let Some(upstream) = upstream_status {
                    write!(f, " by the model with {upstream}")?;
                }
                match parameter {
                    Some(parameter) => write!(f, " because of `{parameter}`"),
                    None => Ok(()),
                }
            }
            ErrorKind::Hub { error_type: Some(error_type), .. } => {
                answered(f, &format!("an error of type `{error_type}`"))
            }
            ErrorKind::Hub { error_type: None, .. } => answered(f, "an error"),
            ErrorKind::Unreachable => write!(f, "no connection to the hub{}", Causes(self)),
            ErrorKind::Interrupted => write!(f, "the connection broke{}", Causes(self)),
            ErrorKind::Timeout { phase } => write!(f, "{phase}"),
            ErrorKind::Redirected { origin: Some(origin) } => {
                answered(f, &format!("it redirects to {origin}; the redirect was not followed"))
            }
            ErrorKind::Redirected { origin: None } => answered(
                f,
                "it redirects too often or without a target; the redirect was not followed",
            ),
            ErrorKind::Malformed { path, excerpt } => {
                let place = if path.is_empty() { String::new() } else { format!(" at `{path}`") };
                answered(f, &format!("unexpected content{place}: {excerpt}"))
            }
            ErrorKind::KeyInAnswer => {
                answered(f, "the answer contains the key in OXEN_API_KEY and was refused")
            }
            ErrorKind::Incomplete { sign } => {
                write!(f, "the answer may be only a part of the listing, judging by {sign}")
            }
            ErrorKind::Failed(generation) => {
                f.write_str("the generation failed")?;
                let message = generation.error_message.as_deref();
                message.map_or(Ok(()), |message| write!(f, ": {}", excerpt_within(message, 300)))
            }
            ErrorKind::Cancelled(_) => f.write_str("the generation was cancelled"),
            ErrorKind::NoResult(_) => {
                f.write_str("the generation succeeded, but the hub names no link to its result")
            }
            ErrorKind::UnknownStatus(generation) => {
                let status = excerpt(generation.status.as_str());
                write!(f, "the generation has the status \"{status}\", which is not a known status")
            }
            ErrorKind::Unfinished { status: Some(status) } => {
                let status = excerpt(status.as_str());
                write!(f, "the generation was still {status} when the deadline ended the wait")
            }
            ErrorKind::Unfinished { status: None } => f.write_str(
                "the hub reported nothing about the generation before the deadline ended the wait",
            ),
            ErrorKind::LinkExpired { is_renewed: false } => {
                answered(f, "the link to the result has expired")
            }
            ErrorKind::LinkExpired { is_renewed: true } => {
                answered(f, "the link to the result has expired, and so has a fresh one")
            }
            ErrorKind::Truncated { partial } => {
                let length = partial.text().chars().count();
                write!(f, "the answer broke off after {length} characters of text")?;
                match partial.finish_reason() {
                    Some(reason) => write!(f, ": the model stopped with the reason `{reason}`"),
                    None => write!(f, "{}", Causes(self)),
                }
            }
            ErrorKind::TooLarge { limit } => {
                write!(f, "the answer is larger than {limit} bytes and was refused")
            }
            ErrorKind::Output => write!(f, "the result could not be written{}", Causes(self)),
        }
    }

    fn advice(&self) -> Option<String> {
        Some(match self.kind() {
            ErrorKind::Authentication { key_sent: true } => {
                "check that it is complete and still valid".to_owned()
            }
            ErrorKind::Authentication { key_sent: false } => "set OXEN_API_KEY".to_owned(),
            ErrorKind::InsufficientCredits => {
                "add credits, or charge another namespace with `target_namespace`".to_owned()
            }
            ErrorKind::NotFound(NotFound::Model { nearest, .. }) if !nearest.is_empty() => {
                let names: Vec<String> = nearest.iter().map(|name| format!("`{name}`")).collect();
                format!("did you mean {}?", names.join(" or "))
            }
            ErrorKind::NotFound(NotFound::Path) => {
                "check that the base URL is that of the API".to_owned()
            }
            ErrorKind::Refused { .. } if self.status() == Some(413) => {
                "its body is too large: send media as links instead of `data:` URIs, or smaller ones"
                    .to_owned()
            }
            ErrorKind::RateLimited { wait: Some(wait) } => {
                format!("the hub asks to wait {} s", wait.as_secs_f64().ceil())
            }
            ErrorKind::Redirected { origin: Some(_) } => {
                "the key is only sent to the hub; if the hub has moved, set OXEN_BASE_URL"
                    .to_owned()
            }
            ErrorKind::Unfinished { .. } => {
                "it continues at the hub: wait for it again, or cancel it".to_owned()
            }
            ErrorKind::LinkExpired { .. } => {
                "the result is also kept in the namespace that it was made for".to_owned()
            }
            ErrorKind::Truncated { partial }
                if partial.finish_reason() == Some(&FinishReason::Length) =>
            {
                "raise `max_tokens`".to_owned()
            }
            ErrorKind::TooLarge { .. } => "raise the limit if this size is expected".to_owned(),
            _ => return None,
        })
    }
}

/// The ids of generations, of which the first are shown.
struct Generations<'a>(&'a [GenerationId]);

/// The number of ids that are shown; further ones are only counted.
const SHOWN: usize = 12;

impl fmt::Display for Generations<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.len() == 1 {
            "; the generation is "
        } else {
            "; the generations are "
        })?;
        for (index, id) in self.0.iter().take(SHOWN).enumerate() {
            write!(f, "{}{id}", if index > 0 { ", " } else { "" })?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// The innermost cause of an error, which is the most specific one.
struct Causes<'a>(&'a Error);

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut source = std::error::Error::source(self.0);
        let mut last = None;
        while let Some(cause) = source {
            last = Some(cause.to_string());
            source = cause.source();
        }
        match last {
            Some(last) => write!(f, ": {}", excerpt_within(&last, 200)),
            None => Ok(()),
        }
    }
}

/// Shows the method, the template of the path, and the model or generation.
impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        match &self.about {
            Some(About::Model(id)) => write!(f, " for `{}`", excerpt(id)),
            Some(About::Generation(id)) => write!(f, " for {}", excerpt(id)),
            None => Ok(()),
        }
    }
}
