//! Requests over loopback with the client of the hub, beside bare `reqwest`.
//!
//! `cargo bench -p oxen-models-tests --bench send` prints, for a chat request, the time with each of the two in one run,
//! and, if `valgrind` is installed, the instructions and allocations of each in a process of its own without the server;
//! then, for an answer with a picture of 15 MB in it, the time from the request to the file, and the peak memory of the
//! process. It fails if a chat request takes more than 1.1 times the instructions, or, without `valgrind`, the time.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod clients;
mod server;

use std::env;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use clients::{Bare, Ours};
use oxen_models_tests::valgrind;

/// The number of chat requests per round, and of rounds.
const REQUESTS: u32 = 200;
const ROUNDS: u32 = 25;
/// The largest accepted ratio of instructions, or else of times.
const MAX_RATIO: f64 = 1.1;

/// The variable that makes this program run one measurement: the client, the kind of answer, the server's URL, and the
/// number of requests.
const RUN: &str = "OXEN_SEND_RUN";

fn main() -> ExitCode {
    if let Ok(run) = env::var(RUN) {
        run_alone(&run);
        return ExitCode::SUCCESS;
    }
    let url = server::start(server::chat());
    let times = chat_times(&url);
    println!("a chat request: {:.1?}, with bare reqwest {:.1?}", times[0], times[1]);
    let mut ratio = times[0].as_secs_f64() / times[1].as_secs_f64();
    println!("  time: ratio {ratio:.3}");
    let instructions = ["ours", "bare"].map(|client| each(valgrind::instructions, client, &url));
    let allocations = ["ours", "bare"].map(|client| each(valgrind::allocations, client, &url));
    if let [Some(ours), Some(bare)] = instructions {
        ratio = ours / bare;
        println!("  instructions: {ours:.0}, with bare reqwest {bare:.0}, ratio {ratio:.3}");
    }
    if let [Some(ours), Some(bare)] = allocations {
        println!("  allocations: {ours:.0}, with bare reqwest {bare:.0}");
    }
    let (answer, length) = server::picture();
    let url = server::start(answer);
    println!("a picture in an answer of {length} bytes, from the request to the file:");
    for client in ["ours", "bare"] {
        println!("  {client}: {}", output(&mut alone(client, "picture", &url, 5)));
    }
    if ratio <= MAX_RATIO { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The best time of a chat request with each client. They alternate, so that a disturbance affects both.
fn chat_times(url: &str) -> [Duration; 2] {
    let (ours, bare) = (Ours::new(url), Bare::new(url));
    let mut best = [Duration::MAX; 2];
    runtime().block_on(async {
        for _ in 0..ROUNDS {
            let start = Instant::now();
            for _ in 0..REQUESTS {
                ours.chat().await;
            }
            best[0] = best[0].min(start.elapsed() / REQUESTS);
            let start = Instant::now();
            for _ in 0..REQUESTS {
                bare.chat().await;
            }
            best[1] = best[1].min(start.elapsed() / REQUESTS);
        }
    });
    best
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Runs one client; prints the time and memory that it takes if the answer is a picture.
fn run_alone(run: &str) {
    let parts: Vec<&str> = run.split(' ').collect();
    let [client, kind, url, times] = parts[..] else { panic!("{run}") };
    let times: u32 = times.parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut best = Duration::MAX;
    runtime().block_on(async {
        let (ours, bare) = (Ours::new(url), Bare::new(url));
        for time in 0..times {
            let target = folder.path().join(format!("{time}.png"));
            let start = Instant::now();
            match (client, kind) {
                ("ours", "chat") => ours.chat().await,
                ("ours", _) => ours.picture(&target).await,
                (_, "chat") => bare.chat().await,
                _ => bare.picture(&target).await,
            }
            best = best.min(start.elapsed());
        }
    });
    if kind == "picture" {
        // Linux only: the peak memory of the process.
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        println!("{best:.1?}, {} of memory at most", peak.unwrap_or("an unknown amount").trim());
    }
}

fn alone(client: &str, kind: &str, url: &str, times: u32) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.env(RUN, format!("{client} {kind} {url} {times}"));
    command
}

fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Returns the count for each chat request; `None` without valgrind.
fn each(count: fn(&Command) -> Option<u64>, client: &str, url: &str) -> Option<f64> {
    let once = count(&alone(client, "chat", url, 1))?;
    let often = count(&alone(client, "chat", url, 1 + REQUESTS))?;
    #[allow(clippy::cast_precision_loss, reason = "far below what is exact")]
    let more = often.saturating_sub(once) as f64;
    Some(more / f64::from(REQUESTS))
}
