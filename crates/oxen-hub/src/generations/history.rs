//! The history page by page.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use super::{Generation, GenerationFilter, read};
use crate::address::ApiPath;
use crate::answers::{Meta, lenient};
use crate::client::{Call, CallOptions, Client, call_options};
use crate::error::Error;
use crate::method::Method;

/// A call of the history: a page when it is awaited, all pages with [`stream`](Self::stream).
///
/// ```no_run
/// use oxen_hub::generations::GenerationFilter;
///
/// # async fn example(client: oxen_hub::Client) -> Result<(), oxen_hub::Error> {
/// let mut history = client.generations().list(GenerationFilter::new()).stream();
/// while let Some(generation) = history.next().await {
///     let generation = generation?;
///     println!("{} {}: {:?}", generation.id, generation.status, generation.cost);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a call is sent when it is awaited"]
pub struct HistoryCall {
    client: Client,
    filter: GenerationFilter,
    page: u64,
    pub(super) page_size: Option<u32>,
    options: CallOptions,
}

impl HistoryCall {
    pub(super) fn new(client: &Client, filter: GenerationFilter) -> Self {
        let options = CallOptions::default();
        Self { client: client.clone(), filter, page: 1, page_size: None, options }
    }

    /// Sets the page, counted from 1.
    pub fn page(mut self, number: u64) -> Self {
        self.page = number.max(1);
        self
    }

    /// Sets the number of entries per page, from 1 to 1,000.
    pub fn page_size(mut self, entries: u32) -> Self {
        self.page_size = Some(entries.clamp(1, 1000));
        self
    }

    call_options!(options);

    async fn send(self) -> Result<HistoryPage, Error> {
        let inner = &self.client.inner;
        let (page, size) = (self.page.to_string(), self.page_size.map(|size| size.to_string()));
        let mut query = self.filter.query();
        query.push(("page", &page));
        query.extend(size.as_deref().map(|size| ("page_size", size)));
        let mut call = Call::plain(inner, Method::Get, &ApiPath::fixed("/generations"), None)?
            .with_query(&query)
            .with_options(&self.options);
        call.limit = inner.limits.listing;
        inner
            .fetch(&call, |answered| {
                let read::Records { generations, unreadable, mut rest } =
                    read::many(&answered, inner.key.as_ref())?;
                Ok(HistoryPage {
                    generations,
                    unreadable,
                    page_number: lenient::take(&mut rest, "page_number"),
                    page_size: lenient::take(&mut rest, "page_size"),
                    total_pages: lenient::take(&mut rest, "total_pages"),
                    total_entries: lenient::take(&mut rest, "total_entries"),
                    total_cost: lenient::take(&mut rest, "total_cost"),
                    meta: answered.meta,
                })
            })
            .await
    }
}

impl IntoFuture for HistoryCall {
    type Output = Result<HistoryPage, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// A page of the history.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HistoryPage {
    /// The generations of the page, as a rule the newest first.
    pub generations: Vec<Generation>,
    /// The number of entries of the page that are not records of generations.
    pub unreadable: usize,
    /// The number of the page, counted from 1.
    pub page_number: Option<u64>,
    /// The number of entries per page.
    pub page_size: Option<u64>,
    /// The number of pages.
    pub total_pages: Option<u64>,
    /// The number of entries on all pages.
    pub total_entries: Option<u64>,
    /// The cost of all entries together, as decimal text in dollars.
    pub total_cost: Option<String>,
    meta: Meta,
}

impl HistoryPage {
    /// Returns facts about the exchange, such as the number of attempts.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }
}
