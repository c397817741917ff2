//! A chat answer as it is written: `cargo run --example streaming`.
//!
//! With `OXEN_API_KEY` it uses the hub, at the price of the model; without a key it starts the simulated hub.

use std::error::Error;
use std::io::Write as _;

use oxen_hub_sim::Hub;
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::{Client, ErrorKind};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // Simulates the hub until it is dropped.
    let mut simulator = None;
    let client = if std::env::var_os("OXEN_API_KEY").is_some() {
        Client::from_env()?
    } else {
        println!("OXEN_API_KEY is not set, so this uses the simulated hub.");
        let hub = simulator.insert(Hub::start().await?);
        Client::builder().base_url(&hub.base_url())?.key(hub.key())?.build()?
    };
    run(&client).await
}

pub(crate) async fn run(client: &Client) -> Result<(), Box<dyn Error>> {
    let request = DeepseekV4Flash::builder()
        .system("Answer in three lines.")
        .user("Tell me about the ox, as if you were one.")
        .build()?;

    let mut text = client.stream(&request).await?.text();
    while let Some(piece) = text.next().await {
        match piece {
            Ok(piece) => {
                print!("{piece}");
                std::io::stdout().flush()?;
            }
            Err(error) => {
                // The received part is not lost.
                if let ErrorKind::Truncated { partial } = error.kind() {
                    eprintln!("\nonly {} characters were received", partial.text().len());
                }
                return Err(error.into());
            }
        }
    }
    println!();

    // The same chunks, joined: the whole answer, with tool calls and usage if there are any.
    let answer = text.into_stream().collect().await?;
    println!("finished because of {:?}", answer.finish_reason());
    Ok(())
}
