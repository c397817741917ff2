//! A model that is chosen at run time, and a request that is checked before it is sent: `cargo run --example discover`.
//!
//! With `OXEN_API_KEY` it uses the hub, at the price of the model; without a key it starts the simulated hub.

use std::error::Error;

use oxen_hub_sim::Hub;
use oxen_models::{Client, DiscoveredModel};
use serde_json::json;

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
    let info = client.models().get("flux-2-pro").await?;
    let model = DiscoveredModel::new(&info)?;
    let names: Vec<&str> = model.parameters().iter().map(oxen_models::Parameter::name).collect();
    println!("{} takes {}", info.name(), names.join(", "));

    // The model would refuse this minutes later; here it is refused at once.
    let mistake = json!({"prompt": "an ox at dawn", "num_inference_steps": 60});
    if let Err(invalid) = model.request(mistake) {
        println!("{invalid}");
    }

    let request = model.request(json!({"prompt": "an ox at dawn", "num_inference_steps": 40}))?;
    let answer = client.send(&request).await?;
    println!("{answer:?}");
    Ok(())
}
