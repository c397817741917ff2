//! Answers of a future hub, read by the types of `oxen-hub`.

use oxen_hub_sim::Answer;
use oxen_models::answers::{Audio, ChatCompletion, Images, Videos};
use oxen_models::hub_models::ModelInfo;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads many answers: none is an error, and each one stays equal when written and read again.
fn read<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(answer: Answer) {
    for seed in 0..1500 {
        let text = answer.loose_instance(seed).to_string();
        let read: T = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{} {seed}: {error} in {text}", answer.name()));
        let written = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<T>(&written).unwrap(), read, "{text}");
    }
}

#[test]
fn chat_answers_with_missing_or_unknown_fields_are_read() {
    read::<ChatCompletion>(Answer::ChatCompletion);
}

#[test]
fn media_answers_with_missing_or_unknown_fields_are_read() {
    read::<Images>(Answer::Images);
    read::<Videos>(Answer::Videos);
    read::<Audio>(Answer::Audios);
}

#[test]
fn models_with_missing_or_unknown_fields_are_read() {
    read::<ModelInfo>(Answer::Model);
}
