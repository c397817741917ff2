// Nested types of every kind, in a crate that has nothing but `oxen_models`.
#![deny(warnings)]

oxen_models::model_types!("tests/macros/models/our-collage.json");

fn main() {
    let _ = our_collage::OurCollage::builder();
    println!("done");
}
