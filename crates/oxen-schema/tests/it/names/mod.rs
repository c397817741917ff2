//! Rust names: the expected ones, for any text, distinct, and stable.

mod identifiers;
mod nested;
mod published;
mod scope;

use std::path::Path;

use oxen_schema::names::{self, KEYWORDS};
use serde_json::{Value, json};

#[test]
fn models_have_the_names_of_their_ids() {
    for (id, module, type_name) in [
        ("kling-video-o3-omni", "kling_video_o3_omni", "KlingVideoO3Omni"),
        ("happyhorse-1.0-i2v", "happyhorse_1_0_i2v", "Happyhorse1_0I2v"),
        ("flux-2-pro", "flux_2_pro", "Flux2Pro"),
        ("deepseek-v4-flash", "deepseek_v4_flash", "DeepseekV4Flash"),
        ("gpt-5-5-2026-04-23", "gpt_5_5_2026_04_23", "Gpt5_5_2026_04_23"),
        (
            "ltx-2-3-pro-22b-IC-LoRA-Union-Control",
            "ltx_2_3_pro_22b_ic_lora_union_control",
            "Ltx2_3Pro22bIcLoRAUnionControl",
        ),
        ("o1", "o1", "O1"),
        ("3d-model", "n3d_model", "N3dModel"),
        ("type", "type_", "Type"),
        ("mod", "mod_", "Mod"),
        ("std", "std_", "Std"),
        ("chat", "chat_", "Chat"),
        ("model", "model", "ModelModel"),
        ("self", "self_", "SelfModel"),
        ("request", "request", "RequestModel"),
        ("Qwen/Qwen-Image", "qwen_qwen_image", "QwenQwenImage"),
        ("oxen:ns/name", "oxen_ns_name", "OxenNsName"),
        ("option", "option", "OptionModel"),
        ("com_1", "com_1", "Com1"),
        ("a.-_b", "a_b", "AB"),
    ] {
        assert_eq!((&*names::module(id), &*names::request_type(id)), (module, type_name), "{id}");
    }
}

#[test]
fn parameters_have_setters_and_types() {
    for (parameter, setter, type_name) in [
        ("aspect_ratio", "aspect_ratio", "AspectRatio"),
        ("inputImage", "input_image", "InputImage"),
        ("HTTPProxy2", "http_proxy2", "HTTPProxy2"),
        ("type", "type_", "Type"),
        ("gen", "gen_", "Gen"),
        ("Self", "self_", "Self_"),
        ("crate", "crate_", "Crate"),
        ("build", "build_", "Build"),
        ("without_rule", "without_rule_", "WithoutRule"),
        ("extra", "extra_", "Extra"),
        ("clone", "clone_", "CloneValue"),
        ("from", "from_", "FromValue"),
        ("string", "string", "StringValue"),
        ("optional", "optional", "OptionalValue"),
        ("k", "k", "KValue"),
        ("result", "result", "ResultValue"),
        ("", "empty", "Empty"),
        ("_", "underscore", "Underscore"),
        ("--", "dash_dash", "DashDash"),
        ("4k_mode", "n4k_mode", "N4kMode"),
        ("größe", "groesse", "Groesse"),
        ("尺寸", "u5c3a_u5bf8", "U5c3aU5bf8"),
        ("$ref", "dollar_ref", "DollarRef"),
        ("a b", "a_b", "AB"),
        ("x\u{202e}y", "x_u202e_y", "XU202eY"),
        ("\"; fn evil() {} //", "fn_evil", "FnEvil"),
    ] {
        assert_eq!(
            (&*names::setter(parameter), &*names::value_type(parameter)),
            (setter, type_name),
            "{parameter:?}"
        );
    }
}

