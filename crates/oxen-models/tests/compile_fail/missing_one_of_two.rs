use oxen_models::models::flux_kontext_dev::FluxKontextDev;

fn main() {
    let _ = FluxKontextDev::builder().prompt("an ox").build();
}
