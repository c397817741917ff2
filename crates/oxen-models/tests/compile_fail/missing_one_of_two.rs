extern crate oxen_models_frozen as oxen_models;

use oxen_models::models::flux_kontext_dev::FluxKontextDev;

fn main() {
    let _ = FluxKontextDev::builder().prompt("an ox").build();
}