#[test]
fn values_have_variants() {
    for (value, variant) in [
        (json!("16:9"), "Ratio16x9"),
        (json!("2.35:1"), "Ratio2_35x1"),
        (json!("9:19.5"), "Ratio9x19_5"),
        (json!("480p"), "P480"),
        (json!("480P"), "P480"),
        (json!("4k"), "K4"),
        (json!("4K"), "K4"),
        (json!("1 MP"), "Mp1"),
        (json!("0.5 MP"), "Mp0_5"),
        (json!("422 HQ"), "Hq422"),
        (json!("422 Proxy"), "Proxy422"),
        (json!("5s"), "S5"),
        (json!("2x"), "X2"),
        (json!("50%"), "Percent50"),
        (json!("512"), "N512"),
        (json!("007"), "N007"),
        (json!("1024x768"), "Size1024x768"),
        (json!("1024 × 768"), "Size1024x768"),
        (json!(5), "N5"),
        (json!(5.0), "N5"),
        (json!(-0.0), "N0"),
        (json!(-1), "Minus1"),
        (json!("-1"), "Minus1"),
        (json!("+1"), "Plus1"),
        (json!(23.976), "F23_976"),
        (json!("23.976"), "F23_976"),
        (json!(-0.5), "Minus0_5"),
        (json!(1e300), "N1ePlus300"),
        (json!(1e-7), "N1eMinus7"),
        (json!("auto"), "Auto"),
        (json!("none"), "None"),
        (json!("TURBO"), "Turbo"),
        (json!("ProRes"), "ProRes"),
        (json!("H265"), "H265"),
        (json!("VDA-Small"), "VdaSmall"),
        (json!("square_hd"), "SquareHd"),
        (json!("portrait_4_3"), "Portrait4_3"),
        (json!("b64_json"), "B64Json"),
        (json!("Standard V2"), "StandardV2"),
        (json!("self"), "Self_"),
        (json!(""), "Empty"),
        (json!("..."), "DotDotDot"),
        (json!("1:1:1"), "N1_1_1"),
        (json!("c++"), "CPlusPlus"),
        (json!(true), "True"),
        (json!(null), "Null"),
        (json!({"a": [1]}), "A1"),
    ] {
        assert_eq!(names::variant(&value), variant, "{value}");
    }
}

#[test]
fn developers_have_features() {
    for (developer, feature) in [
        ("Black Forest Labs", "black-forest-labs"),
        ("Z AI", "z-ai"),
        ("xAI", "xai"),
        ("Tongyi-MAI", "tongyi-mai"),
        ("Default", "default-models"),
        ("", "empty"),
        ("Crème", "creme"),
    ] {
        assert_eq!(names::feature(developer), feature);
    }
}

#[test]
fn very_long_texts_have_shortened_names() {
    let (a, b) = (format!("{}a", "long ".repeat(2_000)), format!("{}b", "long ".repeat(2_000)));
    for name in [names::setter, names::value_type, names::module, names::feature] {
        assert!(name(&a).len() <= 150, "{}", name(&a));
        assert_ne!(name(&a), name(&b));
    }
    assert!(names::variant(&Value::from("9".repeat(10_000))).len() <= 150);
}

#[test]
fn no_keyword_is_a_name() {
    for keyword in KEYWORDS {
        assert!(names::is_keyword(keyword));
        assert!(!names::is_keyword(&names::setter(keyword)), "{keyword}");
        assert!(!names::is_keyword(&names::variant(&json!(keyword))), "{keyword}");
        assert!(!names::is_keyword(&names::value_type(keyword)), "{keyword}");
        assert!(!names::is_keyword(&names::module(keyword)), "{keyword}");
    }
    // The words of The Rust Reference, edition 2024: strict ones, then reserved ones.
    let strict = "as async await break const continue crate dyn else enum extern false fn for if impl in \
        let loop match mod move mut pub ref return self Self static struct super trait true type \
        unsafe use where while _";
    let reserved =
        "abstract become box do final gen macro override priv try typeof unsized virtual yield";
    let mut expected: Vec<&str> = strict.split_whitespace().chain(reserved.split(' ')).collect();
    let mut listed = KEYWORDS.to_vec();
    expected.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, expected);
}

/// A developer's feature must not have the name of another feature of the crate.
#[test]
fn every_feature_of_the_crate_is_reserved() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../oxen-models/Cargo.toml");
    let manifest = std::fs::read_to_string(manifest).unwrap();
    let (_, features) = manifest.split_once("# End of the generated features.").unwrap();
    let (features, _) = features.split_once("\n[").unwrap();
    let names: Vec<&str> =
        features.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    assert!(names.contains(&"macros"), "{names:?}");
    for name in names {
        assert_ne!(names::feature(name), name);
    }
}
