//! An answer in the shape of a type: `cargo run --example structured`.
//!
//! With `OXEN_API_KEY` it uses the hub, at the price of the model; without a key it starts the simulated hub.

use std::error::Error;

use oxen_hub_sim::Hub;
use oxen_models::Client;
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use schemars::JsonSchema;
use serde::Deserialize;

/// A herd of oxen.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Herd {
    /// The place where it grazes.
    place: String,
    oxen: Vec<Ox>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Ox {
    name: String,
    /// In kilograms.
    weight: Option<f64>,
}

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
    run(&client).await.map(drop)
}

pub(crate) async fn run(client: &Client) -> Result<Herd, Box<dyn Error>> {
    let request = DeepseekV4Flash::builder()
        .user("Two oxen, Bill of 900 kg and Bob, graze at the lake. Give me the herd.")
        .build()?;
    let herd = client.structured::<Herd>(&request).await?.value;
    println!("at {}:", herd.place);
    for ox in &herd.oxen {
        match ox.weight {
            Some(weight) => println!("- {} of {weight} kg", ox.name),
            None => println!("- {}", ox.name),
        }
    }
    Ok(herd)
}
