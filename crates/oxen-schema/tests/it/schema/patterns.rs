//! Regular expressions of ECMA-262, compared with the oracle and with the standard itself.

use oxen_schema::schema::RequestSchema;
use serde_json::{Map, Value, json};

use crate::schema::support::{body, diagnostics, oracle, read, with_parameter};

#[test]
#[allow(clippy::too_many_lines, reason = "two tables")]
fn expressions_match_as_the_oracle_says() {
    let expressions = [
        "",
        "a",
        "^$",
        "^a",
        "a$",
        "^(a|b)+$",
        "a|b|",
        "(?:ab)*c",
        "^a{2}$",
        "^a{2,}$",
        "^a{1,3}?$",
        "a+?b*?",
        ".",
        "^.$",
        "^..$",
        r"\d",
        r"^\d+$",
        r"\D",
        r"\w",
        r"^\W$",
        r"\s",
        r"^\S+$",
        r"[\d\-x]",
        r"[^\d]",
        r"[\s\S]",
        r"[\w-]",
        r"[^\s\w]",
        r"^[^\W\d]+$",
        r"[a-c-]",
        r"[-a]",
        r"[\]]",
        r"[\\]",
        r"[.*+?]",
        r"\.",
        r"\/",
        r"\-",
        r"\^\$",
        r"\t|\n|\r|\f|\v",
        r"\x41",
        r"\u0041",
        r"\u{41}",
        r"\u{1F402}",
        r"\cJ",
        r"^(?!a).*$",
        r"^(?=.*\d)(?=.*[a-z]).{3,}$",
        r"^(?!\s*$).+",
        r"^(?!(?:a|b)$)\w+$",
        r"(?<year>\d{4})",
        r"^\u00e4$",
        "\u{e4}",
        "^[\u{e4}-\u{f6}]$",
        "\u{1F402}{2}",
        "[\u{1F402}]",
        r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
        r"^#[0-9a-fA-F]{6}$",
        r"^\d+x\d+$",
        r"^https?:\/\/[^\s/$.?#].[^\s]*$",
        r"^data:image\/(png|jpeg);base64,",
        r"[[]",
        r"[a&&b]",
        r"[a~~b]",
        "[ -~]",
        r"(a|ab)(c|bcd)(d*)",
        r"^(?:a?){3}a{3}$",
        r"x{0}",
        r"^x{0,1}$",
        "^(?:)$",
        r"\$",
        "^[^^]$",
        "a^b",
        "a$b",
    ];
    let texts = [
        "",
        "a",
        "b",
        "c",
        "A",
        "aa",
        "aaa",
        "aaaa",
        "ab",
        "abc",
        "abcd",
        "ac",
        "x",
        "0",
        "7",
        "42",
        "2026",
        "1a",
        "a1",
        "abc1",
        "-",
        "--",
        "_",
        ".",
        "/",
        "\\",
        "]",
        "[",
        "^",
        "$",
        "^$",
        "&",
        "~",
        " ",
        "\t",
        "\n",
        "\r",
        "\u{b}",
        "\u{c}",
        "\u{0}",
        "\u{8}",
        "\u{a0}",
        "\u{feff}",
        "\u{2028}",
        "\u{180e}",
        "a\n",
        "\na",
        "a\nb",
        "\u{e4}",
        "\u{f6}",
        "\u{663}",
        "\u{1F402}",
        "\u{1F402}\u{1F402}",
        "e\u{301}",
        "#12aBcF",
        "#12aBc",
        "16x9",
        "https://oxen.ai",
        "data:image/png;base64,AA",
        "one-two",
        "one--two",
        "a^b",
        "a$b",
        "(",
        "{",
        "x{0}",
    ];
    let mut compared = 0;
    for expression in expressions {
        let schema = with_parameter(json!({ "pattern": expression }));
        let oracle = oracle(&schema).unwrap_or_else(|| panic!("{expression}"));
        let schema = read(&schema);
        // The oracle's engine gets an expression with lookahead unchanged, and for that engine `.`, `\d`
        // and `\s` differ from ECMA-262 at the ends of lines and beyond ASCII.
        let is_plain =
            |text: &&str| text.chars().all(|c| c.is_ascii() && !matches!(c, '\r' | '\u{b}'));
        let looks_ahead = expression.contains("(?=") || expression.contains("(?!");
        for text in texts.into_iter().filter(|text| !looks_ahead || is_plain(text)) {
            let request = body(json!(text));
            let fits = oracle.is_valid(&json!(request));
            assert_eq!(schema.check(&request).is_empty(), fits, "{expression:?} {text:?}");
            compared += 1;
        }
    }
    println!("{compared} matches compared");
}

