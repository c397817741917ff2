//! Reading answers of the hub: a readable error, or an answer that stays equal when written and read again.

use oxen_models::answers::{Audio, ChatCompletion, Chunk, Images, Videos};
use oxen_models::generations::Generation;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::choices::Choices;

pub(crate) fn run(bytes: &[u8]) {
    let odd = Choices::new(bytes).answer().to_string();
    for text in [String::from_utf8_lossy(bytes).into_owned(), odd] {
        read::<ChatCompletion>(&text);
        read::<Chunk>(&text);
        show::<Images>(&text);
        show::<Videos>(&text);
        show::<Audio>(&text);
        read::<Generation>(&text);
        read::<Generation>(&with_id(&text));
    }
}

/// Returns the same text as the record of a generation, if it can be one.
fn with_id(text: &str) -> String {
    let Ok(Value::Object(mut object)) = serde_json::from_str(text) else { return text.to_owned() };
    object.insert("generation_id".to_owned(), Value::from("a"));
    Value::Object(object).to_string()
}

fn read<T: DeserializeOwned + Serialize>(text: &str) {
    if let Ok(answer) = serde_json::from_str::<T>(text) {
        let written = serde_json::to_value(&answer).unwrap();
        let again: T = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&again).unwrap(), written, "{text}");
    }
}

fn show<T: DeserializeOwned + std::fmt::Debug>(text: &str) {
    if let Ok(answer) = serde_json::from_str::<T>(text) {
        // It must not panic.
        let _ = format!("{answer:?}");
    }
}
