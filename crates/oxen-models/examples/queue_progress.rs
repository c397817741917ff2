//! A picture through the queue, with a bar: `cargo run --example queue_progress`. Ctrl-C leaves the generation at the hub,
//! and its id here: `cargo run --example queue_progress -- <id>` continues waiting.
//!
//! With `OXEN_API_KEY` it uses the hub, at the price of the model; without a key it starts the simulated hub.

use std::error::Error;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use oxen_hub_sim::Hub;
use oxen_models::generations::{Generation, GenerationId};
use oxen_models::models::flux_2_pro::Flux2Pro;
use oxen_models::{Client, ErrorKind};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // Simulates the hub until it is dropped.
    let mut simulator = None;
    let client = if std::env::var_os("OXEN_API_KEY").is_some() {
        Client::from_env()?
    } else {
        println!("OXEN_API_KEY is not set, so this uses the simulated hub.");
        let hub = Hub::builder().queue_latency(Duration::from_secs(2)).start().await?;
        let hub = simulator.insert(hub);
        Client::builder().base_url(&hub.base_url())?.key(hub.key())?.build()?
    };
    let id = match std::env::args().nth(1) {
        Some(id) => id.parse()?,
        None => enqueue(&client).await?,
    };
    tokio::select! {
        generation = wait(&client, &id) => println!("{:?}", generation?.result_url),
        _ = tokio::signal::ctrl_c() => {
            println!("\nIt continues at the hub: cargo run --example queue_progress -- {id}");
        }
    }
    Ok(())
}

pub(crate) async fn enqueue(client: &Client) -> Result<GenerationId, Box<dyn Error>> {
    let poster = Flux2Pro::builder().prompt("an ox at dawn").build()?;
    let queued = client.enqueue(&poster).await?;
    Ok(queued.first().ok_or("the hub made nothing")?.id.clone())
}

pub(crate) async fn wait(client: &Client, id: &GenerationId) -> Result<Generation, Box<dyn Error>> {
    let bar = ProgressBar::new_spinner()
        .with_style(ProgressStyle::with_template("{spinner} {msg} [{elapsed_precise}]")?);
    bar.enable_steady_tick(Duration::from_millis(100));
    let shown = bar.clone();
    let waiting = client.wait(id).progress(move |progress| {
        if let Some(status) = &progress.status {
            shown.set_message(format!("{} is {status}", progress.id));
        }
    });
    let result = waiting.await;
    bar.finish_and_clear();
    result.map_err(|error| match error.kind() {
        // Invalid parameters would have been refused before; a model may still refuse the prompt.
        ErrorKind::Failed(generation) => {
            generation.error_message.clone().unwrap_or_else(|| "no reason".to_owned()).into()
        }
        _ => error.into(),
    })
}
