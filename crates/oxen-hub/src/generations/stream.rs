//! The history as one stream, although rows move between pages.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::future::{Future, IntoFuture as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::history::{HistoryCall, HistoryPage};
use super::{Generation, GenerationId};
use crate::error::Error;

/// The number of pages in a row without new entries after which the stream fails.
const MAX_REPEATED_PAGES: usize = 100;

type PageFuture = Pin<Box<dyn Future<Output = Result<HistoryPage, Error>> + Send>>;

/// The number of entries per page that a stream requests. The hub's own default is 50, its limit 1,000.
const PAGE_SIZE: u32 = 200;

impl HistoryCall {
    /// Reads all pages from the first one on, as they are needed. No generation comes twice, although rows move between
    /// pages while they are read.
    pub fn stream(self) -> HistoryStream {
        let page_size = self.page_size.unwrap_or(PAGE_SIZE);
        HistoryStream::new(self.page_size(page_size))
    }
}

/// The history as one stream. Made by [`HistoryCall::stream`].
///
/// A generation that is enqueued meanwhile moves others to later pages: duplicates are skipped. One that leaves the
/// filter moves others to earlier pages: the page before is read again. The stream ends after an error.
#[must_use = "a stream does nothing unless it is polled"]
pub struct HistoryStream {
    call: HistoryCall,
    page: u64,
    pending_page: Option<PageFuture>,
    ready: VecDeque<Generation>,
    seen: HashSet<GenerationId>,
    total: Option<u64>,
    repeated_pages: usize,
    is_over: bool,
}

impl HistoryStream {
    pub(super) fn new(call: HistoryCall) -> Self {
        Self {
            call,
            page: 1,
            pending_page: None,
            ready: VecDeque::new(),
            seen: HashSet::new(),
            total: None,
            repeated_pages: 0,
            is_over: false,
        }
    }

    /// Returns the next generation; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Generation, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Takes a page, and decides which one comes next.
    fn take(&mut self, page: HistoryPage) -> Result<(), Error> {
        let is_empty = page.generations.is_empty() && page.unreadable == 0;
        let before = self.ready.len();
        for generation in page.generations {
            if self.seen.insert(generation.id.clone()) {
                self.ready.push_back(generation);
            }
        }
        let is_fruitless = self.ready.len() == before;
        self.repeated_pages = if is_fruitless { self.repeated_pages + 1 } else { 0 };
        if self.repeated_pages >= MAX_REPEATED_PAGES {
            return Err(Error::malformed("/generations", "pages that repeat each other"));
        }
        let has_shrunk = match (self.total, page.total_entries) {
            (Some(before), Some(now)) => now < before,
            _ => false,
        };
        self.total = page.total_entries.or(self.total);
        if has_shrunk && self.page > 1 {
            self.page -= 1;
        } else if is_empty || page.total_pages.is_some_and(|pages| self.page >= pages) {
            self.is_over = true;
        } else {
            self.page += 1;
        }
        Ok(())
    }
}

impl Stream for HistoryStream {
    type Item = Result<Generation, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(generation) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(generation)));
            }
            if this.is_over {
                return Poll::Ready(None);
            }
            let pending_page = this
                .pending_page
                .get_or_insert_with(|| this.call.clone().page(this.page).into_future());
            let page = ready!(pending_page.as_mut().poll(cx));
            this.pending_page = None;
            if let Err(error) = page.and_then(|page| this.take(page)) {
                this.is_over = true;
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

impl fmt::Debug for HistoryStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HistoryStream")
            .field("call", &self.call)
            .field("page", &self.page)
            .finish_non_exhaustive()
    }
}
