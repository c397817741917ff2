//! Reading streamed chat answers: the result is the same however the bytes are split.

use std::sync::LazyLock;

use oxen_models::Client;
use oxen_models::answers::ChatCompletion;
use oxen_models::stream::ChatStream;

use crate::choices::Choices;

static CLIENT: LazyLock<Client> = LazyLock::new(|| Client::builder().build().unwrap());

pub(crate) fn run(bytes: &[u8]) {
    let size = usize::from(bytes.first().copied().unwrap_or(1)).max(1);
    let odd = Choices::new(bytes).answer();
    let events = format!("data: {odd}\n\n: comment\ndata: {odd}\r\n\r\ndata: [DONE]");
    for text in [bytes, events.as_bytes()] {
        let whole = read(vec![text.to_vec()]);
        assert_eq!(read(text.chunks(size).map(<[u8]>::to_vec).collect()), whole);
    }
}

/// Returns the joined answer, or the message of the error.
fn read(pieces: Vec<Vec<u8>>) -> Result<ChatCompletion, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let stream = ChatStream::of_bytes(CLIENT.hub(), pieces);
    runtime.block_on(stream.collect()).map_err(|error| error.to_string())
}
