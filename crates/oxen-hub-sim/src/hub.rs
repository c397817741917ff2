//! The handle of a running hub.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use bytes::Bytes;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::{oneshot, watch};

use crate::catalog::Models;
use crate::connection::{Connections, Origin};
use crate::faults::{Fault, Faults};
use crate::files::{File, Files};
use crate::jobs::{Account, Jobs};
use crate::lock::lock;
use crate::random::Random;
use crate::record::{Log, Request};
use crate::run::Outcome;
use crate::server::serve;
use crate::settings::Settings;
use crate::state::State;
use crate::validate::Validators;

/// A hub that could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The port can't be bound, or the thread of the hub can't be started.
    #[error("the simulated hub can't listen on 127.0.0.1:{port}")]
    Listen {
        /// The requested port; 0 is any.
        port: u16,
        /// The cause.
        source: io::Error,
    },
    /// The listing or a model can't be served.
    #[error("the models can't be served: {reason}")]
    Models {
        /// The reason.
        reason: String,
    },
}

/// A simulated hub on loopback. It runs on a thread of its own until it is stopped or dropped.
///
/// ```
/// use oxen_hub_sim::Hub;
///
/// let hub = Hub::start_blocking()?;
/// println!("OXEN_BASE_URL={} OXEN_API_KEY={}", hub.base_url(), hub.key());
/// // … the code under test …
/// assert!(hub.requests().is_empty());
/// hub.assert_key_stayed_home();
/// # Ok::<(), oxen_hub_sim::StartError>(())
/// ```
pub struct Hub {
    state: Arc<State>,
    stopped: watch::Sender<bool>,
    /// Resolves when the hub's thread is done.
    done: Option<oneshot::Receiver<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Hub {
    pub(crate) fn launch(settings: Settings, faults: Vec<Fault>) -> Result<Self, StartError> {
        let port = settings.port;
        let listen = |source| StartError::Listen { port, source };
        let models = Models::new(&settings).map_err(|reason| StartError::Models { reason })?;
        let (api, api_origin) = bind(port).map_err(listen)?;
        let (files, files_origin) = bind(0).map_err(listen)?;
        let runtime =
            runtime::Builder::new_current_thread().enable_all().build().map_err(listen)?;
        let random = Random::new(settings.seed);
        let key = settings.key.clone().unwrap_or_else(|| format!("sim-{}", random.uuid()));
        let state = Arc::new(State {
            key,
            api_origin,
            files_origin,
            models,
            validators: Validators::default(),
            log: Log::new(settings.log_limit),
            faults: Faults::default(),
            files: Files::default(),
            jobs: Jobs::new(),
            account: Account::new(settings.credits),
            event_loss: Mutex::new(0.0),
            connections: Connections::new(),
            random,
            settings,
        });
        for fault in faults {
            state.faults.add(fault);
        }
        let stopped = watch::Sender::new(false);
        let (finished, done) = oneshot::channel();
        let (shared, stop) = (Arc::clone(&state), stopped.subscribe());
        let run = move || {
            runtime.block_on(async {
                // The listeners have just been bound, so neither conversion fails.
                if let (Ok(api), Ok(files)) =
                    (TcpListener::from_std(api), TcpListener::from_std(files))
                {
                    serve(shared, api, files, stop).await;
                }
            });
            drop(runtime);
            // The receiver is gone if the handle is.
            let _ = finished.send(());
        };
        let thread = std::thread::Builder::new().name("oxen-hub-sim".to_owned()).spawn(run);
        Ok(Self { state, stopped, done: Some(done), thread: Some(thread.map_err(listen)?) })
    }

    /// Returns the base URL for clients, such as `http://127.0.0.1:49152/api/ai`: the value of `OXEN_BASE_URL`.
    pub fn base_url(&self) -> String {
        format!("{}/api/ai", self.state.api_origin)
    }

    /// Returns the second origin, which has the results, such as `http://127.0.0.1:49153`.
    pub fn files_origin(&self) -> &str {
        &self.state.files_origin
    }

    /// Returns the key that is accepted: the value of `OXEN_API_KEY`.
    pub fn key(&self) -> &str {
        &self.state.key
    }

    /// Returns all requests on both origins, or the last ones with [`Builder::log_limit`](crate::Builder::log_limit).
    pub fn requests(&self) -> Vec<Request> {
        self.state.log.all()
    }

    /// Returns the number of requests of a route such as `POST /chat/completions`; a `*` at its end matches any rest.
    pub fn count(&self, route: &str) -> usize {
        let matches = |request: &Request| match route.strip_suffix('*') {
            Some(start) => request.route().starts_with(start),
            None => request.route() == route,
        };
        self.requests().iter().filter(|request| matches(request)).count()
    }

    /// Waits until this many requests have been received, counted from the start.
    pub async fn wait_for_requests(&self, count: usize) {
        let mut requests = self.state.log.subscribe();
        // The sender lives as long as this handle.
        let _ = requests.wait_for(|received| *received >= count).await;
    }

    /// Returns the number of open connections of an origin.
    pub fn open_connections(&self, origin: Origin) -> usize {
        self.state.connections.count(origin)
    }

    /// Returns the number of connections that were ever accepted, on both origins.
    pub fn accepted_connections(&self) -> u64 {
        self.state.connections.accepted()
    }

    /// Returns the numbers of the open connections, as in [`Request::connection`].
    pub fn open_connection_ids(&self) -> Vec<u64> {
        self.state.connections.ids()
    }

    /// Returns the largest number of connections that were open at the same time, on both origins.
    pub fn most_open_connections(&self) -> usize {
        self.state.connections.most()
    }

    /// Waits until no connection is open.
    pub async fn wait_until_idle(&self) {
        let mut open = self.state.connections.watch();
        // The sender lives as long as this handle.
        let _ = open.wait_for(std::collections::BTreeMap::is_empty).await;
    }

    /// Adds a fault from now on, in addition to earlier ones.
    pub fn inject(&self, fault: Fault) {
        self.state.faults.add(fault);
    }

    /// Removes all faults that have not happened yet.
    pub fn clear_faults(&self) {
        self.state.faults.clear();
    }

    /// Stores a file on the second origin and returns a link to it. `name` may be any text.
    pub fn host(&self, name: &str, content_type: &str, bytes: impl Into<Bytes>) -> String {
        let file = File::Bytes { content_type: content_type.to_owned(), bytes: bytes.into() };
        self.host_file(name, file)
    }

    /// Stores a file of this size on the second origin that looks like a picture, without holding it in memory.
    pub fn host_filler(&self, name: &str, length: u64) -> String {
        self.host_file(name, File::Filler { length })
    }

    fn host_file(&self, name: &str, file: File) -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let segment: String =
            name.bytes()
                .map(|byte| {
                    if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
                })
                .collect();
        let path = format!("/api/repos/ox/hosted/files/main/{segment}");
        self.state.files.add(path.clone(), file);
        self.state.link(&path)
    }

