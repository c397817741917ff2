//! The ways to a body's text that are compared.

use std::hint::black_box;
use std::io;
use std::sync::LazyLock;

use oxen_models::chat::{Message, Role};
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::models::flux_2_pro::{AspectRatio, Flux2Pro};
use oxen_models::{Media, request};
use serde::Serialize;
use serde_json::json;

/// A way from values to the body's text.
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) run: fn(),
    /// Whether ratios of those that follow are to this one.
    pub(crate) is_baseline: bool,
    /// Whether a few runs are enough.
    pub(crate) is_large: bool,
    pub(crate) goal: Option<Goal>,
}

/// The most that a form may take.
#[derive(Clone, Copy)]
pub(crate) struct Goal {
    pub(crate) ratio: f64,
    pub(crate) allocations: f64,
    pub(crate) bytes: f64,
}

const fn baseline(name: &'static str, run: fn()) -> Form {
    Form { name, run, is_baseline: true, is_large: false, goal: None }
}

const fn form(name: &'static str, run: fn(), goal: Option<Goal>) -> Form {
    Form { name, run, is_baseline: false, is_large: false, goal }
}

const fn goal(ratio: f64, allocations: f64) -> Goal {
    Goal { ratio, allocations, bytes: f64::INFINITY }
}

pub(crate) const FORMS: [Form; 9] = [
    baseline("five/struct", five_struct),
    form("five/json!", five_json, None),
    form("five/builder", five_builder, Some(goal(2.0, 8.0))),
    form("five/request!", five_request, Some(goal(1.5, 8.0))),
    baseline("chat/struct", chat_struct),
    form("chat/json!", chat_json, None),
    form("chat/builder", chat_builder, Some(goal(1.5, 60.0))),
    Form { is_large: true, ..baseline("media/read", media_read) },
    Form {
        is_large: true,
        // Beside the file and its text in Base64, which reading it takes, one copy.
        goal: Some(Goal {
            ratio: f64::INFINITY,
            allocations: f64::INFINITY,
            bytes: 2.2 * MEDIA_BYTES,
        }),
        ..form("media/request", media_request, None)
    },
];

#[derive(Serialize)]
struct Poster<'a> {
    model: &'a str,
    prompt: String,
    aspect_ratio: Ratio,
    num_inference_steps: u32,
    guidance: f64,
    seed: u64,
}

#[derive(Clone, Copy, Serialize)]
enum Ratio {
    #[serde(rename = "16:9")]
    Wide,
}

const PROMPT: &str = "an ox at dawn, in the style of an old engraving";

fn five_struct() {
    let poster = Poster {
        model: "flux-2-pro",
        prompt: black_box(PROMPT).to_owned(),
        aspect_ratio: black_box(Ratio::Wide),
        num_inference_steps: black_box(40),
        guidance: black_box(2.5),
        seed: black_box(7),
    };
    black_box(serde_json::to_string(&poster).unwrap());
}

fn five_json() {
    let poster = json!({
        "model": "flux-2-pro",
        "prompt": black_box(PROMPT),
        "aspect_ratio": black_box(Ratio::Wide),
        "num_inference_steps": black_box(40),
        "guidance": black_box(2.5),
        "seed": black_box(7),
    });
    black_box(serde_json::to_string(&poster).unwrap());
}

fn five_builder() {
    let poster = Flux2Pro::builder()
        .prompt(black_box(PROMPT))
        .aspect_ratio(black_box(AspectRatio::Ratio16x9))
        .num_inference_steps(black_box(40))
        .guidance(black_box(2.5))
        .seed(black_box(7))
        .build()
        .unwrap();
    black_box(serde_json::to_string(&poster).unwrap());
}

fn five_request() {
    let poster = request!({
        "model": "flux-2-pro",
        "prompt": black_box(PROMPT),
        "aspect_ratio": black_box(AspectRatio::Ratio16x9),
        "num_inference_steps": 40,
        "guidance": 2.5,
        "seed": black_box(7),
    });
    black_box(serde_json::to_string(&poster).unwrap());
}

/// The messages of a conversation: who says what.
static TURNS: LazyLock<Vec<(Role, String)>> = LazyLock::new(|| {
    let role = |index| if index % 2 == 0 { Role::User } else { Role::Assistant };
    (0..40).map(|index| (role(index), format!("turn {index}: what an ox can do"))).collect()
});

#[derive(Serialize)]
struct Chat<'a> {
    model: &'a str,
    messages: Vec<Turn<'a>>,
    temperature: f64,
    max_tokens: u32,
}

#[derive(Serialize)]
struct Turn<'a> {
    role: &'a str,
    content: String,
}

fn chat_struct() {
    let turn =
        |(role, content): &(Role, String)| Turn { role: role.as_str(), content: content.clone() };
    let chat = Chat {
        model: "deepseek-v4-flash",
        messages: black_box(&*TURNS).iter().map(turn).collect(),
        temperature: black_box(0.7),
        max_tokens: black_box(1024),
    };
    black_box(serde_json::to_string(&chat).unwrap());
}

fn chat_json() {
    let turn =
        |(role, content): &(Role, String)| json!({ "role": role.as_str(), "content": content });
    let chat = json!({
        "model": "deepseek-v4-flash",
        "messages": black_box(&*TURNS).iter().map(turn).collect::<Vec<_>>(),
        "temperature": black_box(0.7),
        "max_tokens": black_box(1024),
    });
    black_box(serde_json::to_string(&chat).unwrap());
}

fn chat_builder() {
    let turns = black_box(&*TURNS).iter().map(|(role, content)| Message::new(*role, content));
    let chat = DeepseekV4Flash::builder()
        .messages(turns)
        .temperature(black_box(0.7))
        .max_tokens(black_box(1024))
        .build()
        .unwrap();
    black_box(serde_json::to_string(&chat).unwrap());
}

/// The characters of 20 MB in Base64.
const MEDIA_BYTES: f64 = 20e6 / 3.0 * 4.0;

fn media() -> Media {
    static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| vec![7; 20_000_000]);
    Media::bytes("image/png", &*BYTES).unwrap()
}

fn media_read() {
    black_box(media());
}

fn media_request() {
    let edit = Flux2Pro::builder().prompt("an ox").input_image([media()]).build().unwrap();
    // As a connection takes it.
    serde_json::to_writer(io::sink(), black_box(&edit)).unwrap();
}
