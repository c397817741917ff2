//! Enqueuing generations.

use std::collections::HashSet;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use serde_json::{Map, Value};

use super::body::{Body, stated_count};
use crate::address::ApiPath;
use crate::client::{Answered, Call, CallOptions, Client, call_options};
use crate::error::{About, Error};
use crate::generations::{GenerationId, GenerationStatus, read};
use crate::key::ApiKey;

/// The largest number of generations in one POST, as the hub's error names it.
const MAX_PER_POST: u32 = 4;

type OnEnqueued = dyn FnMut(&Queued) + Send;

impl Client {
    /// Enqueues a request to a model, with unchecked parameters.
    ///
    /// The hub checks the model's own parameters only when the generation runs.
    /// `oxen_models::Client::enqueue` does the same for checked requests.
    ///
    /// ```no_run
    /// use serde_json::json;
    ///
    /// # async fn example(client: oxen_hub::Client) -> Result<(), oxen_hub::Error> {
    /// let parameters = json!({"prompt": "an ox at dawn"});
    /// let parameters = parameters.as_object().unwrap();
    /// let queued = client
    ///     .enqueue("our-model", parameters)
    ///     .generations(10)
    ///     .on_enqueued(|queued| println!("{}", queued.id))
    ///     .await?;
    /// assert_eq!(queued.asked(), 10);
    /// # Ok(())
    /// # }
    /// ```
    pub fn enqueue(&self, model: &str, parameters: &Map<String, Value>) -> Enqueue {
        let namespace = self.inner.namespace.as_deref();
        Enqueue {
            client: self.clone(),
            model: model.to_owned(),
            body: Body::new(model, parameters, namespace),
            count: stated_count(parameters),
            on_enqueued: None,
            options: CallOptions::default(),
        }
    }
}

/// A request that enqueues generations, sent when it is awaited. Made by [`Client::enqueue`].
///
/// An error that comes after some of them were accepted carries their
/// [ids](crate::Error::generation_ids). One that [may have run](crate::Error::may_have_run) leaves open whether its last
/// POST made more of them: [`Queue::recover`](super::Queue::recover) finds out.
#[must_use = "a request is sent when it is awaited"]
pub struct Enqueue {
    client: Client,
    model: String,
    body: Result<Body, Error>,
    count: Result<u32, Error>,
    on_enqueued: Option<Box<OnEnqueued>>,
    options: CallOptions,
}

impl Enqueue {
    /// Sets the number of generations; by default that of the parameter `num_generations`, else one.
    ///
    /// More than four are requested by several POSTs in sequence; time limits apply to each.
    pub fn generations(mut self, count: u32) -> Self {
        self.count = match count {
            0 => Err(Error::invalid(vec!["0 generations were requested".to_owned()], None)),
            count => Ok(count),
        };
        self
    }

    /// Sets a callback that receives each generation as soon as its id is known.
    ///
    /// Store ids here: the hub has accepted the generations, even if this call fails or is dropped later.
    pub fn on_enqueued(mut self, callback: impl FnMut(&Queued) + Send + 'static) -> Self {
        self.on_enqueued = Some(Box::new(callback));
        self
    }

    call_options!(options);

    pub(crate) async fn send(mut self) -> Result<Enqueued, Error> {
        let asked = self.count?;
        let body = self.body?;
        let mut enqueued = Enqueued { list: Vec::new(), asked };
        let mut known = HashSet::new();
        let mut rest = asked;
        while rest > 0 {
            let count = rest.min(MAX_PER_POST);
            rest -= count;
            let inner = &self.client.inner;
            let call = Call::creating(
                inner,
                &ApiPath::fixed("/queue"),
                Some(About::Model(self.model.clone())),
                body.asking_for(count),
                inner.timeouts.enqueue,
            )?
            .with_options(&self.options);
            let key = inner.key.as_ref();
            let accepted = inner.fetch(&call, |answered| accepted(&answered, key)).await;
            let accepted = accepted.map_err(|error| error.with_generations(enqueued.ids()))?;
            if accepted.len() as u64 != u64::from(count) {
                let got = accepted.len();
                tracing::warn!(
                    asked = count,
                    got,
                    "a different number of generations than requested"
                );
            }
            for queued in accepted {
                if !known.insert(queued.id.clone()) {
                    continue;
                }
                if let Some(callback) = &mut self.on_enqueued {
                    callback(&queued);
                }
                enqueued.list.push(queued);
            }
        }
        Ok(enqueued)
    }
}

/// Reads the ids of an answer. Entries without an id can't be waited for, so an answer of only such is malformed.
fn accepted(answered: &Answered, key: Option<&ApiKey>) -> Result<Vec<Queued>, Error> {
    let read::Records { generations: records, unreadable, .. } = read::many(answered, key)?;
    if records.is_empty() && unreadable > 0 {
        return Err(Error::malformed("/generations/0/generation_id", "no id of a generation"));
    }
    Ok(records.into_iter().map(|record| Queued { id: record.id, status: record.status }).collect())
}

impl IntoFuture for Enqueue {
    type Output = Result<Enqueued, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Omits the parameters.
impl fmt::Debug for Enqueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enqueue")
            .field("model", &self.model)
            .field("count", &self.count)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// A generation that the queue has accepted.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Queued {
    /// The id.
    #[serde(rename = "generation_id")]
    pub id: GenerationId,
    /// The status when it was accepted.
    pub status: GenerationStatus,
}

/// The generations that the queue has accepted, in the order of the answers.
///
/// The hub may answer with fewer or more than requested. All of them are here, and [`is_as_asked`](Self::is_as_asked)
/// returns whether the numbers are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enqueued {
    list: Vec<Queued>,
    asked: u32,
}

impl Enqueued {
    /// Returns the requested number of generations.
    pub fn asked(&self) -> u32 {
        self.asked
    }

    /// Returns whether there are as many generations as requested.
    pub fn is_as_asked(&self) -> bool {
        self.list.len() as u64 == u64::from(self.asked)
    }

    /// Returns the ids.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &GenerationId> + Clone {
        self.list.iter().map(|queued| &queued.id)
    }

    /// Returns the generations as a vector.
    pub fn into_vec(self) -> Vec<Queued> {
        self.list
    }
}

impl std::ops::Deref for Enqueued {
    type Target = [Queued];

    fn deref(&self) -> &[Queued] {
        &self.list
    }
}

impl IntoIterator for Enqueued {
    type Item = Queued;
    type IntoIter = std::vec::IntoIter<Queued>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Enqueued {
    type Item = &'a Queued;
    type IntoIter = std::slice::Iter<'a, Queued>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}
