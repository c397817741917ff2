//! A model that is found at run time, and a request that is checked before it is sent: `cargo run --example discover`.
//!
//! With `OXEN_API_KEY` it asks the hub, and costs what the model costs; without a key it starts the simulated hub.

use std::error::Error;

use oxen_hub_sim::Hub;
use oxen_models::{Client, DiscoveredModel};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // Stands for the hub as long as it lives.
    let mut simulator = None;
    let client = if std::env::var_os("OXEN_API_KEY").is_some() {
        Client::from_env()?
    } else {
        println!("OXEN_API_KEY is not set, so this asks the simulated hub.");
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

    // What the model would refuse minutes later is refused here.
    let mistake = json!({"prompt": "an ox at dawn", "num_inference_steps": 60});
    if let Err(invalid) = model.request(mistake) {
        println!("{invalid}");
    }

    let request = model.request(json!({"prompt": "an ox at dawn", "num_inference_steps": 40}))?;
    let answer = client.send(&request).await?;
    println!("{answer:?}");
    Ok(())
}
