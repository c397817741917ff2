//! The generated models, through the same public interface.

mod deepseek_v4_flash {
    use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
    use oxen_models::{Endpoint, Modality, ModelRequest};
    use serde_json::json;

    use crate::models::deepseek_v4_flash::DeepseekV4Flash as ByHand;

    const QUESTION: &str = "Hello, what can you do?";

    #[test]
    fn documented_requests() {
        let messages = json!([{"role": "user", "content": QUESTION}]);
        let minimal = DeepseekV4Flash::builder().user(QUESTION);
        let basic = minimal.clone().temperature(0.7).max_tokens(1024).stream(false);
        let all = basic.clone().top_p(1.0);
        for (builder, body) in [
            (minimal, json!({"model": "deepseek-v4-flash", "messages": messages})),
            (
                basic,
                json!({
                    "model": "deepseek-v4-flash", "messages": messages,
                    "temperature": 0.7, "max_tokens": 1024, "stream": false
                }),
            ),
            (
                all,
                json!({
                    "model": "deepseek-v4-flash", "messages": messages,
                    "temperature": 0.7, "max_tokens": 1024, "stream": false, "top_p": 1.0
                }),
            ),
        ] {
            assert_eq!(builder.build().unwrap().to_json(), body);
        }
    }

    #[test]
    fn facts() {
        let model = DeepseekV4Flash::MODEL;
        assert_eq!(model.parameter_count, Some(284_000_000_000));
        assert_eq!(model.active_parameters, Some(13_000_000_000));
        assert_eq!(model.context_length, Some(1_048_576));
        assert_eq!(model.endpoint, Endpoint::ChatCompletions);
        assert!(model.accepts(Modality::Text) && model.produces(Modality::Text));
        assert!(!model.accepts(Modality::Image));
        let facts = [
            model.mixture_of_experts,
            model.multilingual,
            model.tool_use,
            model.structured_outputs,
        ];
        assert_eq!(facts, [Some(true); 4]);
    }

    #[test]
    fn the_generated_builder_equals_the_handwritten_one() {
        let generated = DeepseekV4Flash::builder().system("Be brief.").user(QUESTION).build();
        let by_hand = ByHand::builder().system("Be brief.").user(QUESTION).build();
        let (generated, by_hand) = (generated.unwrap(), by_hand.unwrap());
        assert_eq!(generated.to_curl(), by_hand.to_curl());
        assert_eq!(generated.to_python(), by_hand.to_python());
    }
}

mod flux_2_pro {
    use oxen_models::models::flux_2_pro::{AspectRatio, Flux2Pro};
    use oxen_models::{AnyRequest, ModelRequest};
    use serde_json::json;

    #[test]
    fn typed_and_chosen_at_run_time() {
        let typed = Flux2Pro::builder()
            .prompt("an ox at dawn")
            .aspect_ratio(AspectRatio::Ratio16x9)
            .num_inference_steps(40)
            .build()
            .unwrap();
        let body = json!({
            "model": "flux-2-pro", "prompt": "an ox at dawn",
            "aspect_ratio": "16:9", "num_inference_steps": 40
        });
        assert_eq!(typed.to_json(), body);
        assert_eq!(&AnyRequest::new("flux-2-pro", body).unwrap(), typed.as_any());
    }

    #[test]
    fn bounds_and_values() {
        let body = json!({"prompt": "an ox", "num_inference_steps": 60, "aspect_ratio": "16:0"});
        let error = AnyRequest::new("flux-2-pro", body).unwrap_err().to_string();
        assert!(
            error.contains("\n- `num_inference_steps` is 60, but must be an integer from 1 to 50"),
            "{error}"
        );
        assert!(
            error.contains("\n- `aspect_ratio` is \"16:0\", but must be one of \"1:1\", \"16:9\","),
            "{error}"
        );
    }

    #[test]
    fn an_id_with_a_typo_has_a_suggestion() {
        let error = AnyRequest::new("flux-2-por", json!({})).unwrap_err();
        assert!(
            error.to_string().starts_with("no model is called `flux-2-por`; did you mean `flux-2-"),
            "{error}"
        );
    }
}

#[test]
fn a_model_without_its_feature_names_the_feature() {
    let error = oxen_models::AnyRequest::new("ideogram-v4", serde_json::json!({})).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`ideogram-v4` needs the cargo feature `ideogram` of oxen-models"
    );
}
