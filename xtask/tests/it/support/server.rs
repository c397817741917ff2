//! A server on loopback with scripted answers, malformed ones included, that records the requests.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::Response;
use axum::serve::Listener;
use futures_util::{StreamExt, stream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// The path as on the wire, still escaped.
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
    pub(crate) at: Instant,
}

/// An answer.
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Content,
    delay: Duration,
    /// Held back until this many requests are in flight.
    company: usize,
}

enum Content {
    Whole(Vec<u8>),
    /// The stated length is that of the whole, but the connection breaks after this many bytes.
    Cut(Vec<u8>, usize),
    /// This many mebibytes, without a stated length.
    Flood(usize),
    /// The headers, and then nothing.
    Stall,
}

impl Reply {
    pub(crate) fn json(text: impl Into<String>) -> Self {
        Self::status(200, text)
    }

    pub(crate) fn status(status: u16, text: impl Into<String>) -> Self {
        Self::with(status, "application/json", Content::Whole(text.into().into_bytes()))
    }

    pub(crate) fn html(text: &str) -> Self {
        Self::with(200, "text/html; charset=utf-8", Content::Whole(text.into()))
    }

    pub(crate) fn cut(text: &str, after: usize) -> Self {
        Self::with(200, "application/json", Content::Cut(text.into(), after))
    }

    pub(crate) fn flood(mebibytes: usize) -> Self {
        Self::with(200, "application/json", Content::Flood(mebibytes))
    }

    pub(crate) fn stall() -> Self {
        Self::with(200, "application/json", Content::Stall)
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self::status(302, "").header("location", to)
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn delayed(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Holds the answer back until this many requests have been in flight at once.
    pub(crate) fn together(mut self, company: usize) -> Self {
        self.company = company;
        self
    }

    fn with(status: u16, content_type: &str, body: Content) -> Self {
        let headers = vec![("content-type", content_type.to_owned())];
        Self { status, headers, body, delay: Duration::ZERO, company: 0 }
    }

    fn into_response(self) -> Response {
        let mut response = Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        let body = match self.body {
            Content::Whole(bytes) => Body::from(bytes),
            Content::Cut(bytes, after) => {
                response = response.header("content-length", bytes.len());
                let first = Bytes::from(bytes).slice(..after);
                let pieces = stream::iter([Ok(first), Err(io::Error::other("cut"))]);
                // The first piece must have left before the connection breaks.
                Body::from_stream(pieces.then(|piece| async {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    piece
                }))
            }
            Content::Flood(mebibytes) => {
                let pieces = stream::iter(0..mebibytes)
                    .map(|_| Ok::<_, Infallible>(Bytes::from(vec![b' '; 1 << 20])));
                Body::from_stream(pieces)
            }
            Content::Stall => Body::from_stream(stream::pending::<Result<Bytes, Infallible>>()),
        };
        response.body(body).unwrap()
    }
}

/// A server's script, which receives the request and the number of earlier ones to the same path.
type Script = dyn Fn(&Received, usize) -> Reply + Send + Sync;

#[derive(Default)]
struct Log {
    received: Mutex<Vec<Received>>,
    counts: Mutex<HashMap<String, usize>>,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    log: Arc<Log>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(
        script: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::start_dropping(0, script)
    }

    /// Starts a server that closes the first connections without an answer.
    pub(crate) fn start_dropping(
        connections: usize,
        script: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::start_on(StdListener::bind("127.0.0.1:0").unwrap(), connections, script)
    }

    pub(crate) fn start_on(
        listener: StdListener,
        dropped: usize,
        script: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        listener.set_nonblocking(true).unwrap();
        let log = Arc::new(Log::default());
        let (stop, stopped) = oneshot::channel::<()>();
        let shared = Arc::clone(&log);
        let thread = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener =
                    Dropping { inner: TcpListener::from_std(listener).unwrap(), left: dropped };
                let script: Arc<Script> = Arc::new(script);
                let app = axum::Router::new().fallback(move |request: Request| {
                    answer(request, Arc::clone(&shared), Arc::clone(&script))
                });
                tokio::select! {
                    result = async { axum::serve(listener, app).await } => result.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self { address, log, stop: Some(stop), thread: Some(thread) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/api/ai", self.address)
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.log.received.lock().unwrap().clone()
    }

    /// Returns the number of requests for a path below the base URL, such as `/models`.
    pub(crate) fn count(&self, path: &str) -> usize {
        let path = format!("/api/ai{path}");
        self.received().iter().filter(|request| request.path == path).count()
    }

    pub(crate) fn most_in_flight(&self) -> usize {
        self.log.most_in_flight.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let result = thread.join();
            if !std::thread::panicking() {
                result.unwrap();
            }
        }
    }
}

async fn answer(request: Request, log: Arc<Log>, script: Arc<Script>) -> Response {
    let in_flight = log.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
    log.most_in_flight.fetch_max(in_flight, Ordering::SeqCst);
    let received = Received {
        path: request.uri().path().to_owned(),
        authorization: request
            .headers()
            .get("authorization")
            .map(|value| value.to_str().unwrap().to_owned()),
        at: Instant::now(),
    };
    log.received.lock().unwrap().push(received.clone());
    let earlier = {
        let mut counts = log.counts.lock().unwrap();
        let count = counts.entry(received.path.clone()).or_default();
        *count += 1;
        *count - 1
    };
    let reply = script(&received, earlier);
    tokio::time::sleep(reply.delay).await;
    while log.most_in_flight.load(Ordering::SeqCst) < reply.company {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let response = reply.into_response();
    log.in_flight.fetch_sub(1, Ordering::SeqCst);
    response
}

/// A listener that hangs up on its first callers.
struct Dropping {
    inner: TcpListener,
    left: usize,
}

impl Listener for Dropping {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((stream, address)) = self.inner.accept().await else { continue };
            if self.left == 0 {
                return (stream, address);
            }
            self.left -= 1;
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }
}
