//! The search for the generations of an interrupted enqueue.

use std::collections::{BTreeSet, HashMap};
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

use crate::client::{CallOptions, Client, call_options};
use crate::error::Error;
use crate::generations::{FIELDS, Generation, GenerationFilter, GenerationId};

/// The number of entries per page of the history.
const PAGE_SIZE: u32 = 100;

/// The limit of pages of a model's history.
const PAGES: u64 = 1000;

/// The tolerance between times of the hub, in seconds: they are whole seconds, and come from several machines.
const SLACK: u64 = 2;

/// The number of seconds by which the hub's clock may be behind if its answer has no `Date`.
const MARGIN: u64 = 300;

/// A search for the generations of an interrupted enqueue, begun when it is awaited. Made by
/// [`Queue::recover`](super::Queue::recover).
///
/// The hub merges a request's parameters into its record of a generation. The result has every generation of the model
/// since then with the request's parameters and no others, from the queue and the history; the oldest first. An earlier
/// enqueue of the same request within that time is found as well.
///
/// The time is by this machine's clock, which may differ from the hub's: it is corrected by the `Date` of the hub's
/// answer, or moved back by five minutes if there is none.
#[derive(Debug)]
#[must_use = "a search begins when it is awaited"]
pub struct Recover {
    client: Client,
    filter: GenerationFilter,
    wanted: Map<String, Value>,
    /// Names that are parameters of the model.
    names: Option<BTreeSet<String>>,
    since: SystemTime,
    options: CallOptions,
}

impl Recover {
    pub(super) fn new(
        client: &Client,
        model: &str,
        parameters: &Map<String, Value>,
        since: SystemTime,
    ) -> Self {
        let namespace = parameters.get("target_namespace").and_then(Value::as_str);
        let mut filter = GenerationFilter::new().model(model);
        filter.namespace = namespace.or(client.inner.namespace.as_deref()).map(str::to_owned);
        let is_merged =
            |name: &&String| !FIELDS.contains(&name.as_str()) && name.as_str() != "response_format";
        let wanted = parameters
            .iter()
            .filter(|(name, value)| is_merged(name) && !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let options = CallOptions::default();
        Self { client: client.clone(), filter, wanted, names: None, since, options }
    }

    /// Sets the names of the model's parameters, so that other fields of the hub's records are ignored.
    pub fn parameters<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.names = Some(names.into_iter().map(Into::into).collect());
        self
    }

    call_options!(options);

    async fn send(self) -> Result<Vec<Generation>, Error> {
        let started = Instant::now();
        let active = self.client.queue().list(self.filter.clone());
        let active = active.options(self.options.clone()).await?;
        let since = self.since_by_hub(active.meta().date());
        let mut found: HashMap<GenerationId, Generation> = HashMap::new();
        let mut note = |generations: Vec<Generation>| {
            for generation in generations {
                if self.is_wanted(&generation, since) {
                    found.insert(generation.id.clone(), generation);
                }
            }
        };
        note(active.generations);
        // Read after the queue, so that a generation that ends in between is in one of the two.
        for number in 1..=PAGES {
            let call = self.client.generations().list(self.filter.clone());
            let options = self.options.clone().after(started);
            let page = call.page(number).page_size(PAGE_SIZE).options(options).await?;
            let is_last = page.generations.is_empty() && page.unreadable == 0
                || page.total_pages.is_some_and(|pages| number >= pages)
                || ends_before(&page.generations, since);
            note(page.generations);
            if is_last {
                break;
            }
        }
        let mut found: Vec<Generation> = found.into_values().collect();
        found.sort_by(|a, b| (a.enqueued_at, &a.id).cmp(&(b.enqueued_at, &b.id)));
        Ok(found)
    }

    /// Returns the earliest time of an enqueue by the hub's clock, in seconds since 1970; `date` is the hub's time now.
    fn since_by_hub(&self, date: Option<SystemTime>) -> u64 {
        let seconds =
            |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let since = seconds(self.since);
        match date {
            Some(date) => {
                // A hub's clock that is ahead needs no correction: it only adds results, which the caller notices.
                let behind = seconds(self.client.inner.clock.now()).saturating_sub(seconds(date));
                since.saturating_sub(behind + SLACK)
            }
            None => since.saturating_sub(MARGIN),
        }
    }

    fn is_wanted(&self, generation: &Generation, since: u64) -> bool {
        let is_of_model = generation.model == self.filter.model;
        // A generation without a time is included: the caller notices one too many, but would make a missing one again.
        let is_since = generation.enqueued_at.is_none_or(|at| at >= since);
        is_of_model && is_since && self.has_parameters(&generation.parameters)
    }

    fn has_parameters(&self, found: &Map<String, Value>) -> bool {
        let has_all = self
            .wanted
            .iter()
            .all(|(name, value)| found.get(name).is_some_and(|other| equal(value, other)));
        has_all
            && found.iter().all(|(name, value)| {
                let is_parameter = match &self.names {
                    Some(names) => names.contains(name),
                    None => !FIELDS.contains(&name.as_str()),
                };
                !is_parameter
                    || value.is_null()
                    || name == "response_format"
                    || self.wanted.contains_key(name)
            })
    }
}

/// Returns whether a page is sorted from the newest to the oldest and ends before the time in question. The order of
/// the history is not documented.
fn ends_before(page: &[Generation], since: u64) -> bool {
    let times: Vec<u64> = page.iter().filter_map(|generation| generation.enqueued_at).collect();
    times.is_sorted_by(|a, b| a >= b)
        && times.first() > times.last()
        && times.last().is_some_and(|last| *last < since)
}

/// Compares JSON values; numbers compare by value, because a server may write `1` as `1.0`.
fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| equal(a, b)))
        }
        _ => a == b,
    }
}

impl IntoFuture for Recover {
    type Output = Result<Vec<Generation>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
