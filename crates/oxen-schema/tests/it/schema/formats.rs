//! Formats of strings, compared with the oracle.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::{Value, json};

use crate::schema::keywords::check;
use crate::schema::support::{body, oracle, read, with_parameter};

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn formats() {
    let cases: [(&str, &[&str], &[&str]); 11] = [
        (
            "uri",
            &[
                "https://oxen.ai/ox.png",
                "data:image/png;base64,iVBORw0KGgo=",
                "http://[::1]:80/",
                "a:",
                "urn:x:y",
                "http://a/%20?q#f",
                "file:///tmp/a",
                "HTTP://EXAMPLE.COM",
            ],
            &[
                "",
                "ox.png",
                "/ox.png",
                "https://a b",
                "http://[::1",
                "https://\u{e4}.de",
                "1a:b",
                "http://a/%2",
                "http://a:b:c/",
                "http://a/{b}",
                "http://a/\\b",
                "//a/b",
                ":",
                "http://[1.2.3]/",
                "https://x/\u{1F402}",
            ],
        ),
        (
            "uri-reference",
            &["", "ox.png", "/a?b#c", "//host/a", "https://a"],
            &["a b", "\\", "http://[", "%zz", "a\u{e4}"],
        ),
        ("iri", &["https://\u{e4}.de/\u{1F402}", "a:b"], &["\u{e4}", "https://a b", ""]),
        ("iri-reference", &["\u{e4}/\u{1F402}", "", "https://a"], &["a b", "\u{e4}:b c", "<>"]),
        (
            "date",
            &["2026-08-08", "2024-02-29", "2000-02-29", "0000-01-01"],
            &[
                "2026-02-29",
                "1900-02-29",
                "2026-13-01",
                "2026-00-10",
                "2026-01-00",
                "2026-04-31",
                "2026-1-1",
                "20260808",
                "2026-08-08Z",
                "+026-08-08",
                "\u{663}026-08-08",
                "",
            ],
        ),
        (
            "time",
            &["12:00:00Z", "23:59:60Z", "00:00:00.123z", "01:02:03+05:30", "15:59:60-08:00"],
            &[
                "12:00:00",
                "24:00:00Z",
                "12:60:00Z",
                "12:00:60Z",
                "12:00:00.Z",
                "12:00:00+24:00",
                "12:00:00+0100",
                "1:00:00Z",
                "12:00:00ZZ",
                "22:59:60Z",
                "12:00:00 Z",
            ],
        ),
        (
            "date-time",
            &["2026-08-08T12:00:00Z", "2026-08-08t12:00:00.5+01:00", "1998-12-31T23:59:60Z"],
            &[
                "2026-08-08 12:00:00Z",
                "2026-08-08T12:00:00",
                "2026-08-08",
                "2026-02-30T12:00:00Z",
                "T12:00:00Z",
                "1998-12-31T22:59:60Z",
            ],
        ),
        (
            "ipv4",
            &["127.0.0.1", "0.0.0.0", "255.255.255.255"],
            &["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4.5", "::1", ""],
        ),
        (
            "ipv6",
            &["::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"],
            &["1::2::3", "g::1", "1.2.3.4", "::1%eth0", ""],
        ),
        (
            "uuid",
            &[
                "123e4567-e89b-12d3-a456-426614174000",
                "00000000-0000-0000-0000-000000000000",
                "ABCDEFAB-CDEF-ABCD-EFAB-CDEFABCDEFAB",
            ],
            &[
                "123e4567e89b12d3a456426614174000",
                "123e4567-e89b-12d3-a456-42661417400",
                "123e4567-e89b-12d3-a456-42661417400g",
                "{123e4567-e89b-12d3-a456-426614174000}",
                "",
                "123e456-7e89b-12d3-a456-426614174000",
            ],
        ),
        ("json-pointer", &["", "/", "/a/0", "/~0~1", "//"], &["a", "/~", "/~2", "#/a", "/~0~"]),
    ];
    for (format, fitting, breaking) in cases {
        let values = |texts: &[&str]| texts.iter().map(|&text| json!(text)).collect::<Vec<_>>();
        let mut fitting = values(fitting);
        fitting.extend([json!(1), json!(null), json!([])]);
        check(&json!({ "format": format }), &fitting, &values(breaking));
    }
}

/// Generates pieces of texts in a format, and some that don't belong there.
#[allow(clippy::too_many_lines, reason = "a table")]
fn pieces(format: &str) -> Vec<&'static str> {
    match format {
        "uri" | "uri-reference" | "iri" | "iri-reference" => vec![
            "http",
            "https",
            "data",
            "urn",
            "a",
            "Z",
            "1",
            ":",
            "/",
            "//",
            "?",
            "#",
            "@",
            "[",
            "]",
            "::1",
            "v1.x",
            "1.2.3.4",
            ".",
            "..",
            "+",
            "-",
            "%41",
            "%e",
            "%",
            " ",
            "\\",
            "{",
            "|",
            "\"",
            "<",
            "^",
            "`",
            "~",
            "!$&'()*+,;=",
            ":80",
            ":99999",
            "\u{e4}",
            "\u{1F402}",
            "\u{202E}",
            "\u{0}",
            "\n",
            "image/png;base64,",
            "[::1]",
            "[fe80::1%25eth0]",
        ],
        "ipv4" | "ipv6" => vec![
            "0", "1", "255", "256", "01", ".", ":", "::", "f", "ffff", "10000", "g", "%", "/", " ",
            "1.2.3.4", "\u{663}",
        ],
        "uuid" => vec![
            "123e4567",
            "e89b",
            "12d3",
            "a456",
            "426614174000",
            "-",
            "F",
            "g",
            "{",
            "}",
            "urn:uuid:",
            "\u{e4}",
        ],
        "json-pointer" => vec!["/", "~", "~0", "~1", "~2", "a", "", "#", " ", "\u{e4}", "%41"],
        _ => vec![
            "2026",
            "2024",
            "1900",
            "2000",
            "0000",
            "9999",
            "-",
            "-02-29",
            "-08-08",
            "-12-31",
            "-13-01",
            "-1-1",
            "T",
            "t",
            " ",
            "12:00:00",
            "23:59:60",
            "24:00:00",
            "00:00:60",
            "23:59:59",
            ".5",
            ".",
            ".123456789012",
            "Z",
            "z",
            "+00:00",
            "-08:00",
            "+23:59",
            "+24:00",
            "+1:00",
            "15:59:60",
            "\u{663}",
            "+",
            ":",
            "1",
        ],
    }
}

#[test]
fn verdicts_agree_on_generated_texts() {
    let formats = [
        "uri",
        "uri-reference",
        "iri",
        "iri-reference",
        "date",
        "time",
        "date-time",
        "ipv4",
        "ipv6",
        "uuid",
        "json-pointer",
    ];
    for format in formats {
        let schema = with_parameter(json!({ "format": format }));
        let (oracle, read) = (oracle(&schema).unwrap(), read(&schema));
        let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
        config.cases *= 4;
        if config.rng_seed == RngSeed::Random {
            config.rng_seed = RngSeed::Fixed(0x0e17);
        }
        let texts = proptest::collection::vec(select(pieces(format)), 0..9)
            .prop_map(|pieces| pieces.concat());
        let outcome = TestRunner::new(config).run(&texts, |text| {
            let request = body(json!(text));
            let fits = oracle.is_valid(&Value::Object(request.clone()));
            prop_assert_eq!(read.check(&request).is_empty(), fits, "{}", format);
            Ok(())
        });
        outcome.unwrap();
    }
}
