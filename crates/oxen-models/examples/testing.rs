//! A test of your own program, with the simulated hub in place of the real one: `cargo run --example testing`.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

use std::error::Error;

use oxen_hub_sim::{Fault, Hub};
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::{Client, ErrorKind};

/// The program under test.
async fn greeting(client: &Client) -> Result<String, Box<dyn Error>> {
    let request = DeepseekV4Flash::builder().user("Say hello.").build()?;
    Ok(client.send(&request).await?.text().to_owned())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    run().await
}

/// The body of a `#[tokio::test]` in your program.
pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let hub = Hub::start().await?;
    let client = Client::builder().base_url(&hub.base_url())?.key(hub.key())?.build()?;

    assert!(!greeting(&client).await?.is_empty());
    assert_eq!(hub.count("POST /chat/completions"), 1);

    // A failure of the hub reaches the program; the request is not sent a second time.
    hub.inject(Fault::status(503).on("POST /chat/completions").times(1));
    let error = greeting(&client).await.unwrap_err();
    let error: &oxen_models::Error = error.downcast_ref().ok_or("another error")?;
    assert!(matches!(error.kind(), ErrorKind::Hub { .. }) && error.may_have_run());
    assert_eq!(hub.count("POST /chat/completions"), 2);

    hub.assert_key_stayed_home();
    println!("all checks passed");
    Ok(())
}
