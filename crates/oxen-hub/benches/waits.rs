//! The requests, connections and memory that a thousand waits take.
//!
//! `cargo bench -p oxen-hub --bench waits`. This process is the hub; the waits are in one of their own, so that its memory
//! is theirs. They wait at the machine's clock for generations that end over ten seconds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark that meets the unexpected should stop"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use oxen_hub::generations::GenerationId;
use oxen_hub::{Client, Error};
use oxen_hub_sim::{Fault, Hub, Outcome};
use serde_json::{Value, json};

/// Set for the process that waits.
const WAITER: &str = "OXEN_BENCH_WAITER";

fn main() {
    if std::env::var_os(WAITER).is_some() {
        return wait();
    }
    println!("waits  events    listings  records  streams  connections  seconds  peak memory");
    for (count, events) in [(1, true), (1000, true), (1000, false)] {
        measure(count, events);
    }
}

/// Starts a hub and a process that waits for this many of its generations.
fn measure(count: u32, has_events: bool) {
    let painter = json!({
        "id": "painter",
        "capabilities": {"input": ["text"], "output": ["image"]},
        "request_schema": {"type": "object", "properties": {"prompt": {"type": "string"}}},
    });
    let hub = Hub::builder().listing(json!({"data": [painter]})).manual_queue();
    let hub = hub.start_blocking().unwrap();
    if !has_events {
        hub.inject(Fault::status(404).on("GET /api/events"));
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .env(WAITER, "1")
        .args([hub.base_url(), hub.key().to_owned(), count.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "enqueued");
    let started = Instant::now();
    let enqueued = hub.requests().len();
    let ids: Vec<String> = hub.generations().iter().map(id).collect();
    for batch in ids.chunks(ids.len().div_ceil(10)) {
        std::thread::sleep(Duration::from_secs(1));
        for id in batch {
            hub.finish(id, &Outcome::Natural);
        }
    }
    let memory = lines.next().unwrap().unwrap();
    assert!(child.wait().unwrap().success());
    let seconds = started.elapsed().as_secs_f64();
    let total = hub.requests().len() - enqueued;
    let (listings, records) = (hub.count("GET /queue"), hub.count("GET /queue/*"));
    let (streams, connections) = (hub.count("GET /api/events"), hub.most_open_connections());
    assert_eq!(total, listings + records + streams);
    println!(
        "{count:5}  {has_events:<8}  {listings:8}  {records:7}  {streams:7}  {connections:11}  {seconds:7.1}  {memory}"
    );
}

fn id(generation: &Value) -> String {
    generation["generation_id"].as_str().unwrap().to_owned()
}

/// Enqueues, waits, and prints how much memory the waits took in addition to enqueuing.
fn wait() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, key, count, ..] = arguments.as_slice() else { panic!("{arguments:?}") };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = Client::builder().base_url(url).unwrap().key(key).unwrap().build().unwrap();
        let parameters = json!({"prompt": "an ox"});
        let enqueue = client.enqueue("painter", parameters.as_object().unwrap());
        let queued = enqueue.generations(count.parse().unwrap()).await.unwrap();
        say("enqueued");
        let before = memory();
        let ids: Vec<GenerationId> = queued.ids().cloned().collect();
        wait_for(&client, ids).await.unwrap();
        say(&format!("{:.1} MiB, of which waiting {:.1}", memory(), memory() - before));
    });
}

async fn wait_for(client: &Client, ids: Vec<GenerationId>) -> Result<(), Error> {
    let mut ends = client.wait_all(ids);
    while let Some(end) = ends.next().await {
        end?;
    }
    Ok(())
}

fn say(text: &str) {
    println!("{text}");
    std::io::stdout().flush().unwrap();
}

/// Returns the peak memory of this process in MiB, where the system reports it.
fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}