    /// Invalidates all links so far.
    pub fn expire_links(&self) {
        self.state.files.expire_links();
    }

    /// Moves a generation from `queued` to `processing`.
    pub fn begin(&self, generation_id: &str) {
        self.state.start_generation(generation_id);
    }

    /// Ends a generation at once. One that has ended, or doesn't exist, stays unchanged.
    pub fn finish(&self, generation_id: &str, outcome: &Outcome) {
        self.state.finish_generation(generation_id, outcome);
    }

    /// Ends all active generations at once, in the order in which they were enqueued.
    pub fn run_queue(&self) {
        for generation in self.state.jobs.all() {
            self.state.finish_generation(&generation.id, &Outcome::Natural);
        }
    }

    /// Returns all generations that were ever enqueued, as `GET /generations/{id}` shows them.
    pub fn generations(&self) -> Vec<Value> {
        let generations = self.state.jobs.all();
        generations
            .iter()
            .map(|generation| generation.to_history(|path| self.state.link(path)))
            .collect()
    }

    /// Sends the event of a generation's success without ending it: an event that is early, repeated or wrong.
    pub fn announce(&self, generation_id: &str) {
        self.state.announce(generation_id);
    }

    /// Sends text to all listeners of the event stream: an event of another program, or something malformed.
    pub fn send_events(&self, text: &str) {
        self.state.jobs.send(text.to_owned());
    }

    /// Loses this share of the completion events, from 0 to 1; the seed determines which ones.
    pub fn lose_events(&self, share: f64) {
        *lock(&self.state.event_loss) = share;
    }

    /// Sets the status of a model's deployment, such as `error`. Does nothing if there is no such model.
    pub fn set_deployment(&self, model_id: &str, status: &str) {
        if let Some(model) = self.state.models.find(model_id) {
            self.state.models.set_status(&model, status);
        }
    }

    /// Returns the amount spent so far, in millionths of a dollar.
    pub fn spent(&self) -> u64 {
        self.state.account.spent()
    }

    /// Returns the requests that sent the key, or any `authorization`, to the second origin.
    pub fn key_leaks(&self) -> Vec<Request> {
        self.state.log.leaks(&self.state.key)
    }

    /// Panics if the key was sent to another origin than the hub's own.
    ///
    /// # Panics
    ///
    /// If [`Hub::key_leaks`] is not empty.
    pub fn assert_key_stayed_home(&self) {
        let leaks = self.key_leaks();
        assert!(leaks.is_empty(), "the key was sent to another origin: {leaks:?}");
    }

    /// Drops every connection, as a restart of the hub does. Models, generations, files and the log stay; events that
    /// no client has received by then are lost.
    pub async fn restart(&self) {
        let before = self.state.connections.accepted();
        self.state.connections.end_all();
        let mut open = self.state.connections.watch();
        // The sender lives as long as this handle.
        let _ = open.wait_for(|open| open.keys().all(|id| *id >= before)).await;
    }

    /// Stops the hub, and waits until all connections are closed.
    pub async fn stop(mut self) {
        self.stopped.send_replace(true);
        if let Some(done) = self.done.take() {
            // An error means that the thread has ended, which is sufficient.
            let _ = done.await;
        }
    }
}

impl fmt::Debug for Hub {
    /// Omits the key.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Hub")
            .field("base_url", &self.base_url())
            .field("files_origin", &self.files_origin())
            .field("requests", &self.requests().len())
            .finish_non_exhaustive()
    }
}

impl Drop for Hub {
    /// Stops the hub and waits for its thread, which ends without waiting for clients.
    fn drop(&mut self) {
        self.stopped.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // A panic of the hub was printed already, and must not become an abort here.
            let _ = thread.join();
        }
    }
}

fn bind(port: u16) -> io::Result<(StdListener, String)> {
    let listener = StdListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    let origin = format!("http://{}", listener.local_addr()?);
    Ok((listener, origin))
}
