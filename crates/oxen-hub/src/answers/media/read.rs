//! Reads answers whose media stay in the answer's own buffer.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{Generated, Item, Medium};
use crate::answers::{Answer, json, lenient};
use crate::client::{Answered, Client, Timeouts};
use crate::error::{About, Error};
use crate::key::ApiKey;
use crate::media::{Inline, Source};

/// The members of an object, not parsed yet.
type Raw<'a> = BTreeMap<String, &'a RawValue>;

/// A reader of an answer whose media stay in the answer's own buffer.
struct Reader<'a> {
    buffer: &'a Arc<Vec<u8>>,
    key: Option<&'a ApiKey>,
    client: &'a Client,
    name: Arc<str>,
}

impl Reader<'_> {
    fn item<M: Medium>(&self, raw: &RawValue, number: usize) -> Result<Item<M>, Error> {
        let mut item = Item {
            source: Source::Missing,
            revised_prompt: None,
            extra: Map::new(),
            name: (Arc::clone(&self.name), number),
            client: Some(self.client.clone()),
            generation: None,
            medium: PhantomData,
        };
        if raw.get().starts_with('"') {
            item.source = self.source(raw, true);
            return Ok(item);
        }
        let Ok(members) = serde_json::from_str::<Raw<'_>>(raw.get()) else { return Ok(item) };
        for (name, raw) in members {
            let source = match name.as_str() {
                "url" => self.source(raw, true),
                "b64_json" => self.source(raw, false),
                _ => Source::Missing,
            };
            if source != Source::Missing {
                // `b64_json` takes precedence over a link unless it is empty.
                if item.source == Source::Missing || name == "b64_json" {
                    item.source = source;
                }
                continue;
            }
            item.extra.insert(name, self.value(raw)?);
        }
        item.revised_prompt = lenient::take(&mut item.extra, "revised_prompt");
        Ok(item)
    }

    /// Returns the source that a JSON string contains: a link, or a range of the buffer.
    fn source(&self, raw: &RawValue, may_be_link: bool) -> Source {
        let text = raw.get();
        let Some(inner) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
            return Source::Missing;
        };
        let data = if inner.starts_with("data:") {
            inner.split_once(";base64,").map(|(_, data)| data)
        } else {
            (!may_be_link).then_some(inner)
        };
        if let Some(data) = data.filter(|data| !data.is_empty()) {
            let start = data.as_ptr().addr() - self.buffer.as_ptr().addr();
            return Source::Inline(Inline::new(Arc::clone(self.buffer), start..start + data.len()));
        }
        match serde_json::from_str::<String>(text) {
            Ok(url) if may_be_link && !url.is_empty() => Source::of_url(url),
            _ => Source::Missing,
        }
    }

    fn value(&self, raw: &RawValue) -> Result<Value, Error> {
        serde_json::from_str(raw.get()).map_err(|error| json::not_json(&error, raw.get(), self.key))
    }
}

impl<M: Medium> Answer for Generated<M> {
    const IS_MEDIA: bool = true;

    fn head_timeout(timeouts: &Timeouts) -> Duration {
        M::head_timeout(timeouts)
    }

    fn read(mut answered: Answered, client: &Client) -> Result<Self, Error> {
        let key = client.inner.key.as_ref();
        json::text(&answered, key)?;
        let name = match &answered.about {
            Some(About::Model(id)) => Arc::from(id.as_str()),
            _ => Arc::from(M::NAME),
        };
        let buffer = Arc::new(std::mem::take(&mut answered.body));
        let start = if buffer.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        // `json::text` has checked that the body is UTF-8.
        let text = std::str::from_utf8(&buffer[start..]).unwrap_or_default();
        let mut top: Raw<'_> =
            serde_json::from_str(text).map_err(|error| not_an_object(&error, text, key))?;
        let reader = Reader { buffer: &buffer, key, client, name };
        let mut items: Vec<Item<M>> = Vec::new();
        if let Some(list) = top.get(M::LIST) {
            let list: Vec<&RawValue> = serde_json::from_str(list.get()).unwrap_or_default();
            for (index, raw) in list.into_iter().enumerate() {
                items.push(reader.item(raw, index + 1)?);
            }
        } else if let Some(single) = top.get(M::SINGLE) {
            items.push(reader.item(single, 1)?);
        }
        let has_media = items.iter().any(|item| item.source != Source::Missing);
        if has_media {
            top.remove(M::LIST);
            top.remove(M::SINGLE);
        }
        let mut extra = Map::new();
        for (name, raw) in top {
            extra.insert(name, reader.value(raw)?);
        }
        if !has_media {
            json::refuse_envelope(&extra, &answered, key)?;
            let found = json::quote(Value::Object(extra).to_string().as_bytes(), key);
            return Err(Error::malformed(
                format!("/{}", M::LIST),
                format!("no {}: {found}", M::NAME),
            ));
        }
        Ok(Self {
            model: lenient::take(&mut extra, "model"),
            created: lenient::take(&mut extra, "created"),
            items,
            extra,
            meta: answered.meta,
        })
    }
}

fn not_an_object(error: &serde_json::Error, text: &str, key: Option<&ApiKey>) -> Error {
    if error.is_data() {
        let found = json::quote(text.as_bytes(), key);
        return Error::malformed("", format!("{found} instead of a JSON object"));
    }
    json::not_json(error, text, key)
}
