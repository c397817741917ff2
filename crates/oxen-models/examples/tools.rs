//! A model that calls functions of this program: `cargo run --example tools`.
//!
//! With `OXEN_API_KEY` it uses the hub, at the price of the model; without a key it starts the simulated hub.

use std::error::Error;

use oxen_hub_sim::Hub;
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::{Client, ToolError, Tools};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The weather in a city, now.
#[derive(Deserialize, JsonSchema)]
struct Place {
    /// The name of the city.
    city: String,
}

#[derive(Serialize)]
struct Weather {
    sky: &'static str,
    degrees: i32,
}

/// The distance between two cities, in kilometres.
#[derive(Deserialize, JsonSchema)]
struct Way {
    from: String,
    to: String,
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

pub(crate) async fn run(client: &Client) -> Result<String, Box<dyn Error>> {
    let tools = Tools::new()
        .with("weather", |place: Place| async move {
            println!("(looks at the sky of {})", place.city);
            Weather { sky: "clear", degrees: 21 }
        })
        .try_with("distance", |way: Way| async move {
            if way.from.is_empty() || way.to.is_empty() {
                // The model receives the error, and may correct its call.
                return Err(ToolError::new("a way has two ends"));
            }
            println!("(measures the way from {} to {})", way.from, way.to);
            Ok(1050)
        });

    let request = DeepseekV4Flash::builder()
        .user("Shall I go from Berlin to Paris? Look at the weather and the distance.")
        .build()?;
    let transcript = client.converse(&request, &tools).await?;
    for message in transcript.messages() {
        println!("{message}");
    }
    Ok(transcript.text().to_owned())
}
