//! A server on loopback whose answers are scripted byte for byte, and which records the requests.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use socket2::SockRef;

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// The path as on the wire, still escaped, with the query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) connection: usize,
    pub(crate) at: Instant,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A step on a connection in answer to a request.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Send(Vec<u8>),
    Wait(Duration),
    /// Sends nothing more until the client gives up.
    Silence,
    /// Closes the connection in an orderly way.
    Close,
    /// Ends the connection with a TCP reset, as when a machine dies.
    Reset,
    /// Sends the same bytes this many times, and counts them.
    Flood(Vec<u8>, usize),
}

/// An answer: its steps in order.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    steps: Option<Vec<Step>>,
    delay: Duration,
}

impl Reply {
    pub(crate) fn json(text: impl Into<Vec<u8>>) -> Self {
        Self::status(200, text)
    }

    pub(crate) fn status(status: u16, text: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: text.into(), steps: None, delay: Duration::ZERO }
    }

    pub(crate) fn html(text: &str) -> Self {
        Self::json(text).header("content-type", "text/html; charset=utf-8")
    }

    pub(crate) fn redirect(status: u16, to: &str) -> Self {
        Self::status(status, "").header("location", to)
    }

    pub(crate) fn steps(steps: Vec<Step>) -> Self {
        Self { steps: Some(steps), ..Self::json("") }
    }

    /// States the length of the whole, then closes the connection after this many bytes of the body.
    pub(crate) fn cut(self, after: usize) -> Self {
        let bytes = self.bytes();
        let head = bytes.len() - self.body.len();
        Self::steps(vec![Step::Send(bytes[..head + after].to_vec()), Step::Close])
    }

    /// Sends the head and the beginning of the body, then nothing.
    pub(crate) fn stalled(self, after: usize) -> Self {
        let bytes = self.bytes();
        let head = bytes.len() - self.body.len();
        Self::steps(vec![Step::Send(bytes[..head + after].to_vec()), Step::Silence])
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        if name != "retry-after" {
            self.headers.retain(|(known, _)| known != name);
        }
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn delayed(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Returns the bytes as on the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut text = format!("HTTP/1.1 {} X\r\n", self.status);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.headers.iter().any(|(name, _)| name == "transfer-encoding") {
            text.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    fn into_steps(self) -> Vec<Step> {
        let steps = self.steps.clone().unwrap_or_else(|| vec![Step::Send(self.bytes())]);
        if self.delay.is_zero() {
            return steps;
        }
        [Step::Wait(self.delay)].into_iter().chain(steps).collect()
    }
}

type Script = dyn Fn(&Received, usize) -> Reply + Send + Sync;

#[derive(Default)]
struct Log {
    received: Mutex<Vec<Received>>,
    counts: Mutex<HashMap<String, usize>>,
    connections: AtomicUsize,
    open: AtomicUsize,
    flooded: AtomicUsize,
    stopped: AtomicBool,
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    log: Arc<Log>,
}

impl Server {
    /// Starts a server. `script` receives the request, and the number of earlier ones to the same path.
    pub(crate) fn start(
        script: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::start_on(TcpListener::bind("127.0.0.1:0").unwrap(), 0, script)
    }

    /// Starts a server that closes the first connections without an answer.
    pub(crate) fn start_on(
        listener: TcpListener,
        dropped: usize,
        script: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Log::default());
        let script: Arc<Script> = Arc::new(script);
        let shared = Arc::clone(&log);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.stopped.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let number = shared.connections.fetch_add(1, Ordering::SeqCst);
                if number < dropped {
                    continue;
                }
                let (log, script) = (Arc::clone(&shared), Arc::clone(&script));
                log.open.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    serve(&stream, number, &log, script.as_ref());
                    // An orderly shutdown would precede a reset, so a connection that will be reset gets none.
                    if SockRef::from(&stream).linger().unwrap().is_none() {
                        let _ = stream.shutdown(Shutdown::Both);
                    }
                    drop(stream);
                    log.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, log }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/api/ai", self.origin())
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.log.received.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.log.received.lock().unwrap().len()
    }

    pub(crate) fn connections(&self) -> usize {
        self.log.connections.load(Ordering::SeqCst)
    }

    /// Returns the number of repetitions that floods have sent.
    pub(crate) fn flooded(&self) -> usize {
        self.log.flooded.load(Ordering::SeqCst)
    }

    /// Waits until the client has closed all connections.
    pub(crate) fn wait_until_closed(&self) {
        let patience = Instant::now() + Duration::from_secs(20);
        while self.log.open.load(Ordering::SeqCst) > 0 {
            assert!(Instant::now() < patience, "a connection stays open");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.log.stopped.store(true, Ordering::SeqCst);
        // Wakes the listener up.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(stream: &TcpStream, connection: usize, log: &Log, script: &Script) {
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream);
    while let Some(received) = read_request(&mut reader, connection) {
        log.received.lock().unwrap().push(received.clone());
        let earlier = {
            let mut counts = log.counts.lock().unwrap();
            let count = counts.entry(received.target.clone()).or_default();
            *count += 1;
            *count - 1
        };
        for step in script(&received, earlier).into_steps() {
            if !take_step(stream, step, log) {
                return;
            }
        }
    }
}

fn take_step(mut stream: &TcpStream, step: Step, log: &Log) -> bool {
    match step {
        Step::Send(bytes) => stream.write_all(&bytes).is_ok(),
        Step::Wait(length) => {
            thread::sleep(length);
            true
        }
        Step::Silence => {
            let mut buffer = [0; 1024];
            while matches!(stream.read(&mut buffer), Ok(1..)) {}
            false
        }
        Step::Close => false,
        Step::Reset => {
            SockRef::from(stream).set_linger(Some(Duration::ZERO)).unwrap();
            false
        }
        Step::Flood(bytes, times) => (0..times).all(|_| {
            let sent = stream.write_all(&bytes).is_ok();
            log.flooded.fetch_add(usize::from(sent), Ordering::SeqCst);
            sent
        }),
    }
}

fn read_request(reader: &mut BufReader<&TcpStream>, connection: usize) -> Option<Received> {
    let mut line = String::new();
    match reader.read_line(&mut line) {
        Ok(1..) => {}
        Ok(0) => return None,
        Err(error) => {
            assert!(error.kind() != ErrorKind::InvalidData, "{error}");
            return None;
        }
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Received { method, target, headers, body, connection, at: Instant::now() })
}
