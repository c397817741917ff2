//! A hundred pictures, resumable: `cargo run --example batch`. Stop it at any time and run it again: no picture is
//! made twice, and none is missing.
//!
//! With `OXEN_API_KEY` it uses the hub, at the price of the model; without a key it starts the simulated hub.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use oxen_hub_sim::Hub;
use oxen_models::Client;
use oxen_models::generations::GenerationId;
use oxen_models::models::flux_2_pro::Flux2Pro;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // Simulates the hub until it is dropped.
    let mut simulator = None;
    let mut directory = std::env::temp_dir().join("oxen-batch");
    let client = if std::env::var_os("OXEN_API_KEY").is_some() {
        Client::from_env()?
    } else {
        println!("OXEN_API_KEY is not set, so this uses the simulated hub.");
        // The next simulated hub does not know this one's generations.
        directory.push(std::process::id().to_string());
        let hub = simulator.insert(Hub::start().await?);
        Client::builder().base_url(&hub.base_url())?.key(hub.key())?.build()?
    };
    run(&client, &directory, 100).await
}

pub(crate) async fn run(
    client: &Client,
    directory: &Path,
    pictures: u32,
) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(directory)?;
    let mut ledger = Ledger::open(&directory.join("ids.txt"))?;
    let mut may_be_known = ledger.is_resumed;
    for number in 0..pictures {
        if ledger.ids.contains_key(&number) {
            continue;
        }
        let request = Flux2Pro::builder().prompt(format!("ox {number} of a herd")).build()?;
        // The previous run may have ended after it sent this request and before it stored the id.
        let found =
            if may_be_known { client.recover(&request, ledger.began).await? } else { Vec::new() };
        may_be_known = false;
        let id = match found.into_iter().next() {
            Some(generation) => generation.id,
            None => client.enqueue(&request).await?.first().ok_or("nothing was made")?.id.clone(),
        };
        ledger.note(number, id)?;
    }

    let numbers: BTreeMap<&GenerationId, u32> =
        ledger.ids.iter().map(|(number, id)| (id, *number)).collect();
    let path = |number| directory.join(format!("{number}.png"));
    let missing = numbers.iter().filter(|(_, number)| !path(**number).exists());
    let mut ends = client.wait_all(missing.map(|(id, _)| *id));
    while let Some(end) = ends.next().await {
        match end {
            Ok(generation) => {
                let number = numbers[&generation.id];
                generation.download(client.hub()).save(path(number)).await?;
            }
            Err(error) => eprintln!("{error}"),
        }
    }
    println!("{} pictures are in {}", ledger.ids.len(), directory.display());
    Ok(())
}

/// The ids of the pictures, in a file: the time when the batch began, then a line with a number and an id for each.
struct Ledger {
    file: File,
    began: SystemTime,
    is_resumed: bool,
    ids: BTreeMap<u32, GenerationId>,
}

impl Ledger {
    fn open(path: &Path) -> Result<Self, Box<dyn Error>> {
        let text = if path.exists() { std::fs::read_to_string(path)? } else { String::new() };
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        let mut lines = text.lines();
        let began = if let Some(line) = lines.next() {
            UNIX_EPOCH + Duration::from_secs(line.parse()?)
        } else {
            let now = SystemTime::now();
            writeln!(file, "{}", now.duration_since(UNIX_EPOCH)?.as_secs())?;
            now
        };
        let mut ids = BTreeMap::new();
        for line in lines {
            let (number, id) = line.split_once(' ').ok_or("a line that is not `number id`")?;
            ids.insert(number.parse()?, id.parse()?);
        }
        Ok(Self { file, began, is_resumed: !text.is_empty(), ids })
    }

    fn note(&mut self, number: u32, id: GenerationId) -> Result<(), Box<dyn Error>> {
        writeln!(self.file, "{number} {id}")?;
        self.ids.insert(number, id);
        Ok(())
    }
}
