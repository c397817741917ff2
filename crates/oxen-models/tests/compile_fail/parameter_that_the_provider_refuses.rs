use oxen_models::models::claude_sonnet_5::ClaudeSonnet5;

fn main() {
    let _ = ClaudeSonnet5::builder().user("Hi").frequency_penalty(1).build();
}
