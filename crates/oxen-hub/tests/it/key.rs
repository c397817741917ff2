//! The key in all its encodings.

use oxen_hub::{ApiKey, ErrorKind, Method};
use proptest::prelude::*;

use crate::support::server::{Reply, Server};
use crate::support::{KEY, assert_no_key, client, run, shown};

/// Encodes a text in one of the ways.
fn spelled(text: &str, how: u8) -> String {
    let each = |write: &dyn Fn(char) -> String| text.chars().map(write).collect::<String>();
    match how {
        0 => text.to_owned(),
        1 => each(&|letter| format!("\\u{:04x}", u32::from(letter))),
        2 => text.replace('/', "\\/"),
        3 => each(&|letter| format!("%{:02X}", u32::from(letter))),
        4 => each(&|letter| format!("%25{:02x}", u32::from(letter))),
        5 => each(&|letter| format!("&#{};", u32::from(letter))),
        6 => each(&|letter| format!("&amp;#x{:x};", u32::from(letter))),
        7 => text.to_ascii_lowercase(),
        8 => each(&|letter| format!("{:02x}", u32::from(letter))),
        9 => each(&|letter| format!("\\u{{{:x}}}", u32::from(letter))),
        10 => text.replace('/', "&sol;").replace('-', "%2d"),
        12 => each(&|letter| format!("&#x{:09x};", u32::from(letter))),
        13 => text.chars().map(|letter| escaped_mark(letter, "%", "")).collect(),
        14 => text.chars().map(|letter| escaped_mark(letter, "\\u00", "")).collect(),
        16 => each(&|letter| format!("%u{:04X}", u32::from(letter))),
        15 => text.chars().map(|letter| escaped_mark(letter, "&#x", ";")).collect(),
        _ => base64(text.as_bytes()),
    }
}

/// Escapes what isn't a letter or a digit, as most encoders do.
fn escaped_mark(letter: char, start: &str, end: &str) -> String {
    if letter.is_ascii_alphanumeric() {
        return letter.to_string();
    }
    format!("{start}{:02X}{end}", u32::from(letter))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let number = group.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        let number = number << (8 * (3 - group.len()));
        for index in 0..=group.len() {
            text.push(char::from(LETTERS[(number >> (18 - 6 * index)) as usize & 63]));
        }
    }
    text
}

proptest! {
    #[test]
    fn every_spelling_is_found_and_struck(
        key in "[A-Za-z0-9/_.=+-]{16,40}",
        how in 0_u8..17,
        before in "[ -~\u{e9}\u{4e16}]{0,20}",
        after in "[ -~\u{e9}\u{4e16}]{0,20}",
    ) {
        let text = format!("{before} {} {after}", spelled(&key, how));
        let secret = ApiKey::new(&key).unwrap();
        prop_assert!(secret.is_quoted_in(&text), "{key} in {text}");
        let struck = secret.strike_out(&text);
        prop_assert!(struck.contains("[the key]"), "{struck}");
        prop_assert!(!secret.is_quoted_in(&struck), "{struck}");
    }

    #[test]
    fn encodings_within_others_are_found_and_struck(
        key in "[A-Za-z0-9/_.=+-]{16,20}",
        hows in proptest::collection::vec((0_u8..17).prop_filter("keeps the case", |how| *how != 7), 2..=3),
        before in "[ -~\u{e9}\u{4e16}]{0,20}",
        after in "[ -~\u{e9}\u{4e16}]{0,20}",
    ) {
        let spelling = hows.iter().fold(key.clone(), |text, how| spelled(&text, *how));
        let text = format!("{before} {spelling} {after}");
        let secret = ApiKey::new(&key).unwrap();
        prop_assert!(secret.is_quoted_in(&text), "{key} in {text}");
        let struck = secret.strike_out(&text);
        prop_assert!(struck.contains("[the key]"), "{struck}");
        prop_assert!(!secret.is_quoted_in(&struck), "{struck}");
    }

    /// The text beside a spelling may look like the beginning or the end of an escape.
    #[test]
    fn nothing_beside_the_key_hides_it(
        key in "[A-Za-z0-9/_.=+-]{16,40}",
        how in 0_u8..17,
        before in "[\\\\%&#xu;{0-9a-f]{0,8}",
        after in "[\\\\%&#xu;}0-9a-f]{0,8}",
    ) {
        let secret = ApiKey::new(&key).unwrap();
        let text = format!("{before}{}{after}", spelled(&key, how));
        prop_assert!(secret.is_quoted_in(&text), "{key} in {text}");
        prop_assert!(!secret.is_quoted_in(&secret.strike_out(&text)));
    }

    #[test]
    fn base64_of_something_around_the_key(
        before in proptest::collection::vec(any::<u8>(), 0..7),
        key in "[A-Za-z0-9/_.=+-]{20,40}",
    ) {
        let secret = ApiKey::new(&key).unwrap();
        let text = base64(&[&before, key.as_bytes(), b" and so on"].concat());
        prop_assert!(secret.is_quoted_in(&text), "{text}");
        prop_assert!(!secret.is_quoted_in(&secret.strike_out(&text)));
    }

    #[test]
    fn striking_out_leaves_other_text(text in "\\PC{0,200}") {
        let secret = ApiKey::new(KEY).unwrap();
        prop_assert_eq!(secret.strike_out(&text), text);
    }
}

