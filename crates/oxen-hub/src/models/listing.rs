//! Listings of models, read page by page.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Instant;

use oxen_schema::paging::Continuation;
use reqwest::Url;
use serde_json::{Map, Value};

use super::ModelInfo;
use crate::address::ApiPath;
use crate::answers::{Meta, json};
use crate::client::{Answered, Call, CallOptions, Client, call_options};
use crate::error::{Error, ErrorKind};
use crate::key::inert;
use crate::method::Method;

/// The limit of pages of a listing, which the hub's listings don't reach.
const PAGES: usize = 100;

/// The length limit of a sign that a listing is incomplete, in characters.
const SIGN: usize = 300;

/// A filter of the models in a listing.
///
/// ```
/// use oxen_hub::models::ModelFilter;
///
/// let filter = ModelFilter::new().developer("Black Forest Labs");
/// # let _ = filter;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelFilter {
    /// Only models of this developer.
    pub developer_name: Option<String>,
    /// Only models that this provider runs.
    pub provider_name: Option<String>,
    /// Only models that support this action.
    pub action: Option<String>,
}

impl ModelFilter {
    /// Returns a filter that lets all models through.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets only the models of this developer through.
    #[must_use]
    pub fn developer(mut self, name: impl Into<String>) -> Self {
        self.developer_name = Some(name.into());
        self
    }

    /// Lets only the models that this provider runs through.
    #[must_use]
    pub fn provider(mut self, name: impl Into<String>) -> Self {
        self.provider_name = Some(name.into());
        self
    }

    /// Lets only the models that support this action through.
    #[must_use]
    pub fn action(mut self, action: impl Into<String>) -> Self {
        self.action = Some(action.into());
        self
    }

