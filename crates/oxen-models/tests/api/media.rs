//! Media inputs.

use std::fs;
use std::path::Path;

use oxen_models::{Media, MediaError};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const MEBIBYTE: usize = 1024 * 1024;

fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_file_becomes_a_data_uri_by_extension_or_content() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, uri) in [
        ("ox.png", PNG, "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="),
        ("OX.JPEG", b"\xff", "data:image/jpeg;base64,/w=="),
        ("ox.mp4", b"", "data:video/mp4;base64,"),
        ("no extension", PNG, "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="),
        ("ox.unknown", b"GIF89a", "data:image/gif;base64,R0lGODlh"),
        ("ox", b"ID3\x03", "data:audio/mpeg;base64,SUQzAw=="),
        ("paper", b"%PDF-1.7", "data:application/pdf;base64,JVBERi0xLjc="),
    ] {
        let media = Media::file(write(folder.path(), name, bytes)).unwrap();
        assert_eq!(media.as_str(), uri, "{name}");
        assert!(media.is_data_uri());
    }
}

#[test]
fn a_file_of_unknown_type_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for bytes in [&b""[..], b"Just text.", b"PK\x03\x04", b"\x7fELF"] {
        let path = write(folder.path(), "ox.xyz", bytes);
        let error = Media::file(&path).unwrap_err();
        assert!(matches!(error, MediaError::UnknownKind { .. }), "{error}");
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
        assert!(error.to_string().contains("Media::bytes"), "{error}");
    }
}

#[test]
fn directories_and_missing_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.png");
    let error = Media::file(&missing).unwrap_err();
    assert!(matches!(&error, MediaError::Read { path, .. } if *path == missing));
    assert!(error.to_string().starts_with(missing.to_str().unwrap()), "{error}");
    assert!(matches!(Media::file(folder.path()).unwrap_err(), MediaError::NotAFile { .. }));
}

#[test]
#[cfg(unix)]
fn endless_devices_are_not_read() {
    assert!(matches!(Media::file("/dev/zero").unwrap_err(), MediaError::NotAFile { .. }));
}

#[test]
fn sizes_are_limited_as_by_the_hub() {
    let folder = tempfile::tempdir().unwrap();
    for (name, mime, limit) in
        [("ox.mp3", "audio/mpeg", 20 * MEBIBYTE), ("ox.pdf", "application/pdf", 24 * MEBIBYTE)]
    {
        let bytes = vec![0; limit + 1];
        assert!(Media::bytes(mime, &bytes[..limit]).is_ok());
        let error = Media::bytes(mime, &bytes).unwrap_err();
        let expected =
            format!("{} bytes of {mime}, but the hub accepts at most {limit}", limit + 1);
        assert_eq!(error.to_string(), expected);

        let path = write(folder.path(), name, &bytes);
        let error = Media::file(&path).unwrap_err();
        assert_eq!(error.to_string(), format!("{}: {expected}", path.display()));
    }
    assert!(Media::bytes("video/mp4", vec![0; 25 * MEBIBYTE]).is_ok());
}

/// Checks the size on disk: the file doesn't fit into memory.
#[test]
fn huge_audio_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ox.wav");
    fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    assert!(
        matches!(Media::file(&path).unwrap_err(), MediaError::TooLarge { size, .. } if size == 1 << 40)
    );
}

#[test]
fn large_files_need_a_higher_limit() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ox.png", "no extension"] {
        let path = write(folder.path(), name, PNG);
        assert!(Media::file_with_limit(&path, PNG.len() as u64).is_ok());
        let error = Media::file_with_limit(&path, PNG.len() as u64 - 1).unwrap_err();
        assert!(matches!(error, MediaError::AboveLimit { size: 16, limit: 15, .. }), "{error}");

        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(Media::FILE_LIMIT).unwrap();
        assert!(Media::file(&path).is_ok());
        file.set_len(Media::FILE_LIMIT + 1).unwrap();
        let error = Media::file(&path).unwrap_err();
        assert!(matches!(error, MediaError::AboveLimit { .. }), "{error}");
        assert!(error.to_string().contains("file_with_limit"), "{error}");
    }
    // The hub's own limit stays.
    let sound = folder.path().join("ox.wav");
    fs::File::create(&sound).unwrap().set_len(20 * MEBIBYTE as u64 + 1).unwrap();
    let error = Media::file_with_limit(&sound, u64::MAX).unwrap_err();
    assert!(matches!(error, MediaError::TooLarge { .. }), "{error}");
}

#[test]
fn joined_chunks_equal_the_encoded_whole() {
    let folder = tempfile::tempdir().unwrap();
    for size in [0, 1, 2, 3, 49_151, 49_152, 49_153, 98_304, 100_000] {
        let bytes: Vec<u8> =
            (0..size).map(|at: u32| at.to_le_bytes()[0] ^ at.to_le_bytes()[1]).collect();
        let media = Media::file(write(folder.path(), "ox.png", &bytes)).unwrap();
        assert_eq!(media, Media::bytes("image/png", &bytes).unwrap(), "{size}");
    }
}

/// Opening a named pipe blocks until its other end is opened, and system files can be longer than their stated size.
#[test]
#[cfg(target_os = "linux")]
fn pipes_and_files_of_unknown_length_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.png");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(matches!(Media::file(&pipe).unwrap_err(), MediaError::NotAFile { .. }));
    let growing = folder.path().join("growing.png");
    std::os::unix::fs::symlink("/proc/self/status", &growing).unwrap();
    assert!(matches!(Media::file(&growing).unwrap_err(), MediaError::Changed { .. }));
}

#[test]
fn mime_types() {
    for mime in ["image/png", "image/svg+xml", "application/vnd.ms-excel", "audio/x-m4a"] {
        assert!(Media::bytes(mime, b"").is_ok(), "{mime}");
    }
    let long = format!("image/{}", "x".repeat(1000));
    for mime in [
        "",
        "image",
        "image/",
        "/png",
        "image/png;charset=x",
        "image/png,",
        "image /png",
        "a/b/c",
        "bild/ö",
        &long,
    ] {
        let error = Media::bytes(mime, b"").unwrap_err();
        assert!(matches!(error, MediaError::NotAMimeType { .. }), "{mime}");
        assert!(error.to_string().len() < 200);
    }
}

#[test]
fn debug_output_truncates_data() {
    let media = Media::bytes("image/png", vec![0; 3 * MEBIBYTE]).unwrap();
    let debug = format!("{media:?}");
    assert!(debug.starts_with("Media(\"data:image/png;base64,AAAA"), "{debug}");
    assert!(debug.contains("4194326 bytes") && debug.len() < 200, "{debug}");
    assert_eq!(
        format!("{:?}", Media::from("https://example.com")),
        "Media(\"https://example.com\")"
    );
}