#[test]
fn a_part_of_the_key_is_struck_too() {
    let key = ApiKey::new(KEY).unwrap();
    assert_eq!(key.strike_out(&KEY[..KEY.len() - 1]), "[the key]");
    assert_eq!(key.strike_out(&format!("x{}y", &KEY[3..])), "x[the key]y");
    assert_eq!(key.strike_out("sk-secret is a word"), "sk-secret is a word");
    // A short key may occur in any text.
    assert!(!ApiKey::new("test").unwrap().is_quoted_in("this is a test"));
}

#[test]
fn the_search_takes_no_longer_for_a_text_of_escapes_alone() {
    let secret = ApiKey::new(KEY).unwrap();
    let key = spelled(KEY, 13);
    for piece in ["\\", "%25", "&amp;", "&#x0", "\\u{0", "%", "&", "sk-secret/A", "VVVV", "73"] {
        let run = piece.repeat((256 << 10) / piece.len());
        assert_eq!(secret.strike_out(&run), run, "{piece}");
        assert!(!secret.is_quoted_in(&run), "{piece}");
        assert!(secret.is_quoted_in(&format!("{run} {key} {run}")), "{piece}");
    }
    let slashes = KEY.replace('/', &format!("{}/", "\\".repeat(256 << 10)));
    assert!(secret.is_quoted_in(&slashes));
    assert!(!secret.strike_out(&slashes).contains("ABC"));
}

#[test]
fn an_error_of_backslashes_alone_is_read() {
    let body = "\\".repeat(64 << 10);
    let server = Server::start(move |_, _| Reply::status(500, body.clone()));
    let client = client(&server.url());
    let error = run(async { client.raw(Method::Get, "/models").await }).unwrap_err();
    assert_eq!(error.status(), Some(500));
}

/// Returns answers that quote the key, in every place that an error may show.
fn canaries(how: u8) -> Vec<Reply> {
    let key = spelled(KEY, how);
    let json = key.replace('"', "");
    // A text with JSON escapes is parsed into the key itself.
    let envelope =
        |status| Reply::status(status, format!(r#"{{"error":{{"message":"bad key {json}"}}}}"#));
    let full = format!(
        r#"{{"error":{{"type":"{json}","title":"{json}","detail":"x {json}","param":"{json}"}},"status":"error"}}"#
    );
    let mut replies: Vec<Reply> =
        [200, 400, 401, 404, 422, 429, 500, 503].into_iter().map(envelope).collect();
    replies.extend([
        Reply::status(500, full),
        Reply::status(401, format!(r#"{{"error":{{"message":"{}{json}"}}}}"#, "x".repeat(290))),
        Reply::status(500, format!("plain text with {key}")),
        Reply::html(&format!("<html>{key}</html>")),
        Reply::json(format!("not JSON {key}")),
        Reply::json(format!(r#""a text with {json}""#)),
        Reply::json(format!(r#"{{"choices":"{json}"}}"#)),
        Reply::json("{}").header("content-type", format!("x/{}", key.replace(' ', ""))),
        Reply::status(500, "").header("x-oxen-request-id", key.clone()),
        Reply::redirect(302, &format!("/redirects/{key}/%1b[31m")),
        Reply::redirect(302, &format!("http://{}.example/", KEY.replace('/', ".").to_lowercase())),
        Reply::redirect(307, &format!("https://user:{}@127.0.0.1/", KEY.replace('/', "%2F"))),
    ]);
    replies
}

#[test]
fn no_error_quotes_the_key() {
    for how in 0..17 {
        for (index, reply) in canaries(how).into_iter().enumerate() {
            let server = Server::start(move |_, _| reply.clone());
            let client = client(&server.url());
            let parameters = serde_json::Map::new();
            let chat = client.generate::<oxen_hub::answers::ChatCompletion>(
                "/chat/completions",
                "m",
                &parameters,
            );
            let error = run(async { chat.await }).unwrap_err();
            let text = shown(&error);
            assert_no_key(&text);
            let secret = ApiKey::new(KEY).unwrap();
            assert!(!secret.is_quoted_in(&text), "{how}/{index}: {text}");
            assert!(text.chars().all(|letter| letter == '\n' || !letter.is_control()), "{text:?}");
        }
    }
}

#[test]
fn the_key_goes_to_no_other_origin() {
    let other = Server::start(|_, _| Reply::json("{}"));
    let (origin, same) = (other.origin(), other.origin().replace("127.0.0.1", "localhost"));
    for target in [
        format!("{origin}/x"),
        format!("{}/x", origin.trim_start_matches("http:")),
        format!("\\\\{}\\x", origin.trim_start_matches("http://")),
        format!("{same}/x"),
        origin.replace("http:", "https:"),
        format!("http://u:p@{}/", origin.trim_start_matches("http://")),
    ] {
        for status in [301, 302, 303, 307, 308] {
            let target = target.clone();
            let server = Server::start(move |_, _| Reply::redirect(status, &target));
            let client = client(&server.url());
            let error = run(async { client.raw(Method::Get, "/models").await }).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Redirected { .. }), "{error}");
            assert_eq!(server.count(), 1);
        }
    }
    assert_eq!(other.count(), 0);
}
