//! A chat answer, and a picture on disk: `cargo run --example quickstart`.
//!
//! With `OXEN_API_KEY` it uses the hub, at the price of the two models; without a key it starts the simulated hub.

use std::error::Error;

use oxen_hub_sim::Hub;
use oxen_models::Client;
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::models::flux_2_pro::{AspectRatio, Flux2Pro};

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
    let directory = std::env::temp_dir().join("oxen-quickstart");
    run(&client, &directory).await
}

pub(crate) async fn run(
    client: &Client,
    directory: &std::path::Path,
) -> Result<(), Box<dyn Error>> {
    let hello = DeepseekV4Flash::builder()
        .system("Answer in one line.")
        .user("Hello, what can you do?")
        .max_tokens(1024)
        .build()?;
    let answer = client.send(&hello).await?;
    println!("{}", answer.text());

    let poster = Flux2Pro::builder()
        .prompt("an ox at dawn")
        .aspect_ratio(AspectRatio::Ratio16x9)
        .num_inference_steps(40)
        .build()?;
    let images = client.send(&poster).await?;
    for path in images.save_all(directory).await? {
        println!("saved {}", path.display());
    }
    Ok(())
}
