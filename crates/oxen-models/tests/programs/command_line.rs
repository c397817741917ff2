//! A command-line tool: enums as arguments, optional values without an `if`.

use clap::Parser;
use oxen_models::ModelRequest;
use oxen_models::models::flux_2_pro::{AspectRatio, Flux2Pro};

#[derive(Parser)]
struct Arguments {
    prompt: String,
    #[arg(long, value_parser = str::parse::<AspectRatio>)]
    aspect_ratio: Option<AspectRatio>,
    #[arg(long)]
    seed: Option<u64>,
    #[arg(long)]
    steps: Option<u32>,
    #[arg(long)]
    image: Vec<String>,
}

impl Arguments {
    fn request(self) -> Result<Flux2Pro, oxen_models::InvalidRequest> {
        Flux2Pro::builder()
            .prompt(self.prompt)
            .aspect_ratio(self.aspect_ratio)
            .seed(self.seed)
            .num_inference_steps(self.steps)
            .input_image((!self.image.is_empty()).then_some(self.image))
            .build()
    }
}

#[test]
fn omitted_arguments_are_not_sent() {
    let arguments = Arguments::parse_from(["poster", "an ox", "--aspect-ratio", "16:9"]);
    let request = arguments.request().unwrap();
    assert_eq!(request.parameters().names().collect::<Vec<_>>(), ["prompt", "aspect_ratio"]);

    let all = ["poster", "an ox", "--seed", "7", "--steps", "20", "--image", "https://x.org/a.png"];
    let request = Arguments::parse_from(all).request().unwrap();
    assert_eq!(request.parameters().len(), 4);
}

#[test]
fn a_wrong_value_is_refused_with_the_allowed_ones() {
    let error = Arguments::try_parse_from(["poster", "an ox", "--aspect-ratio", "16:8"]);
    let text = error.err().unwrap().to_string();
    assert!(text.contains("`16:9`") && text.contains("did you mean"), "{text}");

    let error = Arguments::parse_from(["poster", "an ox", "--steps", "99"]).request().unwrap_err();
    assert!(error.to_string().contains("`num_inference_steps` is 99"), "{error}");
}
