#![deny(warnings)]

use oxen_models::models::flux_2_pro::{AspectRatio, Flux2Pro};
use oxen_models::{Media, ModelRequest, request, try_request};

struct Ox {
    seed: u32,
}

const STEPS: u8 = 40;
const PROMPT: &str = "an ox";

impl Ox {
    const RATIO: &'static str = "16:9";

    fn poster(&self) -> Flux2Pro {
        request!({ "model": "flux-2-pro", "prompt": "a", "seed": self.seed, "aspect_ratio": Self::RATIO })
    }

    async fn later(&self) -> Option<Flux2Pro> {
        let text = async { Some("an ox") };
        Some(request!({ "model": "flux-2-pro", "prompt": text.await?, "seed": self.seed }))
    }
}

fn pair<A: Default, B>(_: A, second: B) -> B {
    second
}

fn generic<T: Into<String>, const N: usize>(text: T) -> Flux2Pro {
    request!({ "model": "flux-2-pro", "prompt": text, "num_inference_steps": N, "output_quality": const { N + 1 } })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ox = Ox { seed: 7 };
    drop(ox.later());
    let text = String::from("an ox");
    let posters = [
        request!({ r#model: r"flux-2-pro", r#"prompt"#: r#"an "ox""#, }),
        request!({ "\u{6d}odel": "flux-2-pro", "prom\x70t": "a\nb \
            c" }),
        request! { "model": "flux-2-pro", prompt: "a" },
        request!["model": "flux-2-pro", prompt: "a",],
        request!({ "model": "flux-2-pro", prompt: "a" },),
        request!({ model: "flux-2-pro", prompt: "a", seed: -9_223_372_036_854_775_808, guidance: 1_0e-1 }),
        request!({ model: "flux-2-pro", prompt: "a", seed: 18446744073709551615, guidance: 2.5f32, num_inference_steps: 40u32 }),
        request!({ model: "flux-2-pro", prompt: "a", seed: -0, guidance: 5f64, num_inference_steps: 0x1F }),
        request!({ model: "flux-2-pro", prompt: "a", seed: -1.0, guidance: -0.0, num_inference_steps: 4e1 }),
        request!({ model: "flux-2-pro", prompt: { let text = "1"; text }, seed: [1, 2][0] }),
        request!({ model: "flux-2-pro", prompt: (|a: u8, b: u8| (a, b).0.to_string())(1, 2), seed: ox.seed }),
        request!({ model: "flux-2-pro", prompt: pair::<u8, &str>(1, "2"), seed: Ox { seed: 7 }.seed as i64 }),
        request!({ model: "flux-2-pro", prompt: format!("{}, {}", 1, 2), disable_safety_checker: ox.seed < 7 }),
        request!({ model: "flux-2-pro", prompt: if ox.seed < 7 { "a" } else { "b" }, seed: match ox.seed { 1 => 2, _ => 3 } }),
        request!({ model: "flux-2-pro", prompt: 'c', input_image: vec!["a", "b"], seed: (1 < 2) as u8 }),
        request!({ model: "flux-2-pro", prompt: &*text, input_image: [Media::from("a"), "b", &text], }),
        request!({ model: "flux-2-pro", prompt: PROMPT, input_image: [PROMPT], num_inference_steps: STEPS }),
        request!({ model: "flux-2-pro", prompt: "a", input_image: [], aspect_ratio: AspectRatio::Ratio1x1 }),
        request!({ /* the model */ model: "flux-2-pro", // and
            prompt: "a", }),
        try_request!({ model: "flux-2-pro", prompt: text.clone(), seed: "7".parse::<u64>()?, guidance: ox.seed })?,
        ox.poster(),
        generic::<_, 7>("a"),
    ];
    for (poster, parameter, value) in [
        (0, "prompt", "an \"ox\"".into()),
        (1, "prompt", "a\nb c".into()),
        (5, "seed", i64::MIN.into()),
        (5, "guidance", 1.0.into()),
        (6, "seed", u64::MAX.into()),
        (6, "guidance", 2.5.into()),
        (7, "seed", 0.into()),
        (7, "num_inference_steps", 31.into()),
        (8, "seed", (-1.0).into()),
        (21, "output_quality", 8.into()),
    ] {
        let value: oxen_models::Literal = value;
        assert_eq!(Some(&posters[poster].to_json()[parameter]), value.to_json().as_ref());
    }
    println!("done");
    Ok(())
}