/// Cases in which the oracle follows another engine than that of the standard.
#[test]
fn expressions_match_as_the_standard_says() {
    let cases = [
        // A word boundary is one between ASCII word characters and all others.
        (r"\b\u00e4", "a\u{e4}", true),
        (r"\b\u00e4", "\u{e4}", false),
        // An empty set matches nothing, its negation everything.
        ("[]a", "]a", false),
        // There are four line terminators.
        ("^(?!a).$", "\r", false),
        ("^(?!a).$", "\u{2028}", false),
        (r"^(?!a)\d$", "\u{663}", false),
        // The null character.
        (r"^\0$", "\0", true),
        ("^[^]$", "\n", true),
        // A backspace.
        (r"^[\b]$", "\u{8}", true),
    ];
    for (expression, text, matches) in cases {
        let schema = read(&with_parameter(json!({ "pattern": expression })));
        assert_eq!(schema.check(&body(json!(text))).is_empty(), matches, "{expression} {text:?}");
    }
}

#[test]
fn unchecked_expressions_are_reported() {
    let cases = [
        ("(", "has `(` without `)`"),
        (")", "has `)` without `(`"),
        ("[a", "has `[` without `]`"),
        ("a{", "has `{` without a count"),
        ("}", "has `}` without the opening one"),
        ("*", "has `*` with nothing to repeat"),
        ("a**", "has `*` with nothing to repeat"),
        ("^*", "has `*` with nothing to repeat"),
        ("[b-a]", "has a range that ends before it begins"),
        (r"\", "ends in a backslash"),
        (r"\a", r"has `\a`, which means nothing in ECMA-262"),
        (r"\x4", r"has `\x` without two hexadecimal digits"),
        (r"\u{110000}", r"has `\u` without a code point"),
        (r"\ud800", "has half of a pair of surrogates"),
        (r"(a)\1", "refers back to a group"),
        (r"(?<a>b)\k<a>", "refers back to a group"),
        (r"\p{L}", "names a property of Unicode"),
        ("a(?=b)", "looks ahead elsewhere than at the start"),
        ("^(?=a)b|c", "looks ahead within an alternative"),
        ("(?<=a)b", "looks behind"),
        ("(?i:a)", "has a group of a kind that is not known"),
        ("(?<a", "has a group without the end of its name"),
    ];
    for (expression, problem) in cases {
        let schema = with_parameter(json!({ "pattern": expression }));
        let diagnostics = diagnostics(&schema);
        assert_eq!(diagnostics.len(), 1, "{expression}: {diagnostics:?}");
        assert_eq!(diagnostics[0].path, "/properties/value/pattern");
        assert_eq!(diagnostics[0].message, format!("`{expression}` {problem}; not checked"));
        // A pattern that can't be checked accepts everything.
        let (schema, _) = RequestSchema::read(&schema).unwrap();
        assert_eq!(schema.check(&body(json!("text"))), []);
    }
    let huge = ["(".repeat(300) + &")".repeat(300), "a{1000}{1000}{1000}".into(), "x".repeat(5000)];
    for expression in huge {
        assert_eq!(diagnostics(&with_parameter(json!({ "pattern": expression }))).len(), 1);
    }
}

/// Expressions that take a backtracking engine longer than anyone can wait.
#[test]
fn expressions_that_backtrack_elsewhere_take_linear_time() {
    let text = json!("a".repeat(20_000) + "!");
    for expression in [
        "^(a+)+$",
        "^(a|a)*$",
        "^(a|aa)+$",
        "^(a*)*b?$",
        "^(?=(a+)+$)a",
        "(.*)*(.*)*(.*)*x",
        "^(?!(a+)+!).*$",
    ] {
        let schema = read(&with_parameter(json!({ "pattern": expression })));
        assert_eq!(schema.check(&body(text.clone())).len(), 1, "{expression}");
    }
}

#[test]
fn names_of_properties_are_matched_too() {
    let schema = with_parameter(json!({
        "patternProperties": { "^x-": { "type": "integer" }, r"\p{Lu}": { "type": "integer" } },
        "additionalProperties": false,
    }));
    let (schema, diagnostics) = RequestSchema::read(&schema).unwrap();
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert_eq!(schema.check(&body(json!({ "x-a": 1 }))), []);
    assert_eq!(schema.check(&body(json!({ "x-a": "1" }))).len(), 1);
    // It is unknown whether this is an additional property.
    assert_eq!(schema.check(&body(json!({ "other": "1" }))), []);
}

/// The time for matching a text grows linearly with the size of all expressions together.
#[test]
fn expressions_of_a_schema_share_a_limit() {
    let large =
        |index| json!({ "type": "string", "pattern": format!("[ab]*a[ab]{{0,900}}{index}") });
    let properties: Map<String, Value> =
        (0..200).map(|index| (format!("p{index}"), large(index))).collect();
    let schema = json!({ "type": "object", "properties": properties });
    let (schema, diagnostics) = RequestSchema::read(&schema).unwrap();
    assert!((100..200).contains(&diagnostics.len()), "{}", diagnostics.len());
    assert!(
        diagnostics[0].message.ends_with("beyond 262144 bytes when compiled; not checked"),
        "{}",
        diagnostics[0]
    );
    let body: Map<String, Value> =
        (0..200).map(|index| (format!("p{index}"), json!("abba"))).collect();
    assert_eq!(schema.check(&body).len(), 200 - diagnostics.len());
    // Small expressions are checked, however many there are, and duplicates count once.
    let properties: Map<String, Value> = (0..200)
        .map(|index| (format!("p{index}"), json!({ "pattern": format!("^a{index}$") })))
        .collect();
    let many = json!({ "type": "object", "properties": properties, "additionalProperties": { "pattern": "^a1$" } });
    assert_eq!(diagnostics_of(&many), []);
}

/// A schema's expressions are matched with the values that it lists itself: what both cost is limited.
#[test]
fn long_schemas_have_less_room_for_expressions() {
    let long = "ab".repeat(32_000);
    let values: Vec<Value> = (0..20).map(|index| json!(format!("{long}{index}"))).collect();
    let large = json!({ "enum": values, "pattern": "[ab]*a[ab]{0,900}c" });
    let (schema, diagnostics) = RequestSchema::read(&with_parameter(large)).unwrap();
    assert!(diagnostics[0].message.contains("beyond 13"), "{}", diagnostics[0]);
    assert_eq!(schema.contradictions(), []);
    assert_eq!(schema.check(&body(values[0].clone())), []);
    let small = json!({ "enum": values, "pattern": "1$" });
    let (schema, diagnostics) = RequestSchema::read(&with_parameter(small)).unwrap();
    assert_eq!(diagnostics, []);
    assert_eq!(schema.contradictions().len(), 1);
    assert_eq!(schema.check(&body(values[2].clone())).len(), 1);
}

fn diagnostics_of(schema: &Value) -> Vec<oxen_schema::Diagnostic> {
    RequestSchema::read(schema).unwrap().1
}