    pub(super) fn into_query(self) -> Vec<(&'static str, String)> {
        let pairs = [
            ("developer_name", self.developer_name),
            ("provider_name", self.provider_name),
            ("action", self.action),
        ];
        pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// A call of a listing, sent when it is awaited.
///
/// Further pages are fetched if the answers name them and they are on the hub's own origin. An answer that indicates
/// more entries which can't be fetched is [`Incomplete`](ErrorKind::Incomplete), unless [`partial`](Self::partial)
/// allows that.
#[derive(Debug)]
#[must_use = "a call is sent when it is awaited"]
pub struct ListingCall {
    client: Client,
    template: &'static str,
    query: Vec<(&'static str, String)>,
    options: CallOptions,
    is_part_enough: bool,
    refuses_key: bool,
}

impl ListingCall {
    pub(super) fn new(
        client: &Client,
        template: &'static str,
        query: Vec<(&'static str, String)>,
    ) -> Self {
        Self {
            client: client.clone(),
            template,
            query,
            options: CallOptions::default(),
            is_part_enough: false,
            refuses_key: false,
        }
    }

    /// Allows an incomplete listing; [`Listing::missing`] returns the sign that it is incomplete.
    pub fn partial(mut self) -> Self {
        self.is_part_enough = true;
        self
    }

    /// Makes the call fail if the listing quotes the key in any encoding, for listings that are written to a file.
    pub fn refuse_key(mut self) -> Self {
        self.refuses_key = true;
        self
    }

    call_options!(options);

    /// Sends the request, and returns the text of the answer.
    ///
    /// # Errors
    ///
    /// As every call, and [`Malformed`](ErrorKind::Malformed) if a further page is not a page of the listing.
    pub async fn document(self) -> Result<ListingDocument, Error> {
        let inner = &self.client.inner;
        let query: Vec<(&str, &str)> =
            self.query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let path = ApiPath::fixed(self.template);
        let mut call = Call::plain(inner, Method::Get, &path, None)?
            .with_query(&query)
            .with_options(&self.options);
        call.limit = inner.limits.listing;
        let started = Instant::now();
        let mut pages = Pages::default();
        let missing = loop {
            let page = inner.fetch(&call, |answered| self.page(answered, &pages)).await?;
            let more = pages.add(page, call.limit).map_err(|error| call.add_context(error))?;
            let Some(more) = more else { break None };
            let next = more.next.and_then(|next| inner.base.continuation(&call.url, &next));
            match next.filter(|url| pages.is_new(url)) {
                Some(url) => {
                    call.url = url;
                    call.options = self.options.clone().after(started);
                }
                None => break Some(more.sign),
            }
        };
        let missing = missing.map(|sign| inert(&sign, inner.key.as_ref(), SIGN));
        match &missing {
            Some(sign) if !self.is_part_enough => {
                Err(call.add_context(Error::new(ErrorKind::Incomplete { sign: sign.clone() })))
            }
            _ => Ok(ListingDocument { text: pages.text, missing, meta: pages.meta }),
        }
    }

    fn page(&self, answered: Answered, pages: &Pages) -> Result<Page, Error> {
        let key = self.client.inner.key.as_ref();
        json::refuse_key(&answered, key.filter(|_| self.refuses_key))?;
        let json = json::read(&answered, key)?;
        let text = json::text(&answered, key)?.to_owned();
        let mut listed = pages.listed;
        let mut signs = Vec::new();
        if let Value::Object(document) = &json {
            listed += items(document).map_or(0, Vec::len);
            signs.extend(Continuation::find(document, listed, pages.visited.len() + 1));
        }
        signs.extend(super::pages::signs(&answered.headers, listed));
        let status = answered.meta.status();
        if status != 200 {
            signs.push(Continuation::new(format!("its status {status}"), None));
        }
        // One that can be followed goes first.
        signs.sort_by_key(|sign| sign.next.is_none());
        let more = signs.into_iter().next();
        Ok(Page { text, json, more, meta: answered.meta })
    }

    async fn send(self) -> Result<Listing, Error> {
        let client = self.client.clone();
        let document = self.document().await?;
        Listing::read(document, &client)
    }
}

impl IntoFuture for ListingCall {
    type Output = Result<Listing, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// One answer of a listing.
struct Page {
    text: String,
    json: Value,
    more: Option<Continuation>,
    meta: Meta,
}

/// The pages so far.
#[derive(Default)]
struct Pages {
    /// The text of the first page, or that of all pages together.
    text: String,
    document: Map<String, Value>,
    listed: usize,
    visited: Vec<Url>,
    meta: Meta,
}

impl Pages {
    /// Adds a page; returns its reference to further entries.
    fn add(&mut self, page: Page, limit: u64) -> Result<Option<Continuation>, Error> {
        let is_first = self.text.is_empty();
        self.meta = page.meta;
        if is_first {
            self.text = page.text;
            if page.more.is_some()
                && let Value::Object(document) = page.json
            {
                self.listed = items(&document).map_or(0, Vec::len);
                self.document = document;
            }
            return Ok(page.more);
        }
        let not_a_page = || Error::malformed("", "a further page that is not part of a listing");
        let Value::Object(mut next) = page.json else { return Err(not_a_page()) };
        let Some(list) = LISTS.into_iter().find(|key| next.contains_key(*key)) else {
            return Err(not_a_page());
        };
        let (Some(Value::Array(further)), Some(Value::Array(all))) =
            (next.remove(list), self.document.get_mut(list))
        else {
            return Err(not_a_page());
        };
        self.listed += further.len();
        all.extend(further);
        // The pagination fields of a single page don't describe the whole listing.
        self.document.retain(|key, _| key == list || key == "object");
        self.text = Value::Object(self.document.clone()).to_string();
        if self.text.len() as u64 > limit {
            return Err(Error::new(ErrorKind::TooLarge { limit }));
        }
        Ok(page.more)
    }

    /// Notes a URL as visited; returns false if it was visited before, or if there are too many pages.
    fn is_new(&mut self, url: &Url) -> bool {
        let is_new = !self.visited.contains(url) && self.visited.len() + 1 < PAGES;
        if is_new {
            self.visited.push(url.clone());
        }
        is_new
    }
}

/// The keys of the hub's two listings.
const LISTS: [&str; 2] = ["data", "models"];

fn items(document: &Map<String, Value>) -> Option<&Vec<Value>> {
    LISTS.iter().find_map(|key| document.get(*key)).and_then(Value::as_array)
}

/// The hub's answer of a listing, as text.
#[derive(Clone, Debug, PartialEq)]
pub struct ListingDocument {
    text: String,
    missing: Option<String>,
    meta: Meta,
}

impl ListingDocument {
    /// Returns the JSON text: of the only page as it came, or of all pages together.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the JSON text.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Returns the sign that the listing is incomplete; `None` if it is complete.
    pub fn missing(&self) -> Option<&str> {
        self.missing.as_deref()
    }
}

/// A listing of models.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    models: Vec<ModelInfo>,
    missing: Option<String>,
    meta: Meta,
}

impl Listing {
    fn read(document: ListingDocument, client: &Client) -> Result<Self, Error> {
        let key = client.inner.key.as_ref();
        let not_a_listing = |found: &str| {
            let found = json::quote(found.as_bytes(), key);
            Error::malformed("", format!("{found} instead of a listing of models"))
        };
        let Ok(Value::Object(mut object)) = serde_json::from_str(&document.text) else {
            return Err(not_a_listing(&document.text));
        };
        let list = LISTS.into_iter().find_map(|key| object.remove(key).map(|list| (key, list)));
        let Some((list, Value::Array(records))) = list else {
            return Err(not_a_listing(&document.text));
        };
        let models = records.into_iter().enumerate().map(|(index, record)| match record {
            Value::Object(record) => {
                ModelInfo::from_record(record, &format!("/{list}/{index}"), key)
            }
            other => Err(not_a_listing(&other.to_string())),
        });
        let models = models.collect::<Result<_, _>>()?;
        Ok(Self { models, missing: document.missing, meta: document.meta })
    }

    /// Returns the models in the order of the answer.
    pub fn models(&self) -> &[ModelInfo] {
        &self.models
    }

    /// Returns the models in the order of the answer.
    pub fn into_models(self) -> Vec<ModelInfo> {
        self.models
    }

    /// Returns the sign that the listing is incomplete; `None` if it is complete.
    pub fn missing(&self) -> Option<&str> {
        self.missing.as_deref()
    }

    /// Returns facts about the exchange of the last page.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }
}
